import type { Observation } from './observe-transfers.ts';
import { RidgeRegression } from './ridge-regression.ts';
import { believe, type Tracker } from './throughput-belief.ts';

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
/** Share of the spread that is kept with each transfer, and as how many its first value counts. */
const SPREAD_KEPT = 0.87;
const FIRST_WEIGHT = 3;
const SPREAD_AT_FIRST = 0.3;
/** After one transfer alone nobody knows how steady the link is. */
const SPREAD_AFTER_ONE = 0.4;
/** An outlier counts as so many spreads; so much is no outlier on the steadiest link. */
const OUTLIER = 3;
const LEAST_OUTLIER = 0.1;
const [LEAST_SPREAD, MOST_SPREAD] = [0.06, 1];
/** From a mean absolute error to a standard deviation: as of a normal distribution. */
const TO_DEVIATION = 1.25;

/** Foretells the next transfer from all before it; null where there are none. */
export function forecastTransfer(observations: readonly Observation[], segmentSec: number): Forecast | null {
  const regression = new RidgeRegression(PRIOR, EXAMPLE_KEPT);
  let weights: readonly number[] = PRIOR.weights;
  let spread = SPREAD_AT_FIRST;
  let tailLogBps = observations[0]?.tailLogBps ?? NaN;
  let seen = 0;
  const belief = believe(observations, segmentSec, (trackers, observation) => {
    if (seen > 0) {
      const features = featuresOf(trackers, tailLogBps);
      const error = Math.abs(observation.logBps - foretell(weights, trackers, tailLogBps));
      const kept = Math.min(SPREAD_KEPT, (seen - 1 + FIRST_WEIGHT) / (seen + FIRST_WEIGHT));
      const counted = Math.min(error, Math.max(OUTLIER * spread, LEAST_OUTLIER));
      spread = spread * kept + counted * TO_DEVIATION * (1 - kept);
      regression.learn(features, within(observation.logBps - tailLogBps));
      weights = regression.weights();
    }
    seen += 1;
    tailLogBps = observation.tailLogBps;
  });
  if (!belief) return null;
  const known = Math.min(MOST_SPREAD, Math.max(LEAST_SPREAD, spread));
  return {
    logBps: foretell(weights, belief.trackers, tailLogBps),
    spread: seen === 1 ? Math.max(known, SPREAD_AFTER_ONE) : known,
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
