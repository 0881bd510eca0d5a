import type { ByteRange } from '../../model/segment.ts';

/** A finite number, or the fallback. */
export function readNumber<F extends number | null>(value: string | undefined, fallback: F): number | F {
  const number = value?.trim() ? Number(value) : NaN;
  return Number.isFinite(number) ? number : fallback;
}

/** A finite number above zero, or the fallback. */
export function readPositive<F extends number | null>(value: string | undefined, fallback: F): number | F {
  const number = readNumber(value, fallback);
  return number !== null && number > 0 ? number : fallback;
}

const DURATION =
  /^\s*P(?:([\d.]+)Y)?(?:([\d.]+)M)?(?:([\d.]+)D)?(?:T(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?\s*$/;
/** Years and months have no fixed length; these are the usual approximations, and only live manifests use them. */
const UNIT_SEC = [365 * 86400, 30 * 86400, 86400, 3600, 60, 1];

/** Seconds of an xs:duration; null where there is none, it is malformed or negative. */
export function readDurationSec(value: string | undefined): number | null {
  const parts = DURATION.exec(value ?? '');
  if (!parts) return null;
  const seconds = UNIT_SEC.reduce((sum, unit, i) => sum + unit * Number(parts[i + 1] ?? 0), 0);
  return Number.isFinite(seconds) ? seconds : null;
}

/** `30`, `30000/1001` → number; null where malformed. */
export function readRatio(value: string | undefined): number | null {
  const [above, below] = (value ?? '').split('/');
  return readPositive(String(readNumber(above, NaN) / readNumber(below ?? '1', NaN)), null);
}

/** `0-861` or `862-`; null where there is none or it is malformed. */
export function readByteRange(value: string | undefined): ByteRange | null {
  const parts = /^\s*(\d{1,15})-(\d{1,15})?\s*$/.exec(value ?? '');
  if (!parts) return null;
  const start = Number(parts[1]);
  const end = parts[2] === undefined ? null : Number(parts[2]);
  return end !== null && end < start ? null : { start, end };
}
