import type { Choice, Controller, Moment, Rule, SegmentSample, SessionSetup } from '../rule.ts';
import { EwmaPair } from './ewma.ts';
import { rateOf } from './ladder.ts';

/** Shaka 5.2's defaults: half-lives in seconds, smallest sample and least sum of samples in bits, the estimate till then. */
const FAST_SEC = 2;
const SLOW_SEC = 5;
const LEAST_SAMPLE_BITS = 16e3 * 8;
const LEAST_SUM_BITS = 128e3 * 8;
const DEFAULT_BPS = 1e6;

/** Seconds between two choices, and the shares of the estimate that a rung, and the rung above it, may use. */
const INTERVAL_SEC = 8;
const TARGET_SHARE = 0.95;
const UPGRADE_SHARE = 0.85;

/** Decides by the link alone, every eight seconds. */
class ByBandwidth implements Controller {
  readonly #bitratesBps: readonly number[];
  readonly #estimate = new EwmaPair(FAST_SEC, SLOW_SEC);
  #sumBits = 0;
  #rung = 0;
  #chosenSec = -Infinity;

  constructor({ title }: SessionSetup) {
    this.#bitratesBps = title.bitratesBps;
  }

  choose({ atSec, lastRung }: Moment): Choice {
    if (lastRung === null || atSec - this.#chosenSec < INTERVAL_SEC) return { rung: this.#rung };
    this.#chosenSec = atSec;
    this.#rung = this.#fitting();
    return { rung: this.#rung };
  }

  finished({ bits, startSec, endSec }: SegmentSample): void {
    this.#sumBits += bits;
    if (bits < LEAST_SAMPLE_BITS || endSec <= startSec) return;
    this.#estimate.add(endSec - startSec, bits / (endSec - startSec));
  }

  #fitting(): number {
    const known = this.#sumBits < LEAST_SUM_BITS ? null : this.#estimate.lower;
    const bps = known ?? DEFAULT_BPS;
    let fitting = 0;
    this.#bitratesBps.forEach((rate, rung) => {
      const isTop = rung === this.#bitratesBps.length - 1;
      const mostBps = isTop ? Infinity : rateOf(this.#bitratesBps, rung + 1) / UPGRADE_SHARE;
      if (bps >= rate / TARGET_SHARE && bps <= mostBps) fitting = rung;
    });
    return fitting;
  }
}

/** Shaka 5.2's: declared rates, no abandonment. Its defaults, not tuned; the first rung is the lowest. */
export const shaka5: Rule = { name: 'shaka5', create: (setup) => new ByBandwidth(setup) };
