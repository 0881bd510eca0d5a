import type { AbrInput } from '../model/abr.ts';
import type { AbrConfig } from './abr-config.ts';
import { assumeLink, type LinkEstimate } from './estimate-link.ts';
import { observeTransfers, type Observation } from './observe-transfers.ts';
import { rateOf, segmentSecOf } from './sane-input.ts';
import { seenOutageSec } from './seen-outage.ts';
import { believe, type ThroughputBelief } from './throughput-belief.ts';

/** What is known of the link. */
export interface Link extends LinkEstimate {
  /** As far as it matters to this ladder: see `usefulBps`. */
  readonly belief: ThroughputBelief;
  /** How much all that it gives varies, as a standard deviation, in nats: the belief's, but also of what the ladder does not need. */
  readonly spread: number;
  /** What a request takes before its first byte. */
  readonly latencySec: number;
  /** For how long it was away at the most: see `seenOutageSec`. */
  readonly awaySec: number;
  /** What the belief rests on; none where nothing was measured. */
  readonly observations: readonly Observation[];
}

/** How far off a throughput may be that was not measured in this session, in nats: e^0.7 is twice or half. */
const UNMEASURED_SPREAD = 0.7;
/** So many times what the highest rendition needs is plenty. */
const PLENTY = 4;

/**
 * Whatever the link gives beyond this makes no difference, and so must not count: the gigabits of a cache, and how they vary,
 * would hide that the link has become too slow. Only how much it varies is of all, and how far it has fallen: a link that falls from gigabits comes back.
 */
export function usefulBps(input: AbrInput): number {
  const { renditions, audioBps } = input;
  const mostBps = renditions.reduce((most, { bandwidthBps }) => Math.max(most, bandwidthBps), 1);
  return PLENTY * (mostBps + audioBps) * Math.max(1, rateOf(input));
}

/** What the segments fetched so far tell of the link, as a distribution. */
export function readLink(input: AbrInput, config: AbrConfig): Link {
  const { segments, latencySec } = observeTransfers(input.samples, config.minSampleBytes);
  const logMost = Math.log(usefulBps(input));
  const segmentSec = segmentSecOf(input);
  const whole = believe(segments, segmentSec);
  const isPlenty = segments.some(({ logBps, tailLogBps }) => Math.max(logBps, tailLogBps) > logMost);
  const observations = isPlenty ? segments.map((one) => limit(one, logMost)) : segments;
  const belief = isPlenty ? believe(observations, segmentSec) : whole;
  if (belief && whole)
    return {
      belief,
      spread: whole.spread,
      estimateBps: Math.exp(whole.logBps),
      source: 'measured',
      latencySec,
      awaySec: seenOutageSec(observations, belief),
      observations,
    };
  const { estimateBps, source } = assumeLink(input, config);
  const logBps = Math.log(estimateBps);
  return {
    estimateBps,
    source,
    spread: UNMEASURED_SPREAD,
    belief: { logBps, spread: UNMEASURED_SPREAD, trackers: [{ gain: 1, logBps, error: 0 }], history: [] },
    latencySec,
    awaySec: 0,
    observations: [],
  };
}

function limit(one: Observation, logMost: number): Observation {
  const { logBps, tailLogBps } = one;
  return { ...one, logBps: Math.min(logMost, logBps), tailLogBps: Math.min(logMost, tailLogBps) };
}
