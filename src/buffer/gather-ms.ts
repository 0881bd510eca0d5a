const GATHER_AHEAD_SEC = 1;
/** For each second ahead when the request leaves: a twentieth of what the buffer bears by then. */
const GATHER_MS_PER_SEC = 50;
/** A transfer is looked at about as often, to see whether it is worth its end. */
const MOST_MS = 250;

/** How long bytes of media may be gathered that lies so far ahead of the playhead: where that waits for it, not at all. */
export function gatherMs(aheadSec: number): number {
  return aheadSec > GATHER_AHEAD_SEC ? Math.min(MOST_MS, GATHER_MS_PER_SEC * aheadSec) : 0;
}
