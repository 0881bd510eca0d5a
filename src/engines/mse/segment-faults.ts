import type { PlayerError } from '../../core/errors.ts';
import type { Segment } from '../../model/segment.ts';

/** A hole of one segment is played over; two in a row end the stream. */
const MAX_SKIPS_IN_A_ROW = 1;
/** Between two rounds of asking while the network is away; the first one follows a second. */
const MAX_PAUSE_SEC = 10;

/** Why no rendition has brought the segment that a stream wants now, and what to do about it. */
export class SegmentFaults {
  /** Renditions that are not tried again for this segment. */
  readonly excluded: Set<string> = new Set();
  lastError: PlayerError | null = null;
  /** A rendition tells this segment to be absent. */
  gap: Segment | null = null;
  #isAway = false;
  #outages = 0;
  #skipsInARow = 0;

  /** The network is away, and is asked again from time to time. */
  get isOutage(): boolean {
    return this.#outages > 0;
  }

  note(error: PlayerError, renditionId: string): void {
    this.lastError = error;
    this.#isAway ||= isOutage(error);
    this.excluded.add(renditionId);
  }

  noteGap(segment: Segment, renditionId: string): void {
    this.gap = segment;
    this.excluded.add(renditionId);
  }

  /** A segment has come, or another is wanted. */
  clear(): void {
    this.excluded.clear();
    this.gap = null;
    this.#isAway = false;
    this.#outages = 0;
    this.#skipsInARow = 0;
  }

  /**
   * All renditions have been tried. Where the network may come back before the `spareSec` seconds that are buffered have
   * been played: the seconds after which to try all of them again; else null.
   */
  pauseSec(spareSec: number): number | null {
    const isAway = this.#isAway && spareSec > 0;
    this.excluded.clear();
    this.#isAway = false;
    if (!isAway) return null;
    this.gap = null;
    // Half of it: it may be played at twice the rate.
    return Math.min(2 ** this.#outages++, MAX_PAUSE_SEC, Math.max(1, spareSec / 2));
  }

  /** Whether the segment may be stepped over: asked once for each. */
  maySkip(): boolean {
    return this.#skipsInARow++ < MAX_SKIPS_IN_A_ROW;
  }
}

/** As against a refusal, such as 404, which the next one would meet again. */
function isOutage(error: PlayerError): boolean {
  return error.retryable && error.code.startsWith('network-');
}
