import type { Observation } from './observe-transfers.ts';
import { toldBefore, type ThroughputBelief } from './throughput-belief.ts';

/** So much of a dip is left one transfer later, on links in general; that counts as so many dips that were seen. */
export const COMMON_LASTING = 0.75;
const COMMON_DIPS = 3;
/** What is less than this below what was usual is noise. Nats. */
const LEAST_DIP = 0.5;
/** A few segments long: of the trackers, the one that tells what was usual. */
const USUAL = 1;

/**
 * How much of a dip is left one transfer later on this link, from 0 (it has passed by then) to 1: where a rate goes down in steps, all
 * of it; where it is noise, or a cell that is crowded for a moment, half and less.
 */
export function dipLasting(
  observations: readonly Observation[],
  belief: Pick<ThroughputBelief, 'history' | 'trackers'>,
): number {
  let [sum, dips] = [COMMON_LASTING * COMMON_DIPS, COMMON_DIPS];
  let [usualLogBps, depth] = [0, 0];
  observations.forEach(({ logBps }, index) => {
    if (depth > LEAST_DIP) {
      sum += Math.min(1, Math.max(0, (usualLogBps - logBps) / depth));
      dips += 1;
    }
    usualLogBps = toldBefore(belief, index, USUAL) ?? logBps;
    depth = usualLogBps - logBps;
  });
  return sum / dips;
}
