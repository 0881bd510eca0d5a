import { intersectRanges, withoutRange } from '../../buffer/time-ranges.ts';
import type { TimeRange } from '../../model/time-range.ts';

/** Rounding is no hole. */
const LEAST_HOLE_SEC = 0.25;

/** Where sound or picture will not come: playback jumps that, whatever there is of the other. */
export class Holes {
  #ranges: readonly TimeRange[] = [];

  add(hole: TimeRange): void {
    if (hole.endSec - hole.startSec > LEAST_HOLE_SEC)
      this.#ranges = [...withoutRange(this.#ranges, hole), hole];
  }

  /** Seconds from `startSec` to `endSec` that will be played; less than 0 where that lies before it. */
  playedSec(startSec: number, endSec: number): number {
    const inside = intersectRanges(this.#ranges, [{ startSec, endSec }]);
    return inside.reduce((sum, hole) => sum - (hole.endSec - hole.startSec), endSec - startSec);
  }
}
