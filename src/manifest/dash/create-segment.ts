import type { Segment } from '../../model/segment.ts';

type Known = Pick<Segment, 'position' | 'startSec' | 'durationSec' | 'urls' | 'timeline'> & Partial<Segment>;

/** A segment with what DASH never has filled in; without range, init and encryption where not given. */
export function createSegment(known: Known): Segment {
  const { range } = known;
  return {
    range: null,
    init: null,
    encryption: null,
    isGap: false,
    programDateTimeMs: null,
    sizeBytes: range?.end == null ? null : range.end - range.start + 1,
    ...known,
  };
}
