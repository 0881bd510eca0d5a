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
  /** The vendor's words, or a sentence about it without its full stop. */
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
  const title = stripUrl(scene.url);
  const url = fault.url === null ? title : stripUrl(fault.url);
  const about = url === title || fault.words.includes(url) ? '' : ` (${url})`;
  const [said, context] = TELL[code]({ requestType: 'other', kind: 'media', ...fault, url }, scene);
  const [what = '', ...advice] = said.split('; ');
  const sentence = [`${what}${about}`, ...advice].join('; ');
  const message = `Playing "${title}": ${sentence}. ${fault.words}.`;
  return new PlayerError(code, message, context, { cause: fault.cause });
}

type Told = VendorFault & { readonly url: string; readonly requestType: string; readonly kind: string };

const detailOf = ({ url, words }: Told): { url: string; detail: string } => ({ url, detail: words });
/** What reaches the network without Kinora is asked for once. */
const requestOf = ({ url, requestType }: Told): { url: string; requestType: string; attempts: number } => ({
  ...{ url, requestType },
  attempts: 1,
});

const TELL: {
  readonly [C in FaultCode]: (told: Told, scene: FaultScene) => readonly [string, ErrorContexts[C]];
} = {
  'network-status': (told) => {
    const { status = 0 } = told;
    return [`a request was answered with status ${status}`, { ...requestOf(told), status }];
  },
  'network-timeout': (told) => [
    'a request was not answered in time',
    { ...requestOf(told), waitedFor: 'answer', timeoutMs: 0 },
  ],
  'network-failed': (told) => [
    'a request failed; check the address, the connection and CORS',
    requestOf(told),
  ],
  'source-unsupported': ({ url, words }) => [
    'it is no source that this engine plays',
    { url, detected: words },
  ],
  'manifest-malformed': (told) => ['the manifest breaks its grammar; validate it', detailOf(told)],
  'manifest-unsupported': ({ url, vendorCode, feature = vendorCode }) => [
    'the manifest uses what this engine does not play',
    { url, feature },
  ],
  'manifest-empty': (told) => ['the manifest lists nothing that could be played', detailOf(told)],
  'codec-unsupported': ({ url, codecs }, scene) => [
    'this browser decodes nothing of it; offer H.264 with AAC',
    { url, codecs: codecs ?? scene.codecs },
  ],
  'drm-unsupported': ({ url }, { keySystems: systems }) => {
    const advice =
      systems.length > 0
        ? 'set up a key system that this browser has, on an https page'
        : 'no licence server and no keys are set up (`config.drm`)';
    return [`the media is encrypted; ${advice}`, { url, systems }];
  },
  'drm-failed': (told) => ['decryption failed; check the licence server and the keys', detailOf(told)],
  'decrypt-failed': ({ url, keyUrl = '' }) => [
    `a segment could not be decrypted with the key ${keyUrl}; check the key and the IV`,
    { url, keyUrl },
  ],
  'segment-invalid': (told) => [
    'a segment is not what the manifest promised; check what the packager wrote',
    detailOf(told),
  ],
  'append-failed': (told) => [
    'the browser refused to buffer a segment; check its codecs and container',
    detailOf(told),
  ],
  'decode-failed': ({ words }, { positionSec }) => [
    `the decoder failed at ${positionSec.toFixed(3)} s`,
    { positionSec, detail: words },
  ],
  'buffer-full': ({ kind }, { bufferGoalSec: goalSec }) => [
    'the buffer stays full; offer renditions of a lower bitrate',
    { goalSec, kind },
  ],
  'engine-failed': ({ engine, vendorCode, words }) => [
    `${engine === 'shaka' ? 'Shaka Player' : 'hls.js'} failed; another engine may do better (\`engines\`)`,
    { engine, vendorCode, detail: words },
  ],
};
