import type {
  Choice,
  Controller,
  Moment,
  Rule,
  SegmentSample,
  SessionSetup,
  TransferProgress,
} from '../rule.ts';
import { EwmaPair } from './ewma.ts';
import { declaredBits } from './ladder.ts';

/** hls.js 1.7's defaults: half-lives in seconds, shares of the bandwidth for going up and for staying. */
const FAST_SEC = 3;
const SLOW_SEC = 9;
const UP_SHARE = 0.7;
const STAY_SHARE = 0.95;

/** `maxStarvationDelay`: where nothing comes in time, a stall of this much is risked for quality. Seconds. */
const MOST_STARVED_SEC = 4;

/** A transfer is looked at after this share of the segment's length; aborted where a lower rung is so much sooner. */
const PATIENCE = 0.5;
const SOONER = 2;
/** The share of the transfer's own rate that the lower rung is reckoned with. */
const EMERGENCY_SHARE = 0.8;

/** Takes the highest rung that comes before the buffer is empty. */
class ByStarvation implements Controller {
  readonly #setup: SessionSetup;
  readonly #throughput = new EwmaPair(FAST_SEC, SLOW_SEC);
  readonly #latency = new EwmaPair(FAST_SEC, SLOW_SEC);
  /** What a slow transfer said of the segment after it. */
  #forcedRung: number | null = null;

  constructor(setup: SessionSetup) {
    this.#setup = setup;
  }

  choose({ bufferSec, lastRung }: Moment): Choice {
    if (lastRung === null) return { rung: 0 };
    const forced = this.#forcedRung;
    this.#forcedRung = null;
    const { segmentSec } = this.#setup.title;
    const best =
      this.#within(bufferSec, lastRung) ??
      this.#within(bufferSec + Math.min(segmentSec, MOST_STARVED_SEC), lastRung) ??
      0;
    return { rung: forced === null ? best : Math.min(best, forced) };
  }

  progress(progress: TransferProgress): number | null {
    const { rung, bits, receivedBits, atSec, startSec, firstByteSec, bufferSec } = progress;
    const { title } = this.#setup;
    if (atSec - startSec < PATIENCE * title.segmentSec || rung === 0) return null;
    const transferSec = atSec - firstByteSec;
    const bps = receivedBits > 0 && transferSec > 0 ? receivedBits / transferSec : this.#throughput.lower;
    if (bps === null) return null;
    const leftSec = (bits - receivedBits) / bps;
    if (leftSec <= bufferSec) return null;
    const lower = this.#soonEnough(rung, bps, bufferSec);
    const lowerSec = this.#emergencySec(lower, bps);
    if (lowerSec >= leftSec) return null;
    this.#forcedRung = lower;
    return leftSec > SOONER * lowerSec ? lower : null;
  }

  finished({ bits, startSec, firstByteSec, endSec, isComplete }: SegmentSample): void {
    const sec = endSec - firstByteSec;
    if (sec > 0 && bits > 0) this.#throughput.add(sec, bits / sec);
    if (isComplete) this.#latency.add(this.#setup.title.segmentSec, firstByteSec - startSec);
  }

  #within(availableSec: number, lastRung: number): number | null {
    const { title } = this.#setup;
    const estimate = this.#throughput.lower ?? 0;
    const latencySec = this.#latency.higher ?? 0;
    for (let rung = title.bitratesBps.length - 1; rung >= 0; rung -= 1) {
      const bps = estimate * (rung > lastRung ? UP_SHARE : STAY_SHARE);
      const isFed = bps >= (title.bitratesBps[rung] ?? 0);
      if (isFed && latencySec + declaredBits(title, rung) / bps < availableSec) return rung;
    }
    return null;
  }

  /** The highest rung below that would come before the buffer is empty; the lowest where none would. */
  #soonEnough(rung: number, bps: number, bufferSec: number): number {
    let lower = rung - 1;
    while (lower > 0 && this.#emergencySec(lower, bps) >= bufferSec) lower -= 1;
    return lower;
  }

  #emergencySec(rung: number, bps: number): number {
    return (this.#latency.higher ?? 0) + declaredBits(this.#setup.title, rung) / (EMERGENCY_SHARE * bps);
  }
}

/** hls.js 1.7's: declared rates, abandons. Its defaults, not tuned; the first rung is the lowest (its bandwidth test). */
export const hlsjs17: Rule = { name: 'hlsjs17', create: (setup) => new ByStarvation(setup) };
