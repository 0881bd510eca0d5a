import type { Observation } from './observe-transfers.ts';
import { approach, combine, noiseOf, type ThroughputBelief } from './throughput-belief.ts';

/** What a transfer that is under way says, as far as so little time can: less on a link of much noise. */
export function believeMeanwhile(
  belief: ThroughputBelief,
  { logBps, durationSec }: Pick<Observation, 'logBps' | 'durationSec'>,
  segmentSec: number,
): ThroughputBelief {
  const noise = noiseOf(belief.spread);
  const trackers = belief.trackers.map((tracker) => ({
    ...tracker,
    logBps: approach(tracker, logBps, durationSec, segmentSec, noise),
  }));
  const off = Math.abs(logBps - belief.logBps);
  return { ...belief, trackers, logBps: combine(trackers, off / noise) };
}
