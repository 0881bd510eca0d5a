import type { TimeRange } from '../model/time-range.ts';

export interface ShownEntry extends TimeRange {
  readonly renditionId: string;
}

/** Remembers which rendition the buffer holds where, so that the one at the playhead can be told. */
export class ShownLog<E extends ShownEntry> {
  #entries: E[] = [];
  #lastId: string | null = null;

  /** Notes a fetched segment; what it overlaps is overwritten, as in the browser's buffer. */
  add(entry: E): void {
    const kept: E[] = [];
    for (const old of this.#entries) {
      if (old.startSec < entry.startSec) kept.push({ ...old, endSec: Math.min(old.endSec, entry.startSec) });
      if (old.endSec > entry.endSec) kept.push({ ...old, startSec: Math.max(old.startSec, entry.endSec) });
    }
    kept.push(entry);
    this.#entries = kept.sort((a, b) => a.startSec - b.startSec);
  }

  at(timeSec: number): E | null {
    return this.#entries.find((entry) => entry.startSec <= timeSec && timeSec < entry.endSec) ?? null;
  }

  /** What is shown at `timeSec`, where that is another rendition than when this was asked last; null otherwise. */
  changeAt(timeSec: number): E | null {
    const entry = this.at(timeSec);
    if (!entry || entry.renditionId === this.#lastId) return null;
    this.#lastId = entry.renditionId;
    return entry;
  }

  /** End of the segment at `timeSec`, or of the next one behind it; undefined where there is none. */
  endAfter(timeSec: number): number | undefined {
    return this.#entries.find((entry) => entry.endSec > timeSec)?.endSec;
  }

  /** From the first to the last that is of this rendition, behind the segment at `timeSec`; null: nothing is. */
  spanAfter(timeSec: number, renditionId: string): TimeRange | null {
    const fromSec = this.endAfter(timeSec) ?? Infinity;
    const ofIt = this.#entries.filter((entry) => entry.endSec > fromSec && entry.renditionId === renditionId);
    const [first, last] = [ofIt[0], ofIt.at(-1)];
    return first && last ? { startSec: Math.max(fromSec, first.startSec), endSec: last.endSec } : null;
  }

  /** Forgets what lies before `timeSec`. */
  trim(timeSec: number): void {
    this.#entries = this.#entries.filter((entry) => entry.endSec > timeSec);
  }
}
