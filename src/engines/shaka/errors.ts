import { describeCause, isPlayerError, type PlayerError } from '../../core/errors.ts';
import { toEngineError, type FaultScene } from '../../engine/vendor-fault.ts';
import { MEANINGS, type VendorName } from './error-codes.ts';
import type { Shaka } from './load-vendor.ts';

/** What of a Shaka error is read; `data` depends on the code. */
export interface VendorError {
  readonly code: number;
  readonly severity?: unknown;
  readonly data: readonly unknown[];
}

/**
 * What Shaka has thrown, as Kinora says it; an error that was Kinora's own on its way in comes out unchanged. Null where
 * somebody ended what was going on: no error.
 */
export function toPlayerError(codes: VendorCodes, thrown: unknown, scene: FaultScene): PlayerError | null {
  const own = findPlayerError(thrown);
  if (own) return own;
  if (!isVendorError(thrown)) return engineFailed('none', describeCause(thrown), scene, thrown);
  const name = nameOf(codes, thrown.code);
  const meaning = name === null ? 'engine-failed' : MEANINGS[name];
  if (meaning === 'cancelled') return null;
  const [first, second] = thrown.data;
  const fault = {
    engine: 'shaka',
    vendorCode: String(thrown.code),
    words: wordsOf(thrown, name ?? 'unknown error'),
    // The manifest's, unless Shaka names the one that it asked for.
    url: typeof first === 'string' && /^https?:/.test(first) ? first : null,
    requestType: name === 'SEGMENT_MISSING' ? 'segment' : 'other',
    status: Number(second),
    ...(name !== null && { feature: name }),
    cause: thrown,
  } as const;
  return toEngineError(meaning, fault, scene);
}

/** The namespace's own table: names that it exports, by number. */
export type VendorCodes = Pick<Shaka['util']['Error'], 'Code'>;

function nameOf({ Code }: VendorCodes, code: number): VendorName | null {
  const found = Object.entries(Code).find(([, value]) => Number(value) === code)?.[0];
  return found !== undefined && found in MEANINGS ? (found as VendorName) : null;
}

export function isVendorError(value: unknown): value is VendorError {
  if (typeof value !== 'object' || value === null) return false;
  const { code, data } = value as Partial<VendorError>;
  return typeof code === 'number' && Array.isArray(data);
}

/** Shaka wraps what a plugin or a filter throws, at times twice. */
function findPlayerError(thrown: unknown): PlayerError | null {
  if (isPlayerError(thrown)) return thrown;
  const parts = isVendorError(thrown) ? thrown.data : [];
  return parts.map(findPlayerError).find((own) => own !== null) ?? null;
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

export function engineFailed(
  vendorCode: string,
  words: string,
  scene: FaultScene,
  cause?: unknown,
): PlayerError {
  return toEngineError('engine-failed', { engine: 'shaka', vendorCode, words, url: null, cause }, scene);
}
