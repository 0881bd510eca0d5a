import { PlayerError } from '../../core/errors.ts';
import type { BufferConfig } from '../../buffer/buffer-config.ts';
import {
  goalAheadSec,
  goalBehindSec,
  MIN_GOAL_SEC,
  recoverGoal,
  shrinkGoal,
} from '../../buffer/buffer-goal.ts';
import { planEviction } from '../../buffer/plan-eviction.ts';
import { restOfRangeSec } from '../../buffer/time-ranges.ts';
import type { TimeRange } from '../../model/time-range.ts';
import type { BufferSink, SinkKind, SinkOwner } from './buffer-sink.ts';
import type { Wake } from './wake.ts';

/** Media beyond the goal is what a seek back leaves; it is kept until it is this much. */
const AHEAD_SLACK = 2;
/** How much stays behind the playhead, and ahead, when the browser says that its buffer is full. */
const FULL_BEHIND_SEC = 3;

export interface Playhead {
  playheadSec(): number;
  /** Of what is fetched now: the longest. */
  segmentDurationSec(): number;
  /** Where fetching has got to, with what is on its way: the farthest. */
  comingUntilSec(): number;
  streamsOf(sink: BufferSink): readonly FilledStream[];
}

/** What fills a sink. */
interface FilledStream {
  /** Fetches again what playback comes to of what was lost; false: it comes to nothing of it, or that is in flight. */
  fetchAgain(lost: readonly TimeRange[]): boolean;
}

/** Keeps the buffer within its goals, and makes room when the browser has none left. */
export class BufferKeeper implements SinkOwner {
  readonly #config: BufferConfig;
  readonly #wake: Wake;
  readonly #signal: AbortSignal;
  readonly #playhead: Playhead;
  #shrinkFactor = 1;
  /** Where the playhead was when it shrank last, and when it was last given the chance to recover. */
  #shrunkAtSec = -Infinity;
  /** For which one's eviction. */
  #shrunkFor: BufferSink | null = null;
  #recoveredAtSec = 0;

  constructor(config: BufferConfig, wake: Wake, signal: AbortSignal, playhead: Playhead) {
    this.#config = config;
    this.#wake = wake;
    this.#signal = signal;
    this.#playhead = playhead;
  }

  goalSec(kind: SinkKind, bitrateBps: number): number {
    return goalAheadSec(this.#config, kind, bitrateBps, this.#shrinkFactor);
  }

  /** Removes what lies outside of the goals, after a segment that fitted. With each that is played meanwhile, more is tried. */
  async evict(sink: BufferSink, bitrateBps: number): Promise<void> {
    if (this.#hasPlayedSince(this.#recoveredAtSec)) {
      this.#shrinkFactor = recoverGoal(this.#shrinkFactor);
      this.#recoveredAtSec = this.#playhead.playheadSec();
    }
    const behindSec = goalBehindSec(this.#config, sink.kind, bitrateBps);
    await this.#remove(sink, behindSec, this.goalSec(sink.kind, bitrateBps) * AHEAD_SLACK);
  }

  /**
   * The browser's buffer is full: shrinks the goal, removes what is behind the playhead, then what is far ahead; with
   * nothing to remove, waits for the playhead to move on.
   * @throws PlayerError `buffer-full` when not even the smallest goal fits
   */
  async makeRoom(sink: BufferSink): Promise<void> {
    this.#shrink();
    const goalSec = this.goalSec(sink.kind, 0);
    const hasRemoved = await this.#remove(sink, FULL_BEHIND_SEC, goalSec);
    if (hasRemoved) return;
    const playheadSec = this.#playhead.playheadSec();
    const aheadSec = restOfRangeSec(sink.buffered, playheadSec);
    // To what lies behind a hole the playhead is about to jump.
    const hasMore = sink.buffered.some(({ startSec }) => startSec > playheadSec);
    if (goalSec <= MIN_GOAL_SEC && aheadSec < 1 && !hasMore) throw bufferFull(sink.kind, goalSec);
    await this.#wake.wait(this.#signal);
  }

  /** What playback comes to of it is fetched again, and less ahead from now on. Of all sinks at once, it is one eviction. */
  onEvicted(sink: BufferSink, evicted: readonly TimeRange[]): void {
    const streams = this.#playhead.streamsOf(sink).filter((stream) => stream.fetchAgain(evicted));
    const isAnother = this.#shrunkFor === sink || this.#hasPlayedSince(this.#shrunkAtSec);
    if (streams.length === 0 || !isAnother) return;
    this.#shrink();
    this.#shrunkFor = sink;
  }

  #shrink(): void {
    this.#shrinkFactor = shrinkGoal(this.#shrinkFactor);
    this.#shrunkAtSec = this.#recoveredAtSec = this.#playhead.playheadSec();
  }

  /** A segment; or there was a seek. */
  #hasPlayedSince(positionSec: number): boolean {
    return Math.abs(this.#playhead.playheadSec() - positionSec) >= this.#playhead.segmentDurationSec();
  }

  /** Removes nothing that playback comes to before the next seek: what Kinora removes itself is not fetched again. */
  async #remove(sink: BufferSink, behindSec: number, goalSec: number): Promise<boolean> {
    const { buffered } = sink;
    const playheadSec = this.#playhead.playheadSec();
    const aheadSec = Math.max(goalSec, this.#playhead.comingUntilSec() - playheadSec);
    const segmentDurationSec = this.#playhead.segmentDurationSec();
    const removals = planEviction({ buffered, playheadSec, behindSec, aheadSec, segmentDurationSec });
    await Promise.all(removals.map((range) => sink.remove(range)));
    return removals.length > 0;
  }
}

function bufferFull(kind: SinkKind, goalSec: number): PlayerError {
  const message = `The browser's ${kind} buffer stays full even with a goal of ${String(goalSec)} s. Offer lower bitrates.`;
  return new PlayerError('buffer-full', message, { kind, goalSec });
}
