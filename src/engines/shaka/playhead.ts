import type { MediaElementPort } from '../../core/media-ports.ts';
import type { TimeRange } from '../../model/time-range.ts';

/** Shaka starts and seeks to where media begins, but for rounding. Seconds. */
const EDGE_SEC = 0.1;

export function readBuffered({ buffered }: Pick<MediaElementPort, 'buffered'>): readonly TimeRange[] {
  return Array.from({ length: buffered.length }, (_, i) => ({
    startSec: buffered.start(i),
    endSec: buffered.end(i),
  }));
}

/** Seconds of media ahead of the playhead without a hole. */
export function bufferAheadSec(element: Pick<MediaElementPort, 'buffered' | 'currentTime'>): number {
  const { currentTime } = element;
  const range = readBuffered(element).find(
    ({ startSec, endSec }) => startSec <= currentTime + EDGE_SEC && currentTime < endSec,
  );
  return range ? Math.max(0, range.endSec - currentTime) : 0;
}

/** The hole that a jump to the present position has passed. */
export function gapBehind(
  element: Pick<MediaElementPort, 'buffered' | 'currentTime'>,
  fromSec: number,
): TimeRange {
  const endSec = element.currentTime;
  const ends = readBuffered(element).map((range) => range.endSec);
  const startSec = Math.max(fromSec, ...ends.filter((sec) => sec < endSec));
  return { startSec: Math.min(startSec, endSec), endSec };
}
