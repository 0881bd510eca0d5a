import type { MediaElementPort } from '../core/media-ports.ts';
import type { TimeRange } from '../model/time-range.ts';
import { restOfRangeSec, toTimeRanges } from './time-ranges.ts';

type ElementBuffer = Pick<MediaElementPort, 'buffered' | 'currentTime'>;

export interface BufferReading {
  /** Seconds of media ahead of the playhead without a hole. */
  readonly bufferAheadSec: number;
  readonly buffered: readonly TimeRange[];
}

/** What an element says of its buffer. */
export function readBuffer({ buffered: ranges, currentTime }: ElementBuffer): BufferReading {
  const buffered = toTimeRanges(ranges);
  return { bufferAheadSec: restOfRangeSec(buffered, currentTime), buffered };
}

/** Seconds to the end of all that is buffered, holes included. */
export function bufferedAheadSec({ buffered, currentTime }: ElementBuffer): number {
  const { length } = buffered;
  return length === 0 ? 0 : Math.max(0, buffered.end(length - 1) - currentTime);
}
