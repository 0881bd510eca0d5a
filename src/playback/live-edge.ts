import type { PlayerError } from '../core/errors.ts';

/** A live segment that is not there yet is asked for again after so long: half a short segment. Milliseconds. */
export const EDGE_RETRY_MS = 1000;
/** Less than this ahead is a buffer that has run dry. Seconds. */
const DRY_SEC = 0.25;
/** How often, where nothing else tells that it never comes: together longer than nearly all segments. */
export const MAX_EDGE_RETRIES = 10;

/** At the live edge a segment may not be there yet, or never, as at the end: it is waited for while something is left to play. */
export function mayStillCome(error: PlayerError, aheadSec: number): boolean {
  return error.code.startsWith('network-') && aheadSec > DRY_SEC;
}
