import type { MediaElementPort } from '../core/media-ports.ts';
import type { TimeRange } from '../model/time-range.ts';
import { restOfRangeSec, toTimeRanges } from './time-ranges.ts';

export interface BufferReading {
  /** Seconds of media ahead of the playhead without a hole. */
  readonly bufferAheadSec: number;
  readonly buffered: readonly TimeRange[];
}

/** What an element says of its buffer. */
export function readBuffer({
  buffered: ranges,
  currentTime,
}: Pick<MediaElementPort, 'buffered' | 'currentTime'>): BufferReading {
  const buffered = toTimeRanges(ranges);
  return { bufferAheadSec: restOfRangeSec(buffered, currentTime), buffered };
}
