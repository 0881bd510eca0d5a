import type { PlayerError } from '../../core/errors.ts';
import type { Segment } from '../../model/segment.ts';

/** A hole of one segment is played over; two in a row end the stream. */
const MAX_SKIPS_IN_A_ROW = 1;
/** Between two rounds of asking while the network is away; the first one follows a second. */
const MAX_PAUSE_SEC = 10;

/** Why no rendition has brought the segment that a stream wants now, and what to do about it. */
export class SegmentFaults {
  /** Renditions that are not tried again for this segment in this round. */
  readonly excluded: Set<string> = new Set();
  lastError: PlayerError | null = null;
  /** A rendition tells this segment to be absent. */
  gap: Segment | null = null;
  /** Of this round. */
  #errors: PlayerError[] = [];
  #rounds = 0;
  #skipsInARow = 0;

  /** All renditions were tried, and will be tried again. */
  get isTryingAgain(): boolean {
    return this.#rounds > 0;
  }

  note(error: PlayerError, renditionId: string): void {
    this.lastError = error;
    this.#errors.push(error);
    this.excluded.add(renditionId);
  }

  noteGap(segment: Segment, renditionId: string): void {
    this.gap = segment;
    this.excluded.add(renditionId);
  }

  /** A segment has come, or another place is wanted. */
  clear(): void {
    this.#beginRound();
    this.#rounds = 0;
    this.#skipsInARow = 0;
  }

  /**
   * No rendition is left: the seconds after which to try all of them again; null: it is of no use, or what is buffered,
   * less than `spareSec` seconds of it, does not last so long. While the network is away, it may come back, however often
   * it was asked. What is damaged, or missing, is asked for once more: caches heal.
   */
  againAfterSec(spareSec: number): number | null {
    const round = this.#rounds;
    const isDamaged = this.#errors.some(({ code }) => /^(segment|decrypt)-/.test(code));
    const isAway = this.#errors.some(isOutage);
    const isMissing = this.#errors.some(({ code }) => code.startsWith('network-'));
    const mayAsk = spareSec > 0 && (isAway || (isMissing && round === 0));
    if (!mayAsk && !(isDamaged && round === 0)) return null;
    this.#beginRound();
    this.#rounds++;
    if (!mayAsk) return 0;
    // Half of it: it may be played at twice the rate.
    return Math.min(2 ** round, MAX_PAUSE_SEC, Math.max(1, spareSec / 2));
  }

  /** Another segment is wanted in place of this one, which is absent, or was missed as `maySkip` allows. */
  next(): void {
    this.#beginRound();
    this.#rounds = 0;
  }

  /** Whether the segment may be stepped over: asked once for each. */
  maySkip(): boolean {
    return this.#skipsInARow++ < MAX_SKIPS_IN_A_ROW;
  }

  #beginRound(): void {
    this.excluded.clear();
    this.gap = null;
    this.#errors = [];
  }
}

/** As against a refusal, such as 404, which the next one would most likely meet again. */
function isOutage(error: PlayerError): boolean {
  return error.retryable && error.code.startsWith('network-');
}
