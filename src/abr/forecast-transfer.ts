import { dipLasting } from './dip-lasting.ts';
import type { Observation } from './observe-transfers.ts';
import { RidgeRegression } from './ridge-regression.ts';
import {
  knownSpread,
  nextSpread,
  SPREAD_AT_FIRST,
  type ThroughputBelief,
  type Tracker,
} from './throughput-belief.ts';

/** What the next transfer will show of the link, as far as the last ones tell. */
export interface Forecast {
  readonly logBps: number;
  /** Of what comes around it, as a standard deviation, in nats. */
  readonly spread: number;
  /** How much of the way from the end of the last transfer to each tracker the next one goes; and how far in any case. */
  readonly weights: ArrayLike<number>;
  /** How much of a dip is left one transfer later: see `dipLasting`. */
  readonly lasting: number;
}

/**
 * The end of a transfer foretells the next one best, but how far that may be trusted differs from link to link: where the
 * rate wanders, all the way; where it comes back to what it was, hardly. So it is learnt, from each transfer of the
 * session. At first: nearly all the way.
 */
const PRIOR = { weights: [0.05, 0.05, 0.05, 0.05, 0], sureness: [3, 3, 3, 3, 30] };
/** Share of an example that is left with each one after it: the last fifty count. */
const EXAMPLE_KEPT = 0.98;
const TRACKERS = PRIOR.weights.length - 1;
/** Nothing is farther away than this, so that an outage teaches no more than a bad dip. Nats. */
const FAR_NATS = 1.5;

/** Foretells the next transfer from all before it, and from what was believed after each of them; null where there are none. */
export function forecastTransfer(
  observations: readonly Observation[],
  belief: Pick<ThroughputBelief, 'history' | 'trackers'>,
): Forecast | null {
  const regression = new RidgeRegression(PRIOR, EXAMPLE_KEPT);
  const example = new Float64Array(TRACKERS + 2);
  example[TRACKERS] = 1;
  let spread = SPREAD_AT_FIRST;
  let foretoldLogBps = 0;
  let beforeLogBps = 0;
  let known = 0;
  for (const { logBps, tailLogBps } of observations) {
    if (known > 0) {
      spread = nextSpread(spread, Math.abs(logBps - foretoldLogBps), known);
      example[TRACKERS + 1] = within(logBps - beforeLogBps);
      regression.learn(example);
    }
    for (let tracker = 0; tracker < TRACKERS; tracker += 1)
      example[tracker] = within((belief.history[known * TRACKERS + tracker] ?? 0) - tailLogBps);
    foretoldLogBps = weigh(regression.weights, example, tailLogBps);
    beforeLogBps = tailLogBps;
    known += 1;
  }
  return known === 0
    ? null
    : {
        logBps: foretoldLogBps,
        spread: knownSpread(spread, known),
        weights: regression.weights,
        lasting: dipLasting(observations, belief),
      };
}

/** What these weights foretell of a transfer that follows one which ended at such a rate. */
export function foretell(
  weights: ArrayLike<number>,
  trackers: readonly Tracker[],
  tailLogBps: number,
): number {
  return weigh(weights, [...trackers.map(({ logBps }) => within(logBps - tailLogBps)), 1], tailLogBps);
}

/** The end of the last transfer, and from there some of the way to each tracker. `features`: how far these are from it, and 1. */
function weigh(weights: ArrayLike<number>, features: ArrayLike<number>, tailLogBps: number): number {
  let sum = tailLogBps;
  for (let index = 0; index < weights.length; index += 1)
    sum += (features[index] ?? 0) * (weights[index] ?? 0);
  return sum;
}

function within(nats: number): number {
  return Math.min(FAR_NATS, Math.max(-FAR_NATS, nats));
}
