/** What came last of a transfer. */
export interface TransferTail {
  readonly bytes: number;
  /** For how long it came. */
  readonly ms: number;
}

/** So long a part tells how fast the link is at the end; of a shorter one, bursts tell nothing. */
const TAIL_MS = 200;
/** Marks are so far apart at the least. */
const STEP_MS = 50;

/** Measures how fast a transfer is at its end: a second later, the link rather is as then than as on the average. */
export class TailMeter {
  /** Oldest first: as many as the tail takes. */
  #marks: (readonly [atMs: number, bytes: number])[] = [];

  /** So many bytes have come in all. */
  note(atMs: number, bytes: number): void {
    const [lastMs = -Infinity] = this.#marks.at(-1) ?? [];
    if (atMs - lastMs < STEP_MS) return;
    const old = this.#marks.filter(([markMs]) => markMs <= atMs - TAIL_MS).length;
    this.#marks = [...this.#marks.slice(Math.max(0, old - 1)), [atMs, bytes]];
  }

  /** The last 200 ms and more; all of a shorter transfer. Null where there is nothing to measure yet. */
  tail(atMs: number, bytes: number): TransferTail | null {
    const [first] = this.#marks;
    const mark = this.#marks.filter(([markMs]) => markMs <= atMs - TAIL_MS).at(-1) ?? first;
    return mark && atMs > mark[0] ? { bytes: bytes - mark[1], ms: atMs - mark[0] } : null;
  }
}
