/** What came last of a transfer. */
export interface TransferTail {
  /** 0: nothing has come for so long. */
  readonly bytes: number;
  /** For how long it came. */
  readonly ms: number;
}

/** So long a part tells how fast the link is at the end; of a shorter one, bursts tell nothing. */
const TAIL_MS = 200;
/** So long a part tells whether the link is there at all. */
const LATELY_MS = 1000;
/** So long a part tells a link that has become slow from a dip. */
export const LASTING_MS = 5000;
/** Where nobody looked for so long, the link may have given nothing, or the processor may have been busy: who knows. */
export const UNSEEN_MS = 400;
/** What was seen of a transfer tells of all of it, where it is this share of it or more. */
const TELLING_SHARE = 0.25;
/** Bytes may be gathered for a quarter of a second before they are handed over: no less than twice that is a silence. */
const SILENT_MS = 500;

/** Measures how fast a transfer is at its end: a second later, the link rather is as then than as on the average. */
export class TailMeter {
  /**
   * Oldest first, of the last five seconds: all of them, as of those left out, bytes would count as having come later than
   * they did. A large segment makes some thousands.
   */
  readonly #notes: (readonly [atMs: number, bytes: number])[] = [];
  /** When the last byte came. */
  #cameMs = 0;
  #lookedMs = 0;
  #isLate = false;
  /** The last time for which nobody looked, and what had come before it. */
  #unseen = { fromMs: 0, untilMs: 0, bytes: 0 };

  /** So many bytes have come in all; to note that none have, too, tells a silence from a processor that was busy. */
  note(atMs: number, bytes: number): void {
    const notes = this.#notes;
    this.look(atMs);
    if (notes.at(-1)?.[1] !== bytes) this.#cameMs = atMs;
    notes.push([atMs, bytes]);
    while (notes[1] && notes[1][0] <= atMs - LASTING_MS) notes.shift();
  }

  /** Somebody has looked: the processor is not busy. */
  look(atMs: number): void {
    const fromMs = this.#lookedMs;
    const wasLate = this.#isLate;
    this.#isLate = atMs - fromMs >= UNSEEN_MS;
    if (this.#isLate) {
      // Where one look after the other is late, as in a page that nobody sees, that says nothing.
      const bytes = wasLate ? 0 : (this.#notes.at(-1)?.[1] ?? 0);
      this.#unseen = { fromMs, untilMs: atMs, bytes };
    }
    this.#lookedMs = atMs;
  }

  /**
   * What had come before nobody looked for long until now, where that was faster than the whole: bytes wait then, and when the last
   * one came is not known. Null where somebody has looked, or too little had been seen.
   */
  seen(firstMs: number, atMs: number, bytes: number): TransferTail | null {
    this.look(atMs);
    const { fromMs, untilMs, bytes: seen } = this.#unseen;
    const ms = fromMs - firstMs;
    const isUnseen = atMs - untilMs < TAIL_MS && seen >= bytes * TELLING_SHARE;
    return isUnseen && ms >= TAIL_MS && seen * (atMs - firstMs) > bytes * ms ? { bytes: seen, ms } : null;
  }

  /**
   * Since the last note of 200 ms ago; all of a shorter transfer; or a silence, from its beginning on. Null where there is nothing
   * to measure yet, nothing was noted for long, or what has come may not have been handed over.
   */
  tail(atMs: number, bytes: number): TransferTail | null {
    const last = this.#since(atMs - TAIL_MS, atMs, bytes);
    if (last.ms <= 0 || last.ms >= UNSEEN_MS) return null;
    if (last.bytes > 0) return last;
    const silentMs = atMs - this.#cameMs;
    return silentMs < SILENT_MS ? null : { bytes: 0, ms: silentMs };
  }

  /** The same of 1 s ago, or as long as is said, but no silence is told from its beginning on. */
  lately(atMs: number, bytes: number, forMs: number = LATELY_MS): TransferTail | null {
    const last = this.#since(atMs - forMs, atMs, bytes);
    return last.ms <= 0 || last.ms >= forMs + UNSEEN_MS ? null : last;
  }

  /** What came since the last note that is no later, or since the first. */
  #since(fromMs: number, atMs: number, bytes: number): TransferTail {
    const [first = [atMs, 0]] = this.#notes;
    const [notedMs, before] = this.#notes.filter(([ms]) => ms <= fromMs).at(-1) ?? first;
    return { bytes: bytes - before, ms: atMs - notedMs };
  }
}
