import { PlayerError, stripUrl, type ErrorCode, type ErrorContexts } from '../core/errors.ts';

/** What a fault in a vendor's player may be for Kinora. */
export type FaultCode = Exclude<
  ErrorCode,
  'config-invalid' | 'player-destroyed' | 'track-unknown' | 'rendition-unknown' | 'mse-missing' | 'internal'
>;

/** Where playback stood when it happened. */
export interface FaultScene {
  /** Of the manifest. */
  readonly url: string;
  /** What the manifest declares; empty: not known. */
  readonly codecs: readonly string[];
  /** Key systems that licence servers or keys are set up for. */
  readonly keySystems: readonly string[];
  readonly positionSec: number;
  readonly bufferGoalSec: number;
}

/** A fault as an adapter has read it; no query, key or body stands in it. */
export interface VendorFault {
  readonly engine: 'shaka' | 'hlsjs';
  /** The vendor's own name or number of it. */
  readonly vendorCode: string;
  /** The vendor's words. */
  readonly words: string;
  /** Of the manifest, playlist or segment that it is about; null: of the manifest, as far as is known. */
  readonly url: string | null;
  /** Of a failed request. Default `other`. */
  readonly requestType?: string;
  readonly status?: number;
  /** What was refused. Default: what the manifest declares. */
  readonly codecs?: readonly string[];
  readonly keyUrl?: string;
  /** What is not played. Default: `vendorCode`. */
  readonly feature?: string;
  /** Which buffer it is about. Default `media`. */
  readonly kind?: string;
  readonly cause?: unknown;
}

/** Kinora's error for it: what was attempted, what went wrong, what to do where that can be said, and the vendor's words. */
export function toEngineError(code: FaultCode, fault: VendorFault, scene: FaultScene): PlayerError {
  const { url: manifestUrl } = scene;
  const url = stripUrl(fault.url ?? manifestUrl);
  const title = stripUrl(manifestUrl);
  const about = url === title || fault.words.includes(url) ? '' : ` (${url})`;
  const context = CONTEXTS[code]({ requestType: 'other', kind: 'media', ...fault, url }, scene);
  const message = `Playing "${title}": ${say(code, fault, scene)}${about}. ${fault.words}.`;
  return new PlayerError(code, message, context, { cause: fault.cause });
}

function say(code: FaultCode, { engine, status, keyUrl }: VendorFault, scene: FaultScene): string {
  if (code === 'network-status') return `a request was answered with status ${status ?? 0}`;
  if (code === 'decode-failed') return `the decoder failed at ${scene.positionSec.toFixed(3)} s`;
  if (code === 'decrypt-failed') return `a segment could not be decrypted with the key ${keyUrl ?? ''}`;
  if (code === 'engine-failed') return `${engine === 'shaka' ? 'Shaka Player' : 'hls.js'} failed`;
  if (code !== 'drm-unsupported') return WORDS[code];
  const advice =
    scene.keySystems.length > 0
      ? 'set up a key system that this browser has, on an https page'
      : 'no licence server and no keys are set up (`config.drm`)';
  return `the media is encrypted; ${advice}`;
}

const WORDS: Readonly<
  Record<
    Exclude<
      FaultCode,
      'network-status' | 'decode-failed' | 'decrypt-failed' | 'engine-failed' | 'drm-unsupported'
    >,
    string
  >
> = {
  'network-timeout': 'a request was not answered in time',
  'network-failed': 'a request failed',
  'source-unsupported': 'it is no source that this engine plays',
  'manifest-malformed': 'the manifest breaks its grammar; validate it',
  'manifest-unsupported': 'the manifest uses what this engine does not play',
  'manifest-empty': 'the manifest lists nothing that could be played',
  'codec-unsupported': 'this browser decodes nothing of it; offer H.264 with AAC',
  'drm-failed': 'decryption failed; check the licence server and the keys',
  'segment-invalid': 'a segment is not what the manifest promised',
  'append-failed': 'the browser refused to buffer a segment',
  'buffer-full': 'the buffer stays full; offer renditions of a lower bitrate',
};

type Told = VendorFault & { readonly url: string; readonly requestType: string; readonly kind: string };

const detailOf = ({ url, words }: Told): { url: string; detail: string } => ({ url, detail: words });
/** What reaches the network without Kinora is asked for once. */
const requestOf = ({ url, requestType }: Told): { url: string; requestType: string; attempts: number } => ({
  ...{ url, requestType },
  attempts: 1,
});

const CONTEXTS: {
  readonly [C in FaultCode]: (told: Told, scene: FaultScene) => ErrorContexts[C];
} = {
  'network-status': (told) => ({ ...requestOf(told), status: told.status ?? 0 }),
  'network-timeout': (told) => ({ ...requestOf(told), waitedFor: 'answer', timeoutMs: 0 }),
  'network-failed': requestOf,
  'source-unsupported': ({ url, words }) => ({ url, detected: words }),
  'manifest-malformed': detailOf,
  'manifest-unsupported': ({ url, feature, vendorCode }) => ({ url, feature: feature ?? vendorCode }),
  'manifest-empty': detailOf,
  'codec-unsupported': ({ url, codecs }, scene) => ({ url, codecs: codecs ?? scene.codecs }),
  'drm-unsupported': ({ url }, { keySystems }) => ({ url, systems: keySystems }),
  'drm-failed': detailOf,
  'decrypt-failed': ({ url, keyUrl = '' }) => ({ url, keyUrl }),
  'segment-invalid': detailOf,
  'append-failed': detailOf,
  'decode-failed': ({ words }, { positionSec }) => ({ positionSec, detail: words }),
  'buffer-full': ({ kind }, { bufferGoalSec }) => ({ goalSec: bufferGoalSec, kind }),
  'engine-failed': ({ engine, vendorCode, words }) => ({ engine, vendorCode, detail: words }),
};
