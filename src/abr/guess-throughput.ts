import type { TransferSample } from '../model/transfer-sample.ts';
import type { AbrConfig } from './abr-config.ts';

/**
 * Up to here the first answer on a new connection (TCP, TLS and request: some three round trips) is ordinary, which
 * puts a round trip at 100 ms. Milliseconds.
 */
const ORDINARY_FIRST_BYTE_MS = 300;
/** However long the first answer took, assume no less than this share of the default: the server may have been slow. */
const LEAST_SHARE = 0.2;

/**
 * What to reckon with before the first segment: the default, less in proportion where the first answer took long
 * (throughput falls with the round-trip time), and within what larger manifests have shown: at least their rate
 * counted from the request, at most counted from the first byte.
 * @see Mathis et al., The Macroscopic Behavior of the TCP Congestion Avoidance Algorithm, 1997
 */
export function guessThroughput(samples: readonly TransferSample[], config: AbrConfig): number {
  const share = Math.min(
    1,
    Math.max(LEAST_SHARE, ORDINARY_FIRST_BYTE_MS / Math.max(1, firstAnswerMs(samples))),
  );
  let guessBps = config.defaultBps * share;
  for (const { bytes, startMs, firstByteMs: byteMs, endMs, isCached } of samples) {
    if (isCached || bytes < config.minSampleBytes) continue;
    guessBps = Math.max(toBps(bytes, endMs - startMs), Math.min(toBps(bytes, endMs - byteMs), guessBps));
  }
  return guessBps;
}

/** Milliseconds until the first answer of all began; 0 while there is none. */
export function firstAnswerMs([first]: readonly TransferSample[]): number {
  return first ? first.firstByteMs - first.startMs : 0;
}

function toBps(bytes: number, durationMs: number): number {
  return (bytes * 8000) / Math.max(1, durationMs);
}
