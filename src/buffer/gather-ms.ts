const GATHER_MS = 50;
const GATHER_AHEAD_SEC = 1;

/** How long bytes of media may be gathered that lies so far ahead of the playhead: where that waits for it, not at all. */
export function gatherMs(aheadSec: number): number {
  return aheadSec > GATHER_AHEAD_SEC ? GATHER_MS : 0;
}
