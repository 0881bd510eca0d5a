import type { PlayerError } from '../../core/errors.ts';

/** A hole of one segment is played over; two in a row end the stream. */
const MAX_SKIPS_IN_A_ROW = 1;
/** Between two rounds of asking while the network is away; the first one follows a second. */
const MAX_PAUSE_SEC = 10;

/** Why no rendition has brought the segment that a stream wants now, and what to do about it. */
export class SegmentFaults {
  /** Renditions that are not tried again for this segment in this round. */
  readonly excluded: Set<string> = new Set();
  lastError: PlayerError | null = null;
  /** Up to where some renditions tell their segments to be absent; the least of these. */
  gapUntilSec: number = Infinity;
  /** Of this round. */
  #errors: PlayerError[] = [];
  /** Renditions of which not even the index came, and what came instead. */
  #unindexed = new Map<string, PlayerError>();
  /** A rendition that has this segment is not to be tried. */
  #hasBad = false;
  #hasAvoided = false;
  #rounds = 0;
  #skipsInARow = 0;

  /** All that could be asked tell it to be absent. */
  get isGap(): boolean {
    return this.gapUntilSec < Infinity && this.#errors.length === 0 && !this.#hasBad;
  }

  /** All renditions were tried, and will be tried again. */
  get isTryingAgain(): boolean {
    return this.#rounds > 0;
  }

  note(error: PlayerError, renditionId: string, isOfIndex: boolean): void {
    this.lastError = error;
    this.excluded.add(renditionId);
    if (isOfIndex) this.#unindexed.set(renditionId, error);
    else this.#errors.push(error);
  }

  noteGap(untilSec: number, renditionId: string): void {
    this.gapUntilSec = Math.min(this.gapUntilSec, untilSec);
    this.excluded.add(renditionId);
  }

  /** The browser cannot take it. */
  noteBad(renditionId: string): void {
    this.#hasBad = true;
    this.excluded.add(renditionId);
  }

  /** Others come first; where they have nothing, this one will do. */
  noteAvoided(renditionId: string): void {
    this.#hasAvoided = true;
    this.excluded.add(renditionId);
  }

  /** A segment has come, or another place is wanted. */
  clear(): void {
    this.#beginRound();
    this.#unindexed.clear();
    this.lastError = null;
    this.#rounds = 0;
    this.#skipsInARow = 0;
  }

  /**
   * No rendition is left. Begins another round over all of them, and returns after how many seconds; null: that is of no
   * use. While the network is away, it may come back, however often it was asked, as long as there are `spareSec` seconds
   * to be played meanwhile. What is damaged, or missing, is asked for once more: caches heal.
   */
  tryAgain(spareSec: number): number | null {
    const round = this.#rounds;
    const { isGap } = this;
    const errors = isGap ? [] : [...this.#errors, ...this.#unindexed.values()];
    const isAway = errors.some(isOutage);
    const isMissing = round === 0 && !isAway && errors.some(({ code }) => code.startsWith('network-'));
    const isDamaged = errors.some(({ code }) => /^(segment|decrypt)-/.test(code));
    const isAtOnce = round === 0 && (this.#hasAvoided || isDamaged);
    const isLater = isMissing || (isAway && spareSec > 0);
    if (!isAtOnce && !isLater) return null;
    this.#beginRound();
    if (!isGap) this.#unindexed.clear();
    this.#rounds++;
    if (!isLater) return 0;
    // Half of what is spare: it may be played at twice the rate.
    return Math.min(2 ** round, MAX_PAUSE_SEC, Math.max(1, spareSec / 2));
  }

  /** Another segment is wanted in place of this one. */
  next(): void {
    this.#beginRound();
    this.#rounds = 0;
    for (const renditionId of this.#unindexed.keys()) this.excluded.add(renditionId);
  }

  /** Steps over the segment; false: one too many in a row. */
  skip(): boolean {
    return this.#skipsInARow++ < MAX_SKIPS_IN_A_ROW;
  }

  #beginRound(): void {
    this.excluded.clear();
    this.gapUntilSec = Infinity;
    this.#errors = [];
    this.#hasBad = false;
    this.#hasAvoided = false;
  }
}

/** As against a refusal, such as 404, which the next one would most likely meet again. */
function isOutage(error: PlayerError): boolean {
  return error.retryable && error.code.startsWith('network-');
}
