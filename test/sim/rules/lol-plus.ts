import type { Choice, Controller, Moment, Rule, SegmentSample, SessionSetup } from '../rule.ts';
import { declaredBits, rateOf } from './ladder.ts';
import { LinkEstimate } from './link-estimate.ts';

/** What a rung is known by: throughput as a share of the ladder's norm, latency, stall and change seen with it. */
interface Neuron {
  readonly throughput: number;
  readonly stall: number;
  readonly change: number;
}

/** Learning rate and width of the neighbourhood. dash.js's LoL+. */
const RATE = 0.01;
const SIGMA = 0.1;

/**
 * Weights of throughput, stall and change. LoL+ looks for the weights with the best QoE among fifths of one; without a
 * live edge's latency the search ends here: the least of what it does not score, the most against stalls.
 */
const WEIGHTS: Neuron = { throughput: 0.2, stall: 1, change: 0.2 };

/** The weight of throughput for a rung that the link or the buffer does not allow. */
const NOT_ALLOWED = 100;

/** A rung must leave so much of the link, bits a second, and of the buffer, seconds. dash.js's LoL+. */
const LEFT_BPS = 10_000;
const LEAST_BUFFER_SEC = 0.3;

/**
 * LoL+: a self-organising map with a neuron a rung; takes the one nearest to the present throughput, no stall, no change,
 * and moves it and its neighbours towards what came of it. Declared rates; no abandonment; playback at its normal rate.
 * @see Bentaleb et al., Catching the Moment with LoL+ in Twitch-Like Low-Latency Live Streaming Platforms, IEEE TMM 2022
 */
class ByMap implements Controller {
  readonly #setup: SessionSetup;
  readonly #link: LinkEstimate;
  readonly #norm: number;
  #neurons: readonly Neuron[];

  constructor(setup: SessionSetup) {
    const { bitratesBps, segmentSec } = setup.title;
    this.#setup = setup;
    this.#link = new LinkEstimate(segmentSec);
    this.#norm = Math.hypot(...bitratesBps);
    this.#neurons = bitratesBps.map((bps) => ({ throughput: bps / this.#norm, stall: 0, change: 0 }));
  }

  choose({ bufferSec, lastRung }: Moment): Choice {
    const bps = this.#link.throughputBps;
    if (bps === null || lastRung === null) return { rung: 0 };
    const transferSec = declaredBits(this.#setup.title, lastRung) / bps;
    if (bufferSec - transferSec < LEAST_BUFFER_SEC) return { rung: this.#below(lastRung, bps) };
    const share = bps / this.#norm;
    const highest = Math.max(...this.#neurons.map(({ throughput }) => throughput));
    const seen = { throughput: share > 1 ? highest : share, stall: 0, change: 0 };
    const rung = this.#nearest(seen, bps, bufferSec);
    const { bitratesBps } = this.#setup.title;
    const change = Math.abs(rateOf(bitratesBps, rung) - rateOf(bitratesBps, lastRung)) / this.#norm;
    this.#learn(lastRung, { ...seen, stall: Math.max(0, transferSec - bufferSec), change });
    this.#learn(rung, { ...seen, change });
    return { rung };
  }

  finished(sample: SegmentSample): void {
    if (sample.isComplete) this.#link.add(sample);
  }

  /** The highest rung below that the link gives; where it gives none, LoL+ stays. */
  #below(rung: number, bps: number): number {
    const { bitratesBps } = this.#setup.title;
    for (let lower = rung - 1; lower >= 0; lower -= 1) if (rateOf(bitratesBps, lower) < bps) return lower;
    return rung;
  }

  #nearest(seen: Neuron, bps: number, bufferSec: number): number {
    let [best, least] = [0, Infinity];
    this.#neurons.forEach((neuron, rung) => {
      const isAllowed = rung === 0 || this.#isAllowed(rung, bps, bufferSec);
      const weights = isAllowed ? WEIGHTS : { ...WEIGHTS, throughput: NOT_ALLOWED };
      const distance = distanceOf(neuron, seen, weights);
      if (distance >= least) return;
      best = rung;
      least = distance;
    });
    return best;
  }

  #isAllowed(rung: number, bps: number, bufferSec: number): boolean {
    const { title } = this.#setup;
    const transferSec = declaredBits(title, rung) / bps;
    // What takes longer than it plays is reckoned as a whole segment lost.
    const nextSec =
      transferSec > title.segmentSec
        ? bufferSec - title.segmentSec
        : bufferSec + title.segmentSec - transferSec;
    return rateOf(title.bitratesBps, rung) <= bps - LEFT_BPS && nextSec >= LEAST_BUFFER_SEC;
  }

  #learn(around: number, seen: Neuron): void {
    const centre = this.#neurons[around];
    if (centre === undefined) return;
    this.#neurons = this.#neurons.map((neuron) => {
      const distance = distanceOf(neuron, centre, { throughput: 1, stall: 1, change: 1 });
      const rate = RATE * Math.exp(-(distance * distance) / (2 * SIGMA * SIGMA));
      return {
        throughput: neuron.throughput + rate * (seen.throughput - neuron.throughput),
        stall: neuron.stall + rate * (seen.stall - neuron.stall),
        change: neuron.change + rate * (seen.change - neuron.change),
      };
    });
  }
}

function distanceOf(one: Neuron, other: Neuron, weights: Neuron): number {
  return Math.sqrt(
    weights.throughput * (one.throughput - other.throughput) ** 2 +
      weights.stall * (one.stall - other.stall) ** 2 +
      weights.change * (one.change - other.change) ** 2,
  );
}

/** LoL+'s published parameters, not tuned; the first rung is the lowest. */
export const lolPlus: Rule = { name: 'lol-plus', create: (setup) => new ByMap(setup) };
