import type { SegmentIndex } from '../../model/segment-index.ts';
import type { InitSegment, MediaTimeline, Segment, SegmentEncryption } from '../../model/segment.ts';
import { createSegmentIndex } from '../segment-array-index.ts';
import { createSegment } from './create-segment.ts';

/** Equal segments in a row: what is kept of a timeline, so that `r="1000000000"` costs as much as `r="0"`. */
export interface SegmentRun {
  /** Place of its first segment in the index, and in the manifest, from 0. */
  readonly position: number;
  readonly ordinal: number;
  /** Media time of its first segment and length of each, ticks. */
  readonly time: number;
  readonly duration: number;
  readonly count: number;
}

/** How media time lies in the period. */
export interface MediaClock {
  readonly timescale: number;
  /** Ticks at the start of the period. */
  readonly presentationTimeOffset: number;
  readonly timeline: MediaTimeline;
}

/** What segments share, and what an ordinal and a media time make of one. */
export interface RunSegments {
  readonly init: InitSegment | null;
  readonly isComplete: boolean;
  addressOf(ordinal: number, time: number): Pick<Segment, 'urls' | 'range'>;
  encryptionOf(ordinal: number, time: number): SegmentEncryption | null;
}

/** Stands for "no end known": more than any presentation has, and yet positions and numbers stay exact. */
export const MAX_SEGMENTS: number = 2 ** 40;

/**
 * A part shorter than this at a period's edge is rounding, not media: durations are written in milliseconds, or as
 * float32 by shaka-packager, and the shortest audio frame in use (Opus) takes 2.5 ms.
 */
export const EDGE_SEC: number = 0.001;

/** Runs in ascending order, clipped to the period. */
export interface RunList {
  readonly runs: readonly SegmentRun[];
  /** Media time of the period's end; Infinity where unknown. */
  readonly endTicks: number;
  /** Adds `count` segments (Infinity: to the end of the period) from media time `time` on; overlapped ones yield. */
  add(ordinal: number, time: number, duration: number, count: number): void;
}

export function createRunList({ timescale, presentationTimeOffset, timeline }: MediaClock): RunList {
  const runs: SegmentRun[] = [];
  const startTicks = presentationTimeOffset + EDGE_SEC * timescale;
  const lengthSec = timeline.windowEndSec - timeline.windowStartSec;
  const endTicks = presentationTimeOffset + (lengthSec - EDGE_SEC) * timescale;
  /** Takes away segments that start at or after `time`. */
  const yieldTo = (time: number): void => {
    for (let last = runs.pop(); last; last = runs.pop()) {
      const count = Math.min(last.count, Math.ceil((time - last.time) / last.duration));
      if (count > 0) {
        runs.push({ ...last, count });
        return;
      }
    }
  };
  return {
    runs,
    endTicks,
    add(ordinal, time, duration, count) {
      yieldTo(time);
      const skipped = Math.max(0, Math.floor((startTicks - time) / duration));
      const fitting =
        Math.min(count, Math.ceil((endTicks - time) / duration), MAX_SEGMENTS + skipped) - skipped;
      if (!(fitting > 0)) return;
      const last = runs[runs.length - 1];
      runs.push({
        position: last ? last.position + last.count : 0,
        ordinal: ordinal + skipped,
        time: time + (skipped && skipped * duration),
        duration,
        count: fitting,
      });
    },
  };
}

/** The index over runs; O(log runs) for each segment asked for. */
export function createRunIndex(
  runs: readonly SegmentRun[],
  clock: MediaClock,
  segments: RunSegments,
): SegmentIndex {
  const { timeline, timescale, presentationTimeOffset } = clock;
  const { windowStartSec, windowEndSec } = timeline;
  const toSec = (ticks: number): number => {
    const sec = windowStartSec + (ticks - presentationTimeOffset) / timescale;
    // Numbers may overflow, and two infinities have no difference.
    return Math.min(Math.max(sec, windowStartSec), windowEndSec, Number.MAX_VALUE);
  };
  const locate = (position: number): { run: SegmentRun; nth: number; time: number } => {
    let low = 0;
    for (let high = runs.length; high - low > 1;) {
      const middle = (low + high) >> 1;
      if ((runs[middle]?.position ?? Infinity) <= position) low = middle;
      else high = middle;
    }
    const run = runs[low];
    if (run === undefined) throw new RangeError(`No segment at ${position}`);
    const nth = position - run.position;
    return { run, nth, time: run.time + nth * run.duration };
  };
  const last = runs[runs.length - 1];
  return createSegmentIndex(
    {
      count: last ? last.position + last.count : 0,
      startSecAt: (position) => toSec(locate(position).time),
      segmentAt(position) {
        const { run, nth, time } = locate(position);
        const startSec = toSec(time);
        return createSegment({
          position,
          startSec,
          durationSec: toSec(time + run.duration) - startSec,
          ...segments.addressOf(run.ordinal + nth, time),
          init: segments.init,
          timeline,
          encryption: segments.encryptionOf(run.ordinal + nth, time),
        });
      },
    },
    { isComplete: segments.isComplete },
  );
}
