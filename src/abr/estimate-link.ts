import type { AbrInput } from '../model/abr.ts';
import type { AbrConfig } from './abr-config.ts';
import { guessThroughput } from './guess-throughput.ts';

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
/** A small transfer tells something only where it took so long. Milliseconds. */
const TELLING_MS = 300;

/** What the last segments got, as far as that can be told without the code that reckons closer (`read-link.ts`). */
export function estimateLink(known: Known, config: AbrConfig): LinkEstimate {
  const segments = known.samples.filter(
    ({ type, bytes, firstByteMs, endMs, isCached }) =>
      type === 'segment' &&
      (bytes >= config.minSampleBytes || (!isCached && endMs - firstByteMs >= TELLING_MS)),
  );
  const fetched = segments.filter(({ isCached }) => !isCached);
  const last = (fetched[0] ? fetched : segments)
    .slice(-LAST)
    .sort((one, other) => one.startMs - other.startMs);
  const latencyMs = Math.min(
    ...last.map(({ busy, startMs, firstByteMs }) => (busy ? Infinity : firstByteMs - startMs)),
  );
  let [bits, busyMs, untilMs] = [0, 0, 0];
  for (const { bytes, startMs, endMs, busy } of last) {
    bits += (busy ?? { bytes }).bytes * 8;
    // Sound and picture come beside each other.
    busyMs += busy?.ms ?? Math.max(0, endMs - Math.max(startMs + latencyMs, untilMs));
    if (!busy) untilMs = Math.max(endMs, untilMs);
  }
  return bits > 0
    ? { estimateBps: (bits * 1000) / Math.max(1, busyMs), source: 'measured', spread: null }
    : assumeLink(known, config);
}

/** What to reckon with before a segment has come. */
export function assumeLink({ samples, priorBps }: Known, config: AbrConfig): LinkEstimate {
  const estimateBps = Math.max(1, priorBps ?? guessThroughput(samples, config));
  return { estimateBps, source: priorBps === null ? 'assumed' : 'remembered', spread: null };
}
