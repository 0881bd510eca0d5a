import type { TimeRange } from '../../model/time-range.ts';

export interface LoggedSegment extends TimeRange {
  readonly renditionId: string;
}

/** Segments start where others end, but for the rounding of timescales. Seconds. */
const SAME_SEC = 0.05;

/** Remembers what was fetched and what of it was buffered where, so that the rendition at the playhead can be told. */
export class RenditionLog {
  #asked: LoggedSegment[] = [];
  #buffered: LoggedSegment[] = [];
  #shownId: string | null = null;

  /** Of the segment that was buffered last, seconds; 0: none yet. */
  segmentDurationSec = 0;

  noteAsked(segment: LoggedSegment): void {
    this.#asked = [...this.#asked.filter(({ startSec }) => !isSame(startSec, segment.startSec)), segment];
  }

  /** A segment is in the buffer; what it overlaps is overwritten there. */
  noteBuffered({ startSec, endSec }: TimeRange): void {
    const asked = this.#asked.find((one) => isSame(one.startSec, startSec));
    this.segmentDurationSec = endSec - startSec;
    if (!asked) return;
    this.#asked = this.#asked.filter((one) => one !== asked);
    const kept = this.#buffered.filter((one) => !isSame(one.startSec, startSec));
    this.#buffered = [...kept, { ...asked, endSec }].sort((one, other) => one.startSec - other.startSec);
  }

  /** The rendition at `timeSec`, where that is another than when this was asked last; null otherwise. */
  changeAt(timeSec: number): string | null {
    const shown = this.#at(timeSec);
    if (!shown || shown.renditionId === this.#shownId) return null;
    this.#shownId = shown.renditionId;
    this.#buffered = this.#buffered.filter(({ endSec }) => endSec > timeSec - 60);
    return shown.renditionId;
  }

  /** The rendition at `timeSec`; null where none is known. */
  idAt(timeSec: number): string | null {
    return this.#at(timeSec)?.renditionId ?? null;
  }

  /** Seconds from `timeSec` to the end of the segment there; null where none is known. */
  restAt(timeSec: number): number | null {
    const found = this.#at(timeSec);
    return found ? found.endSec - timeSec : null;
  }

  #at(timeSec: number): LoggedSegment | undefined {
    return this.#buffered.filter(({ startSec, endSec }) => startSec <= timeSec && timeSec < endSec).at(-1);
  }
}

const isSame = (oneSec: number, otherSec: number): boolean => Math.abs(oneSec - otherSec) < SAME_SEC;
