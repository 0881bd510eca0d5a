import type { TimeRangesPort } from '../core/media-ports.ts';
import type { TimeRange } from '../model/time-range.ts';

/** Copies the browser's TimeRanges, which change under one's hands. Sorted and disjoint, as the browser gives them. */
export function toTimeRanges(ranges: TimeRangesPort): readonly TimeRange[] {
  return Array.from({ length: ranges.length }, (_, index) => {
    return { startSec: ranges.start(index), endSec: ranges.end(index) };
  });
}

/** A playhead may stand this much before a range that it plays, seconds: timestamps are rounded, or off by a frame or two. */
const EDGE_SEC = 0.1;

/** Seconds of media from the playhead to the end of the range it stands in; 0 where it stands in none. */
export function restOfRangeSec(ranges: readonly TimeRange[], timeSec: number): number {
  const range = ranges.find(({ startSec, endSec }) => startSec <= timeSec + EDGE_SEC && timeSec < endSec);
  return range ? range.endSec - timeSec : 0;
}

/** What both lists cover; sorted and disjoint where they are. */
export function intersectRanges(a: readonly TimeRange[], b: readonly TimeRange[]): readonly TimeRange[] {
  const common: TimeRange[] = [];
  for (const one of a) {
    for (const other of b) {
      const startSec = Math.max(one.startSec, other.startSec);
      const endSec = Math.min(one.endSec, other.endSec);
      if (startSec < endSec) common.push({ startSec, endSec });
    }
  }
  return common;
}

/** What is left of the list when `hole` is cut out of it. */
export function withoutRange(ranges: readonly TimeRange[], hole: TimeRange): readonly TimeRange[] {
  return intersectRanges(ranges, [
    { startSec: -Infinity, endSec: hole.startSec },
    { startSec: hole.endSec, endSec: Infinity },
  ]);
}

/** Seconds of media in one piece from `timeSec` on, holes of up to `toleranceSec` played over. */
export function bufferAheadSec(ranges: readonly TimeRange[], timeSec: number, toleranceSec: number): number {
  let endSec = timeSec;
  for (const range of ranges) {
    if (range.endSec > endSec && range.startSec <= endSec + toleranceSec) endSec = range.endSec;
  }
  return endSec - timeSec;
}
