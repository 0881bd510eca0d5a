import type {
  Choice,
  Controller,
  Moment,
  Rule,
  SegmentSample,
  SessionSetup,
  TransferProgress,
} from '../rule.ts';
import { levelPreferred, logUtilities, type BolaScore } from './bola-score.ts';
import { EwmaPair } from './ewma.ts';
import { highestRungWithin } from './ladder.ts';

/** rx-player 4.2's defaults: half-lives in seconds, share of the bandwidth, smallest sample in bits. */
const FAST_SEC = 2;
const SLOW_SEC = 10;
const SAFE_SHARE = 0.72;
const LEAST_SAMPLE_BITS = 16e3 * 8;

/** The buffer has its say from the one level until the other. Seconds. */
const ENOUGH_SEC = 10;
const LOW_SEC = 5;

/** BOLA's levels lie so much higher here; they are spread over 10 s and 2 s a rung. Seconds. */
const LEVEL_MARGIN_SEC = 8;
const SPREAD_SEC = 10;
const SPREAD_A_RUNG_SEC = 2;

/** A rung is kept from this maintainability on, and left upwards from the other; averaged over these half-lives, seconds. */
const KEEP_SCORE = 1;
const RAISE_SCORE = 1.15;
const SCORE_FAST_SEC = 5;
const SCORE_SLOW_SEC = 10;

/** No raise for so long after a drop. Seconds; the wait grows from the one to the other where drops repeat. */
const LEAST_BLOCK_SEC = 6;
const MOST_BLOCK_SEC = 15;
const BLOCK_STEP_SEC = 3;

/** Its emergency path in effect looks only at transfers of this age. Seconds. */
const EMERGENCY_SEC = 12;

/** Takes the higher of what the link gives and what the buffer, with segments that come in time, allows. */
class ByBoth implements Controller {
  readonly #setup: SessionSetup;
  readonly #throughput = new EwmaPair(FAST_SEC, SLOW_SEC);
  readonly #levelsSec: readonly number[];
  /** Segment length by transfer time, of the present rung. */
  #maintainable = new EwmaPair(SCORE_FAST_SEC, SCORE_SLOW_SEC);
  #rung = 0;
  #isByBuffer = false;
  #blockedUntilSec = 0;
  #blockSec = LEAST_BLOCK_SEC;

  constructor(setup: SessionSetup) {
    this.#setup = setup;
    const { bitratesBps } = setup.title;
    const utilities = logUtilities(bitratesBps, 1);
    const goal = ((utilities.at(-1) ?? 1) - 1) / (SPREAD_A_RUNG_SEC * bitratesBps.length + SPREAD_SEC) || 1;
    const score: BolaScore = { bitratesBps, utilities, goal, gain: 1 / goal };
    this.#levelsSec = bitratesBps.map((_, rung) =>
      rung === 0 ? 0 : levelPreferred(score, rung) + LEVEL_MARGIN_SEC,
    );
  }

  choose({ atSec, bufferSec, lastRung }: Moment): Choice {
    if (lastRung === null) return { rung: 0 };
    this.#isByBuffer = bufferSec >= (this.#isByBuffer ? LOW_SEC : ENOUGH_SEC);
    const byLink = this.#byLink();
    const byBuffer = this.#isByBuffer ? this.#byBuffer(bufferSec, lastRung, atSec) : 0;
    return { rung: this.#remember(Math.max(byLink, byBuffer)) };
  }

  progress({
    rung,
    bits,
    receivedBits,
    atSec,
    startSec,
    firstByteSec,
    bufferSec,
  }: TransferProgress): number | null {
    if (atSec - startSec < EMERGENCY_SEC || bufferSec > LOW_SEC || rung === 0) return null;
    const bps = receivedBits / (atSec - firstByteSec);
    if (receivedBits > 0 && (bits - receivedBits) / bps <= bufferSec) return null;
    const lower = highestRungWithin(this.#setup.title.bitratesBps, SAFE_SHARE * bps);
    return lower < rung ? this.#remember(lower) : null;
  }

  finished({ bits, rung, startSec, endSec, isComplete }: SegmentSample): void {
    const sec = endSec - startSec;
    if (sec <= 0) return;
    if (bits >= LEAST_SAMPLE_BITS) this.#throughput.add(sec, bits / sec);
    const { segmentSec } = this.#setup.title;
    if (isComplete && rung === this.#rung) this.#maintainable.add(segmentSec, segmentSec / sec);
  }

  #byLink(): number {
    return highestRungWithin(this.#setup.title.bitratesBps, SAFE_SHARE * (this.#throughput.lower ?? 0));
  }

  #byBuffer(bufferSec: number, rung: number, atSec: number): number {
    const score = this.#maintainable.lower;
    if (score !== null && score < KEEP_SCORE) return this.#dropped(rung, atSec);
    const isBelow = bufferSec < (this.#levelsSec[rung] ?? 0);
    if (isBelow && (score === null || score < RAISE_SCORE)) return this.#dropped(rung, atSec);
    const isRaised =
      score !== null &&
      score >= RAISE_SCORE &&
      atSec >= this.#blockedUntilSec &&
      bufferSec >= (this.#levelsSec[rung + 1] ?? Infinity);
    return isRaised ? rung + 1 : rung;
  }

  #dropped(rung: number, atSec: number): number {
    const isRepeated = atSec < this.#blockedUntilSec + this.#blockSec;
    this.#blockSec = isRepeated ? Math.min(MOST_BLOCK_SEC, this.#blockSec + BLOCK_STEP_SEC) : LEAST_BLOCK_SEC;
    this.#blockedUntilSec = atSec + this.#blockSec;
    return Math.max(0, rung - 1);
  }

  /** What was seen of one rung says nothing of another. */
  #remember(rung: number): number {
    if (rung !== this.#rung) this.#maintainable = new EwmaPair(SCORE_FAST_SEC, SCORE_SLOW_SEC);
    this.#rung = rung;
    return rung;
  }
}

/** rx-player 4.2's (without its guesses, for low latency only): declared rates, abandons late. Its defaults, not tuned. */
export const rxPlayer: Rule = { name: 'rx-player', create: (setup) => new ByBoth(setup) };
