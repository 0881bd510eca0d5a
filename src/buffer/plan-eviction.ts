import type { TimeRange } from '../model/time-range.ts';

export interface EvictionView {
  /** What the SourceBuffer holds, sorted and disjoint. */
  readonly buffered: readonly TimeRange[];
  readonly playheadSec: number;
  /** Keep this much behind the playhead. */
  readonly behindSec: number;
  /** Keep this much ahead of it. */
  readonly aheadSec: number;
}

/** Never removed around the playhead: the group of pictures that it stands in must stay whole. */
const SAFE_BEHIND_SEC = 3;
/** Removing needs to be worth its while: the browser is busy meanwhile. */
const MIN_REMOVAL_SEC = 2;

/** What to remove so that no more than the wanted stretch around the playhead is held; may be nothing. */
export function planEviction(view: EvictionView): readonly TimeRange[] {
  const keepFromSec = view.playheadSec - Math.max(SAFE_BEHIND_SEC, view.behindSec);
  const keepUntilSec = view.playheadSec + Math.max(SAFE_BEHIND_SEC, view.aheadSec);
  const removals: TimeRange[] = [];
  for (const { startSec, endSec } of view.buffered) {
    if (Math.min(endSec, keepFromSec) - startSec >= MIN_REMOVAL_SEC) {
      removals.push({ startSec, endSec: Math.min(endSec, keepFromSec) });
    }
    if (endSec - Math.max(startSec, keepUntilSec) >= MIN_REMOVAL_SEC) {
      removals.push({ startSec: Math.max(startSec, keepUntilSec), endSec });
    }
  }
  return removals;
}
