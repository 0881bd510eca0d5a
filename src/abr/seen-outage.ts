import type { Observation } from './observe-transfers.ts';
import type { ThroughputBelief } from './throughput-belief.ts';

/** For how long the link was away at the most, of the times when it came back while one of the segments came. */
export type SeenOutage = 'none' | 'short' | 'long';

/** Seconds of a transfer in which the link did not give what it gives: a hand-over of cells takes less than the second number. */
const SHORT_SEC = 3;
const LONG_SEC = 10;
/** The link was back at its end, by so many nats above the whole: one that has become slow ends as it began. */
const BACK_NATS = 1;

export function seenOutage(
  observations: readonly Observation[],
  { history, trackers }: Pick<ThroughputBelief, 'history' | 'trackers'>,
): SeenOutage {
  let longestSec = 0;
  observations.forEach(({ logBps, durationSec, tailLogBps }, index) => {
    if (tailLogBps < logBps + BACK_NATS) return;
    const usualLogBps = history[(index - 1) * trackers.length] ?? logBps; // of the steadiest tracker, before this one
    longestSec = Math.max(longestSec, durationSec * (1 - Math.exp(logBps - usualLogBps)));
  });
  return outageOf(longestSec);
}

/** What it is to be away for so long. */
export function outageOf(sec: number): SeenOutage {
  if (sec >= LONG_SEC) return 'long';
  return sec >= SHORT_SEC ? 'short' : 'none';
}
