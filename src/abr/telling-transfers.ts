import type { TransferSample } from '../model/transfer-sample.ts';

/** A few bytes in so long a time tell of a link that hardly gives any. */
const TELLING_MS = 300;

/** The segments whose transfers tell of the link. What came from a cache does only where there is nothing else. */
export function tellingSegments(
  samples: readonly TransferSample[],
  minBytes: number,
): readonly TransferSample[] {
  const segments = samples.filter(
    ({ type, bytes, firstByteMs, endMs, isCached }) =>
      type === 'segment' && (bytes >= minBytes || (!isCached && endMs - firstByteMs >= TELLING_MS)),
  );
  const fetched = segments.filter(({ isCached }) => !isCached);
  return fetched[0] ? fetched : segments;
}

/** What a request takes before its first byte at the least, milliseconds; 0: not known. */
export function leastLatencyMs(samples: readonly TransferSample[]): number {
  let leastMs = Infinity;
  for (const { busy, startMs, firstByteMs } of samples)
    if (!busy) leastMs = Math.min(leastMs, firstByteMs - startMs); // else it answers with the first chunk, whenever that is
  return leastMs === Infinity ? 0 : Math.max(0, leastMs);
}
