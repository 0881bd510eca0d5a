import type { Choice, Controller, Moment, Rule, SegmentSample, SessionSetup } from '../rule.ts';
import { rateOf, sustainableRung } from './ladder.ts';
import { LinkEstimate } from './link-estimate.ts';

/** Steps in which it is to converge; caution and step size follow from them. dash.js's L2A-LL. */
const HORIZON = 4;
const CAUTION = Math.pow(HORIZON, 0.99);
const STEP = Math.max(HORIZON, CAUTION * Math.sqrt(HORIZON));

/** The multiplier grows so much where a rung was chosen that the link did not give. */
const REACTION = 2;

/** Learning begins at this level. Seconds; dash.js's L2A-LL. Shorter where a segment hardly fits. */
const TARGET_SEC = 1.5;

/** Share of the throughput used until then. dash.js. */
const SAFE_SHARE = 0.9;

/**
 * L2A-LL: learns a distribution over rungs by gradient steps against a virtual queue of the time that transfers overdraw.
 * Declared rates; no abandonment; playback at its normal rate, and no latency of a live edge, of which the simulator has
 * none.
 * @see Karagkioules et al., Online learning for low-latency adaptive streaming, MMSys 2020
 */
class ByLearning implements Controller {
  readonly #setup: SessionSetup;
  readonly #link: LinkEstimate;
  #lastBps = 1;
  #weights: Float64Array | null = null;
  #queue = CAUTION;

  constructor(setup: SessionSetup) {
    this.#setup = setup;
    this.#link = new LinkEstimate(setup.title.segmentSec);
  }

  choose({ bufferSec, lastRung }: Moment): Choice {
    const { throughputBps, latencySec } = this.#link;
    if (lastRung === null || throughputBps === null) return { rung: 0 };
    if (this.#weights) return { rung: this.#learn(this.#weights, lastRung) };
    const rung = sustainableRung(this.#setup.title, SAFE_SHARE * throughputBps, latencySec);
    if (bufferSec >= TARGET_SEC)
      this.#weights = Float64Array.from(this.#setup.title.bitratesBps, (_, other) =>
        other === rung ? 1 : 0,
      );
    return { rung };
  }

  finished(sample: SegmentSample): void {
    this.#link.add(sample);
    const sec = sample.endSec - sample.firstByteSec;
    if (sec > 0) this.#lastBps = Math.max(1, sample.bits / sec);
  }

  #learn(before: Float64Array, lastRung: number): number {
    const { bitratesBps, segmentSec } = this.#setup.title;
    const loads = Float64Array.from(bitratesBps, (bps) => bps / this.#lastBps);
    const gradient = (segmentSec / (2 * STEP)) * (this.#queue + CAUTION);
    const weights = projectOnSimplex(
      before.map((weight, rung) => {
        const load = loads[rung] ?? 0;
        return weight + (load > 1 ? -1 : 1) * gradient * load;
      }),
    );
    const load = dot(loads, weights);
    const change = load - dot(loads, before);
    this.#queue = Math.max(0, this.#queue - segmentSec + segmentSec * (load + change));
    this.#weights = weights;
    let rung = nearest(loads, load);
    if (rung > lastRung && (loads[lastRung + 1] ?? Infinity) <= 1) rung = lastRung + 1;
    if (rateOf(bitratesBps, rung) >= this.#lastBps) this.#queue = REACTION * Math.max(CAUTION, this.#queue);
    return rung;
  }
}

/**
 * The nearest distribution: all values less the same amount, but none below zero, and one in sum.
 * @see Chen & Ye, Projection Onto A Simplex, arXiv 1101.6081
 */
function projectOnSimplex(values: Float64Array): Float64Array {
  const sorted = values.slice().sort((one, other) => other - one);
  let [sum, less] = [0, 0];
  sorted.forEach((value, index) => {
    sum += value;
    const candidate = (sum - 1) / (index + 1);
    if (value > candidate) less = candidate;
  });
  return values.map((value) => Math.max(0, value - less));
}

function dot(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
}

function nearest(values: Float64Array, wanted: number): number {
  let best = 0;
  values.forEach((value, index) => {
    if (Math.abs(value - wanted) < Math.abs((values[best] ?? 0) - wanted)) best = index;
  });
  return best;
}

/** L2A-LL's published parameters, not tuned; the first rung is the lowest. */
export const l2a: Rule = { name: 'l2a', create: (setup) => new ByLearning(setup) };
