import {
  describeCause,
  isPlayerError,
  PlayerError,
  stripUrl,
  type ErrorCode,
  type ErrorContexts,
} from '../../core/errors.ts';
import { MEANINGS, type Meaning, type VendorName } from './error-codes.ts';
import type { Shaka } from './load-vendor.ts';

/** What of a Shaka error is read; `data` depends on the code. */
export interface VendorError {
  readonly code: number;
  readonly severity?: unknown;
  readonly data: readonly unknown[];
}

/** Where playback stood when it happened. */
export interface FaultScene {
  /** Of the manifest. */
  readonly url: string;
  readonly positionSec: number;
  readonly bufferGoalSec: number;
  /** Whether licence servers or keys are set up. */
  readonly hasDrm: boolean;
}

/**
 * What Shaka has thrown, as Kinora says it; an error that was Kinora's own on its way in comes out unchanged. Null where
 * somebody ended what was going on: no error.
 */
export function toPlayerError(codes: VendorCodes, thrown: unknown, scene: FaultScene): PlayerError | null {
  if (isPlayerError(thrown)) return thrown;
  if (!isVendorError(thrown)) return engineFailed('none', describeCause(thrown), scene, thrown);
  const own = findPlayerError(thrown);
  if (own) return own;
  const name = nameOf(codes, thrown.code);
  if (name === null)
    return engineFailed(String(thrown.code), wordsOf(thrown, 'an unknown error'), scene, thrown);
  const meaning = MEANINGS[name];
  if (meaning === 'cancelled') return null;
  return CREATE[meaning]({ name, words: wordsOf(thrown, name), vendor: thrown, scene });
}

/** The namespace's own table: names that it exports, by number. */
export type VendorCodes = Pick<Shaka['util']['Error'], 'Code'>;

function nameOf({ Code }: VendorCodes, code: number): VendorName | null {
  const found = Object.entries(Code).find(([, value]) => Number(value) === code)?.[0];
  return found !== undefined && found in MEANINGS ? (found as VendorName) : null;
}

export function isVendorError(value: unknown): value is VendorError {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<VendorError>).code === 'number' &&
    Array.isArray((value as Partial<VendorError>).data)
  );
}

/** Shaka wraps what a plugin or a filter throws, at times twice. */
function findPlayerError({ data }: VendorError): PlayerError | null {
  for (const part of data) {
    if (isPlayerError(part)) return part;
    const inner = isVendorError(part) ? findPlayerError(part) : null;
    if (inner) return inner;
  }
  return null;
}

/** shaka.util.Error.Code.BAD_HTTP_STATUS */
const BAD_HTTP_STATUS = 1001;

/** Its name, and what of its data can be said in words: no bytes (data URLs hold keys), and of URLs only the path. */
function wordsOf({ code, data }: VendorError, name: string): string {
  // Behind its URL and status a failed request holds the answer's text, which is not ours to tell.
  const told = code === BAD_HTTP_STATUS ? data.slice(0, 2) : data;
  const said = told.flatMap((part): string[] => {
    if (typeof part === 'string') return part.startsWith('data:') ? [] : [describeCause(part).slice(0, 200)];
    if (typeof part === 'number') return [String(part)];
    if (isVendorError(part)) return [wordsOf(part, 'error')];
    return part instanceof Error ? [describeCause(part)] : [];
  });
  return [`Shaka's ${name} (${code})`, ...said].join('; ');
}

interface Fault {
  readonly name: VendorName;
  readonly words: string;
  readonly vendor: VendorError;
  readonly scene: FaultScene;
}

/** What went wrong, and what to do where that can be said, in one sentence that `words` end. */
const CREATE: Readonly<Record<Exclude<Meaning, 'cancelled'>, (fault: Fault) => PlayerError>> = {
  'network-status': (fault) => {
    const status = Number(fault.vendor.data[1]);
    return make('network-status', fault, `a request was answered with status ${status}`, {
      ...requestOf(fault),
      status,
    });
  },
  'network-timeout': (fault) =>
    make('network-timeout', fault, 'a request was not answered in time', {
      ...requestOf(fault),
      ...{ waitedFor: 'answer', timeoutMs: 0 },
    }),
  'network-failed': (fault) => make('network-failed', fault, 'a request failed', requestOf(fault)),
  'source-unsupported': (fault) =>
    make('source-unsupported', fault, 'it is no source that Shaka Player plays', {
      url: urlOf(fault),
      detected: fault.words,
    }),
  'manifest-malformed': (fault) =>
    make('manifest-malformed', fault, 'the manifest breaks its grammar; validate it', detailOf(fault)),
  'manifest-unsupported': (fault) =>
    make('manifest-unsupported', fault, 'the manifest uses what Shaka Player does not play', {
      url: urlOf(fault),
      feature: fault.name,
    }),
  'manifest-empty': (fault) =>
    make('manifest-empty', fault, 'the manifest lists nothing that could be played', detailOf(fault)),
  'codec-unsupported': (fault) =>
    make('codec-unsupported', fault, 'this browser decodes nothing of it; offer H.264 with AAC', {
      url: urlOf(fault),
      codecs: [],
    }),
  'drm-unsupported': (fault) => {
    const advice = fault.scene.hasDrm
      ? 'set up a key system that this browser has, on an https page'
      : 'no licence server and no keys are set up (`config.drm`)';
    return make('drm-unsupported', fault, `the media is encrypted; ${advice}`, {
      url: urlOf(fault),
      systems: [],
    });
  },
  'drm-failed': (fault) =>
    make('drm-failed', fault, 'decryption failed; check the licence server and the keys', detailOf(fault)),
  'segment-invalid': (fault) =>
    make('segment-invalid', fault, 'a segment is not what the manifest promised', detailOf(fault)),
  'append-failed': (fault) =>
    make('append-failed', fault, 'the browser refused to buffer a segment', detailOf(fault)),
  'decode-failed': (fault) => {
    const { positionSec } = fault.scene;
    const said = `the decoder failed at ${positionSec.toFixed(3)} s`;
    return make('decode-failed', fault, said, { positionSec, detail: fault.words });
  },
  'buffer-full': (fault) =>
    make('buffer-full', fault, 'the buffer stays full; offer renditions of a lower bitrate', {
      goalSec: fault.scene.bufferGoalSec,
      kind: 'media',
    }),
  'engine-failed': ({ vendor, words, scene }) => engineFailed(String(vendor.code), words, scene, vendor),
};

function make<C extends ErrorCode>(
  code: C,
  { vendor, words, scene }: Fault,
  said: string,
  context: ErrorContexts[C],
): PlayerError {
  const message = `Playing "${stripUrl(scene.url)}": ${said}. ${words}.`;
  return new PlayerError(code, message, context, { cause: vendor });
}

export function engineFailed(
  vendorCode: string,
  detail: string,
  { url }: Pick<FaultScene, 'url'>,
  cause?: unknown,
): PlayerError {
  const message = `Playing "${stripUrl(url)}" with Shaka Player failed: ${detail}.`;
  return new PlayerError('engine-failed', message, { engine: 'shaka', vendorCode, detail }, { cause });
}

/** The manifest's, unless Shaka names the one that it asked for. */
function urlOf({ vendor: { data }, scene }: Fault): string {
  const [first] = data;
  return stripUrl(typeof first === 'string' && /^https?:/.test(first) ? first : scene.url);
}

const detailOf = (fault: Fault): { url: string; detail: string } => ({
  url: urlOf(fault),
  detail: fault.words,
});

/** Those that reach the network without Kinora are licences, clocks and the like. */
const requestOf = (fault: Fault): { url: string; requestType: string; attempts: number } => ({
  url: urlOf(fault),
  requestType: fault.name === 'SEGMENT_MISSING' ? 'segment' : 'other',
  attempts: 1,
});
