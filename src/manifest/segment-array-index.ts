import type { ContentProtection } from '../model/content-protection.ts';
import type { MediaEvent } from '../model/media-event.ts';
import type { SegmentIndex } from '../model/segment-index.ts';
import type { Segment } from '../model/segment.ts';

/** What an index knows beside its segments. All but `isComplete` default to nothing (null, empty). */
export interface IndexExtras {
  readonly isComplete: boolean;
  readonly preferredStartSec?: number | null;
  readonly events?: readonly MediaEvent[];
  readonly protection?: readonly ContentProtection[];
}

/** Segments by position, computed on demand: neither memory nor time may grow with `count`. */
export interface SegmentSequence {
  readonly count: number;
  /** Seconds; never falls as `position` (0..count-1) rises. */
  startSecAt(position: number): number;
  segmentAt(position: number): Segment;
}

/** A SegmentIndex over computed segments; `find` costs log2(count) calls of `startSecAt`. */
export function createSegmentIndex(sequence: SegmentSequence, extras: IndexExtras): SegmentIndex {
  const { count } = sequence;
  const endSecAt = (position: number): number => {
    const { startSec, durationSec } = sequence.segmentAt(position);
    return startSec + durationSec;
  };
  return {
    count,
    startSec: count > 0 ? sequence.startSecAt(0) : 0,
    endSec: count > 0 ? endSecAt(count - 1) : 0,
    isComplete: extras.isComplete,
    at: (position) =>
      Number.isInteger(position) && position >= 0 && position < count ? sequence.segmentAt(position) : null,
    find(timeSec) {
      // By starts, not ends: a rounded end may lie beyond the next start, and the next one must win there.
      let low = 0;
      let high = count;
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (sequence.startSecAt(middle) <= timeSec) low = middle + 1;
        else high = middle;
      }
      return low > 0 && timeSec < endSecAt(low - 1) ? low - 1 : low;
    },
    preferredStartSec: extras.preferredStartSec ?? null,
    events: extras.events ?? [],
    protection: extras.protection ?? [],
  };
}

/** A SegmentIndex over a list. `segments[i].position` must be `i`, and starts must not fall. */
export function createArrayIndex(segments: readonly Segment[], extras: IndexExtras): SegmentIndex {
  const segmentAt = (position: number): Segment => {
    const segment = segments[position];
    if (segment === undefined) throw new RangeError(`No segment at ${position}`);
    return segment;
  };
  return createSegmentIndex(
    { count: segments.length, startSecAt: (position) => segmentAt(position).startSec, segmentAt },
    extras,
  );
}
