import { restOfRangeSec, toTimeRanges } from '../../buffer/time-ranges.ts';
import type { MediaElementPort } from '../../core/media-ports.ts';
import type { TimeRange } from '../../model/time-range.ts';

/** Seconds of media ahead of the playhead without a hole. */
export function bufferAheadSec({
  buffered,
  currentTime,
}: Pick<MediaElementPort, 'buffered' | 'currentTime'>): number {
  return restOfRangeSec(toTimeRanges(buffered), currentTime);
}

/** The hole that a jump to the present position has passed. */
export function gapBehind(
  element: Pick<MediaElementPort, 'buffered' | 'currentTime'>,
  fromSec: number,
): TimeRange {
  const endSec = element.currentTime;
  const ends = toTimeRanges(element.buffered).map((range) => range.endSec);
  const startSec = Math.max(fromSec, ...ends.filter((sec) => sec < endSec));
  return { startSec: Math.min(startSec, endSec), endSec };
}
