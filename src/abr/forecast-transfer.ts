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
  readonly weights: readonly number[];
}

/**
 * The end of a transfer foretells the next one best, but how far that may be trusted differs from link to link: where the
 * rate wanders, all the way; where it comes back to what it was, hardly. So it is learnt, from each transfer of the
 * session. At first: nearly all the way.
 */
const PRIOR = { weights: [0.05, 0.05, 0.05, 0.05, 0], sureness: [3, 3, 3, 3, 30] };
/** Share of an example that is left with each one after it: the last fifty count. */
const EXAMPLE_KEPT = 0.98;
/** Nothing is farther away than this, so that an outage teaches no more than a bad dip. Nats. */
const FAR_NATS = 1.5;

/** Foretells the next transfer from all before it, and from what was believed after each of them; null where there are none. */
export function forecastTransfer(
  observations: readonly Observation[],
  { history }: Pick<ThroughputBelief, 'history'>,
): Forecast | null {
  const regression = new RidgeRegression(PRIOR, EXAMPLE_KEPT);
  let weights: readonly number[] = PRIOR.weights;
  let spread = SPREAD_AT_FIRST;
  let before: { readonly trackers: readonly Tracker[]; readonly tailLogBps: number } | null = null;
  for (const [index, { logBps, tailLogBps }] of observations.entries()) {
    if (before) {
      const features = featuresOf(before.trackers, before.tailLogBps);
      const error = Math.abs(logBps - foretell(weights, before.trackers, before.tailLogBps));
      spread = nextSpread(spread, error, index);
      regression.learn(features, within(logBps - before.tailLogBps));
      weights = regression.weights();
    }
    before = { trackers: history[index] ?? [], tailLogBps };
  }
  if (!before) return null;
  return {
    logBps: foretell(weights, before.trackers, before.tailLogBps),
    spread: knownSpread(spread, observations.length),
    weights,
  };
}

/** What these weights foretell of a transfer that follows one which ended at such a rate. */
export function foretell(
  weights: readonly number[],
  trackers: readonly Tracker[],
  tailLogBps: number,
): number {
  return featuresOf(trackers, tailLogBps).reduce(
    (sum, feature, index) => sum + feature * (weights[index] ?? 0),
    tailLogBps,
  );
}

/** How far each tracker is from the end of the last transfer. */
function featuresOf(trackers: readonly Tracker[], tailLogBps: number): readonly number[] {
  return [...trackers.map(({ logBps }) => within(logBps - tailLogBps)), 1];
}

function within(nats: number): number {
  return Math.min(FAR_NATS, Math.max(-FAR_NATS, nats));
}
