import { bufferAheadSec, withoutRange } from '../../buffer/time-ranges.ts';
import type { TimeRange } from '../../model/time-range.ts';
import type { Segment } from '../../model/segment.ts';

/** Ends of ranges and of segments differ by rounding and by frames that straddle them. */
export const EDGE_SEC = 0.15;

/**
 * What the buffer of one kind of media holds as it is chosen now. What is of a track or a quality that was chosen before is stale:
 * it counts as not fetched.
 */
export class FreshBuffer {
  readonly #buffered: () => readonly TimeRange[];
  #stale: readonly TimeRange[] = [];

  constructor(buffered: () => readonly TimeRange[]) {
    this.#buffered = buffered;
  }

  get stale(): readonly TimeRange[] {
    return this.#stale;
  }

  /** The choice has changed: what the buffer may hold there is of another one. */
  spoil(range: TimeRange): void {
    this.#stale = [...this.#stale, range];
  }

  /** What it holds there is of the present choice. */
  renew(range: TimeRange): void {
    this.#stale = withoutRange(this.#stale, range);
  }

  /** Seconds of media in one piece from `timeSec` on. */
  aheadSec(timeSec: number, toleranceSec: number): number {
    return bufferAheadSec(this.#stale.reduce(withoutRange, this.#buffered()), timeSec, toleranceSec);
  }

  holds({ startSec, durationSec }: Segment): boolean {
    const slackSec = Math.min(EDGE_SEC, durationSec / 4);
    return this.aheadSec(startSec + slackSec, 0) >= durationSec - 2 * slackSec;
  }
}
