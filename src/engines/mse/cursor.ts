import type { Rendition } from '../../model/rendition.ts';
import type { Segment } from '../../model/segment.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import type { Track } from '../../model/track.ts';
import { Holes } from './holes.ts';

/** A remainder of a segment that is shorter than this is rounding, not media: the next segment is meant. */
const MAX_REMAINDER_SEC = 0.25;
const MAX_REMAINDER_SHARE = 0.1;
/** A position so little behind the last segment is at its end. */
export const AT_END_SEC = 0.25;

/** Where a stream's fetching has got to. */
export class Cursor {
  /** The end of what has been fetched: the next segment is the one that goes on here. */
  timeSec: number;
  periodIndex: number;
  rendition: Rendition | null = null;
  readonly holes: Holes = new Holes();
  /** True until a segment has been fetched. */
  isFirst = true;
  #index: SegmentIndex | null = null;
  #current: Segment | null = null;
  /** The end of the last media that was passed; where none was, the position. */
  #mediaEndSec: number;
  /** After a seek the segment that holds the position is wanted, however little of it is left. */
  #isSeek = true;

  constructor(timeSec: number, periodIndex: number) {
    this.#mediaEndSec = timeSec;
    this.timeSec = timeSec;
    this.periodIndex = periodIndex;
  }

  get segmentDurationSec(): number {
    return this.#current?.durationSec ?? this.#index?.at(0)?.durationSec ?? 0;
  }

  /** The same; before an index was fetched, as the manifest tells of `track`. */
  durationSecIn(track: Track): number {
    return this.segmentDurationSec || (indexTold(track)?.at(0)?.durationSec ?? 0);
  }

  /**
   * Until the segment of a start or a seek has been fetched: how far into it the position lies, by the segments of
   * `track` where the manifest tells them, else by those fetched last; 0 where none are known.
   */
  awaitedSec(track: Track): number | null {
    if (!this.#isSeek) return null;
    const index = indexTold(track) ?? this.#index;
    const segment = index?.at(index.find(this.timeSec));
    return segment ? Math.max(0, this.timeSec - segment.startSec) : 0;
  }

  /** The segment of `index` that goes on at `timeSec`; null where the index ends before it. */
  next(rendition: Rendition, index: SegmentIndex, isLastPeriod: boolean): Segment | null {
    this.rendition = rendition;
    this.#index = index;
    let segment = segmentFrom(index, this.timeSec, this.#isSeek);
    // A seek to the very end shows the last frame.
    if (!segment && this.#isSeek && isLastPeriod && this.timeSec < index.endSec + AT_END_SEC)
      segment = index.at(index.count - 1);
    this.#current = segment;
    return segment;
  }

  /** There is media from here on: what lies before it, up to the last media, is a hole. */
  meet({ startSec }: Segment): void {
    this.holes.add({ startSec: this.#mediaEndSec, endSec: startSec });
  }

  /** Goes on behind `segment`, which is in the buffer. */
  pass(segment: Segment): void {
    this.skipTo(segment.startSec + segment.durationSec);
    this.#mediaEndSec = this.timeSec;
    this.isFirst = false;
  }

  /** Goes on at `timeSec` without what lies before it. */
  skipTo(timeSec: number): void {
    this.timeSec = Math.max(timeSec, this.timeSec + Number.EPSILON);
    this.#isSeek = false;
  }

  /** Goes on behind the segment that `next` found last, without it; false where there is none. */
  passCurrent(): boolean {
    if (!this.#current) return false;
    this.skipTo(this.#current.startSec + this.#current.durationSec);
    return true;
  }

  enterPeriod(periodIndex: number, startSec: number): void {
    this.periodIndex = periodIndex;
    this.timeSec = Math.max(this.timeSec, startSec);
    this.#current = null;
  }

  moveTo(timeSec: number, isSeek: boolean, periodIndex: number): void {
    this.timeSec = timeSec;
    this.#mediaEndSec = timeSec;
    this.holes.forgetFrom(timeSec);
    this.periodIndex = periodIndex;
    this.#isSeek = isSeek;
    this.#current = null;
  }
}

/** The segment that goes on at a time, or, where a seek goes there, holds it; null where the index ends before it. */
export function segmentFrom(index: SegmentIndex, timeSec: number, isSeek: boolean): Segment | null {
  const segment = index.at(index.find(timeSec));
  return segment && !isSeek && isMostlyBefore(segment, timeSec) ? index.at(segment.position + 1) : segment;
}

function isMostlyBefore(segment: Segment, timeSec: number): boolean {
  const remainderSec = segment.startSec + segment.durationSec - timeSec;
  return remainderSec < Math.min(MAX_REMAINDER_SEC, segment.durationSec * MAX_REMAINDER_SHARE);
}

/** Where the manifest holds it. */
function indexTold({ renditions: [first] }: Track): SegmentIndex | null {
  return first?.source.type === 'ready' ? first.source.index : null;
}
