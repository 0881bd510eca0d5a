/** What came last of a transfer. */
export interface TransferTail {
  readonly bytes: number;
  /** For how long it came. */
  readonly ms: number;
}

/** So long a part tells how fast the link is at the end; of a shorter one, bursts tell nothing. */
const TAIL_MS = 200;
/** Where nothing was heard for so long, the link may have given nothing, or the processor may have been busy: who knows. */
const SILENT_MS = 400;

/** Measures how fast a transfer is at its end: a second later, the link rather is as then than as on the average. */
export class TailMeter {
  /**
   * Oldest first, as many as the tail takes: all of them, as of those left out, bytes would count as having come later than
   * they did. At a gigabit a second, they are some hundreds.
   */
  readonly #notes: (readonly [atMs: number, bytes: number])[] = [];

  /** So many bytes have come in all. */
  note(atMs: number, bytes: number): void {
    const notes = this.#notes;
    notes.push([atMs, bytes]);
    while (notes[1] && notes[1][0] <= atMs - TAIL_MS) notes.shift();
  }

  /**
   * Since the last that was known 200 ms ago; all of a shorter transfer. Null where there is nothing to measure yet, or nothing was
   * known for long.
   */
  tail(atMs: number, bytes: number): TransferTail | null {
    const [first] = this.#notes;
    const mark = this.#notes.filter(([notedMs]) => notedMs <= atMs - TAIL_MS).at(-1) ?? first;
    const ms = atMs - (mark?.[0] ?? atMs);
    return mark && ms > 0 && ms < SILENT_MS ? { bytes: bytes - mark[1], ms } : null;
  }
}
