import type { Observation } from './observe-transfers.ts';
import type { ThroughputBelief } from './throughput-belief.ts';

/** The link was back at the end of a transfer that ended so many nats above the whole: one that has become slow ends as it began. */
const BACK_NATS = 1;

/**
 * For how many seconds the link was away at the most, while one of the segments came, and came back; 0: never. Only what it gave is
 * missed that counts (see `usefulBps`): of what far more is given than is needed, up to a quarter of a segment's duration too little.
 */
export function seenOutageSec(
  observations: readonly Observation[],
  { history, trackers }: Pick<ThroughputBelief, 'history' | 'trackers'>,
): number {
  let longestSec = 0;
  observations.forEach(({ logBps, durationSec, tailLogBps }, index) => {
    if (tailLogBps < logBps + BACK_NATS) return;
    const usualLogBps = history[(index - 1) * trackers.length] ?? logBps; // of the steadiest tracker, before this one
    longestSec = Math.max(longestSec, durationSec * (1 - Math.exp(logBps - usualLogBps)));
  });
  return longestSec;
}
