import type { AbrInput } from '../model/abr.ts';
import type { AbrConfig } from './abr-config.ts';
import { guessThroughput } from './guess-throughput.ts';
import { leastLatencyMs, tellingSegments } from './telling-transfers.ts';

/** What a link gives, and how that is known. */
export interface LinkEstimate {
  /** Bit/s. */
  readonly estimateBps: number;
  readonly source: 'measured' | 'remembered' | 'assumed';
  /** How much that varies, as a standard deviation, in nats; null: nobody has reckoned. */
  readonly spread: number | null;
}

type Known = Pick<AbrInput, 'samples' | 'priorBps'>;

/** So many transfers of segments tell of the link, where nobody reckons closer: of the picture and of the sound. */
const LAST = 6;

/** What the last segments got, as far as that can be told without the code that reckons closer (`read-link.ts`). */
export function estimateLink(known: Known, config: AbrConfig): LinkEstimate {
  const last = tellingSegments(known.samples, config.minSampleBytes)
    .slice(-LAST)
    .sort((one, other) => one.startMs - other.startMs);
  const latencyMs = leastLatencyMs(last);
  let [came, busyMs, untilMs] = [0, 0, 0];
  for (const { bytes, startMs, endMs, busy } of last) {
    came += busy?.bytes ?? bytes;
    // Sound and picture come beside each other.
    busyMs += busy?.ms ?? Math.max(0, endMs - Math.max(startMs + latencyMs, untilMs));
    if (!busy) untilMs = Math.max(endMs, untilMs);
  }
  return came > 0
    ? { estimateBps: (came * 8000) / Math.max(1, busyMs), source: 'measured', spread: null }
    : assumeLink(known, config);
}

/** What to reckon with before a segment has come. */
export function assumeLink({ samples, priorBps }: Known, config: AbrConfig): LinkEstimate {
  const estimateBps = Math.max(1, priorBps ?? guessThroughput(samples, config));
  return { estimateBps, source: priorBps === null ? 'assumed' : 'remembered', spread: null };
}
