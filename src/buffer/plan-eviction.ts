import type { TimeRange } from '../model/time-range.ts';

export interface EvictionView {
  /** What the SourceBuffer holds, sorted and disjoint. */
  readonly buffered: readonly TimeRange[];
  readonly playheadSec: number;
  /** Keep this much behind the playhead. */
  readonly behindSec: number;
  /** Keep this much ahead of it. */
  readonly aheadSec: number;
  /** How long a segment, and so a group of pictures, may be; default 0: not known. */
  readonly segmentDurationSec?: number;
}

/** Never removed around the playhead, nor less than a segment: browsers remove up to the next key frame. */
const SAFE_SEC = 3;
/** Cutting a stretch needs to be worth its while: the browser is busy meanwhile. */
const MIN_CUT_SEC = 2;

/**
 * What to remove so that no more than the wanted stretch around the playhead is held; may be nothing. Behind, stretches
 * are cut where the wanted part begins. Ahead, only those that begin beyond it go (left by a seek back): the scheduler
 * appends at the end of the one at the playhead, and does not return to fill a hole cut into that (but to what the browser itself
 * has thrown out).
 * @see https://www.w3.org/TR/media-source-2/#sourcebuffer-coded-frame-removal
 */
export function planEviction(view: EvictionView): readonly TimeRange[] {
  const safeSec = Math.max(SAFE_SEC, view.segmentDurationSec ?? 0);
  const keepFromSec = view.playheadSec - Math.max(safeSec, view.behindSec);
  const keepUntilSec = view.playheadSec + Math.max(safeSec, view.aheadSec);
  const removals: TimeRange[] = [];
  for (const range of view.buffered) {
    if (range.endSec <= keepFromSec || range.startSec >= keepUntilSec) removals.push(range);
    else if (keepFromSec - range.startSec >= MIN_CUT_SEC)
      removals.push({ startSec: range.startSec, endSec: keepFromSec });
  }
  return removals;
}
