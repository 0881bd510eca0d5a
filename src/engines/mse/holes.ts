import { intersectRanges, withoutRange } from '../../buffer/time-ranges.ts';
import type { Segment } from '../../model/segment.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import type { TimeRange } from '../../model/time-range.ts';

/** Rounding is no hole. */
const LEAST_HOLE_SEC = 0.25;
/** Elements play on for some seconds where only sound, or only picture, is absent: what is longer is jumped. */
const LEAST_JUMPED_SEC = 10;

/** Where a stream has nothing between two pieces of media. */
export class Holes {
  #ranges: readonly TimeRange[] = [];

  add(hole: TimeRange): void {
    if (hole.endSec - hole.startSec > LEAST_HOLE_SEC)
      this.#ranges = [...withoutRange(this.#ranges, hole), hole];
  }

  /** What lies behind `timeSec` is looked at anew. */
  forgetFrom(timeSec: number): void {
    this.#ranges = withoutRange(this.#ranges, { startSec: timeSec, endSec: Infinity });
  }

  /** Seconds of media from `startSec` to `endSec`; less than 0 where that lies before it. */
  mediaSec(startSec: number, endSec: number): number {
    const inside = intersectRanges(this.#ranges, [{ startSec, endSec }]);
    return inside.reduce((sum, hole) => sum - (hole.endSec - hole.startSec), endSec - startSec);
  }

  /** Whether playback will jump all of this, whatever others have there. */
  isJumped({ startSec, endSec }: TimeRange): boolean {
    return this.#ranges.some(
      (hole) =>
        hole.startSec <= startSec && hole.endSec >= endSec && hole.endSec - hole.startSec > LEAST_JUMPED_SEC,
    );
  }
}

/** The end of the last of those in a row that are told to be absent. */
export function gapEndSec(index: SegmentIndex, first: Segment): number {
  let last = first;
  for (let next = index.at(first.position + 1); next?.isGap; next = index.at(next.position + 1)) last = next;
  return last.startSec + last.durationSec;
}
