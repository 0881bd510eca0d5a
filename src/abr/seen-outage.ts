import type { Observation } from './observe-transfers.ts';
import { toldBefore, type ThroughputBelief } from './throughput-belief.ts';

/** The link was back at the end of a transfer that ended so many nats above the whole: one that has become slow ends as it began. */
const BACK_NATS = 1;
/** The steadiest of the trackers tells what was usual. */
const USUAL = 0;

/**
 * For how many seconds the link was away at the most, while one of the segments came, and came back; 0: never. On a link that gives far more
 * than the ladder needs, up to a quarter of a segment's duration less, since what it gives beyond that does not count (see `usefulBps`).
 */
export function seenOutageSec(
  observations: readonly Observation[],
  belief: Pick<ThroughputBelief, 'history' | 'trackers'>,
): number {
  let longestSec = 0;
  observations.forEach(({ logBps, durationSec, tailLogBps }, index) => {
    if (tailLogBps < logBps + BACK_NATS) return;
    const usualLogBps = toldBefore(belief, index, USUAL) ?? logBps;
    longestSec = Math.max(longestSec, durationSec * (1 - Math.exp(logBps - usualLogBps)));
  });
  return longestSec;
}
