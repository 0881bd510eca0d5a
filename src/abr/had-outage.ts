import type { Observation } from './observe-transfers.ts';
import type { ThroughputBelief } from './throughput-belief.ts';

/** So many seconds of a transfer in which the link did not give what it gives: a hand-over of cells takes less. */
const LEAST_LOST_SEC = 10;
/** The link was back at its end, by so many nats above the whole: one that has become slow ends as it began. */
const BACK_NATS = 1;

/** Whether the link was away for long, and came back, while one of the segments came. */
export function hadOutage(
  observations: readonly Observation[],
  { history, trackers }: Pick<ThroughputBelief, 'history' | 'trackers'>,
): boolean {
  return observations.some(({ logBps, durationSec, tailLogBps }, index) => {
    const usualLogBps = history[(index - 1) * trackers.length] ?? logBps; // of the steadiest tracker, before this one
    const lostSec = durationSec * (1 - Math.exp(logBps - usualLogBps));
    return lostSec >= LEAST_LOST_SEC && tailLogBps >= logBps + BACK_NATS;
  });
}
