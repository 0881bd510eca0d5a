import type { AbrInput } from '../model/abr.ts';
import type { AbrConfig } from './abr-config.ts';
import { guessThroughput } from './guess-throughput.ts';
import { observeTransfers } from './observe-transfers.ts';
import { believe, type ThroughputBelief } from './throughput-belief.ts';

/** What is known of the link, and from where. */
export interface Link {
  readonly belief: ThroughputBelief;
  readonly source: 'measured' | 'remembered' | 'assumed';
  /** What a request takes before its first byte. */
  readonly latencySec: number;
}

/** How far off a throughput may be that was not measured in this session, in nats: e^0.7 is twice or half. */
const UNMEASURED_SPREAD = 0.7;
/** Durations of segments that are shorter, or not known, count as these. */
const LEAST_SEGMENT_SEC = 0.5;
const ASSUMED_SEGMENT_SEC = 4;

export function readLink(input: AbrInput, config: AbrConfig): Link {
  const { segments, latencySec } = observeTransfers(input.samples, config.minSampleBytes);
  const measured = believe(segments, segmentSecOf(input));
  if (measured) return { belief: measured, source: 'measured', latencySec };
  const { priorBps, samples } = input;
  const logBps = Math.log(Math.max(1, priorBps ?? guessThroughput(samples, config)));
  return {
    belief: { logBps, spread: UNMEASURED_SPREAD, count: 0, trackers: [{ gain: 1, logBps, error: 0 }] },
    source: priorBps === null ? 'assumed' : 'remembered',
    latencySec,
  };
}

export function segmentSecOf({ segmentDurationSec }: AbrInput): number {
  return segmentDurationSec > 0 ? Math.max(LEAST_SEGMENT_SEC, segmentDurationSec) : ASSUMED_SEGMENT_SEC;
}
