import type { Observation } from './observe-transfers.ts';

/** What is expected of the link for the next segment: a distribution of its logarithm. */
export interface ThroughputBelief {
  readonly logBps: number;
  /** Mean distance of what came from what was expected, in nats, scaled to a standard deviation. */
  readonly spread: number;
  readonly trackers: readonly Tracker[];
  /** What the trackers told after the first observation (their `logBps`), then after the next one, and so on. */
  readonly history: readonly number[];
}

/** An exponential mean of one speed, and how far it was off of late. */
export interface Tracker {
  readonly gain: number;
  readonly logBps: number;
  readonly error: number;
}

/**
 * Shares of the distance to a new observation that the trackers go. No speed suits every network: on a link with noise
 * around a steady rate a slow mean foretells best, where the rate moves a quick one does. Which one counts is told by
 * how well each foretold this link.
 */
const GAINS = [0.07, 0.24, 0.63, 0.97];
/**
 * All but the quickest go towards an outlier as if it were only one spread away: an outage of seconds says little of
 * the minutes to come. If the rate has changed for good, the quickest soon foretells best.
 */
const QUICKEST = 0.9;
/** On the steadiest link, too, so much is no more than noise. Nats. */
const LEAST_NOISE = 0.1;
/**
 * How many spreads off makes an observation too strange to be noise: from the first number on the quickest counts more
 * than its record tells, from the second on alone.
 */
const STRANGE_SPREADS = 5;
const CHANGED_SPREADS = 10;
/** Share of a tracker's error that is kept with each segment; the error it starts with, and the most that one counts. */
const ERROR_KEPT = 0.94;
const ERROR_AT_FIRST = 0.3;
const ERROR_CAP = 1.5;
const ERROR_FLOOR = 0.02;
/** The same for the spread, which counts its first value as so many segments. */
const SPREAD_KEPT = 0.87;
export const SPREAD_AT_FIRST = 0.3;
const FIRST_WEIGHT = 3;
/** An outlier counts as this many spreads, so that one outage does not frighten for minutes. */
const OUTLIER = 3;
const LEAST_SPREAD = 0.06;
const MOST_SPREAD = 1;
/**
 * On a link that varies by more than this, in nats, and once so many segments have come after the first, they count by the time for which they
 * speak: where it gives in bursts, most of them come within a burst, and only a few tell of the long waits between. As so many segments' worth
 * at the most.
 */
const UNSTEADY_SPREAD = 0.4;
const FIRST_SEGMENTS = 5;
const MOST_WORTH = 4;
/** After one segment alone nobody knows how steady the link is. */
const SPREAD_AFTER_ONE = 0.4;
/** From a mean absolute deviation to a standard deviation of a normal distribution. */
const TO_DEVIATION = 1.25;

/** What one of the trackers told before the observation of this number; undefined before the first. */
export function toldBefore(
  { history, trackers }: Pick<ThroughputBelief, 'history' | 'trackers'>,
  observation: number,
  tracker: number,
): number | undefined {
  return history[(observation - 1) * trackers.length + tracker];
}

/** Null where nothing was observed. `segmentSec`: the duration of segments, over which the gains hold. */
export function believe(observations: readonly Observation[], segmentSec: number): ThroughputBelief | null {
  const [first, ...rest] = observations;
  if (!first) return null;
  let { logBps } = first;
  let spread = SPREAD_AT_FIRST;
  let known = 0;
  const trackers = GAINS.map((gain) => ({ gain, logBps, error: ERROR_AT_FIRST }));
  const history = GAINS.map(() => logBps);
  for (const observation of rest) {
    const { logBps: seen } = observation;
    known += 1;
    const off = Math.abs(seen - logBps);
    const noise = noiseOf(spread);
    const isTimed = known >= FIRST_SEGMENTS && spread > UNSTEADY_SPREAD;
    spread = nextSpread(spread, off, known);
    const forSec = spokenForSec(observation, segmentSec, isTimed);
    const kept = isTimed ? ERROR_KEPT ** Math.min(MOST_WORTH, forSec / segmentSec) : ERROR_KEPT;
    // In place: so many steps of new objects are what a decision would leave to be collected.
    for (const tracker of trackers) {
      const error = Math.min(ERROR_CAP, Math.abs(seen - tracker.logBps));
      tracker.error = tracker.error * kept + error * (1 - kept);
      tracker.logBps = approach(tracker, seen, forSec, segmentSec, noise);
      history.push(tracker.logBps);
    }
    logBps = combine(trackers, off / noise);
  }
  return { logBps, spread: knownSpread(spread, observations.length), trackers, history };
}

/** For how many seconds of the link a segment speaks: with the pause before it, where time counts, else for a segment's duration of media at least. */
function spokenForSec({ durationSec, sinceSec }: Observation, segmentSec: number, isTimed: boolean): number {
  return Math.max(durationSec, isTimed ? Math.min(segmentSec, sinceSec) : segmentSec);
}

/** The spread after what came was so far off what was expected, in nats; `known`: how many had come before. */
export function nextSpread(spread: number, off: number, known: number): number {
  const kept = Math.min(SPREAD_KEPT, (known - 1 + FIRST_WEIGHT) / (known + FIRST_WEIGHT));
  return spread * kept + Math.min(off, Math.max(OUTLIER * spread, LEAST_NOISE)) * TO_DEVIATION * (1 - kept);
}

/** What may be said of the spread, after so many observations. */
export function knownSpread(spread: number, known: number): number {
  const within = Math.min(MOST_SPREAD, Math.max(LEAST_SPREAD, spread));
  return known === 1 ? Math.max(within, SPREAD_AFTER_ONE) : within;
}

/**
 * Where a step of a Kalman filter takes a tracker whose gain over one segment's duration is given: what was observed for longer is
 * surer, and counts for more.
 */
export function approach(
  { gain, logBps: from }: Tracker,
  logBps: number,
  durationSec: number,
  segmentSec: number,
  noise: number,
): number {
  const heard = gain * durationSec;
  const share = heard / (heard + segmentSec * (1 - gain));
  const limit = gain < QUICKEST ? noise : Infinity;
  return from + share * Math.min(limit, Math.max(-limit, logBps - from));
}

/** How far off an observation may be and still be noise, in nats. */
export function noiseOf(spread: number): number {
  return Math.max(LEAST_NOISE, spread);
}

/** What the trackers foretell together, after an observation that was so many times the noise off. */
export function combine(trackers: readonly Tracker[], strangeness: number): number {
  const trust = Math.min(
    1,
    Math.max(0, (strangeness - STRANGE_SPREADS) / (CHANGED_SPREADS - STRANGE_SPREADS)),
  );
  const mean = weightedMean(trackers);
  return mean + trust * ((trackers.at(-1)?.logBps ?? mean) - mean);
}

/** The better trackers count over the worse by error^-6; not by `**`, which takes longer than all else together. */
function weightedMean(trackers: readonly Tracker[]): number {
  let [sum, weights] = [0, 0];
  for (const { logBps, error } of trackers) {
    const off = error + ERROR_FLOOR;
    const weight = 1 / (off * off * off * off * off * off);
    sum += weight * logBps;
    weights += weight;
  }
  return sum / weights;
}
