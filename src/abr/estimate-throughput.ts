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
 * What the segments fetched so far show, in bit/s: the lower of a fast and a slow exponentially weighted mean; null
 * while there is none of sufficient size. Those from a cache count only where there are no others. Transfers at the
 * same time share the link, so their rates add up. Time counts from the request on: what latency costs a segment, it
 * will cost the next one of its size, too, and a burst that waited in the socket is not mistaken for a fast link.
 */
export function measureThroughput(samples: readonly TransferSample[], config: AbrConfig): number | null {
  const segments = samples.filter(({ type, bytes }) => type === 'segment' && bytes >= config.minSampleBytes);
  const fetched = segments.filter(({ isCached }) => !isCached);
  const spans = toSpans(fetched.length > 0 ? fetched : segments);
  if (spans.length === 0) return null;
  return Math.min(weightedMean(spans, config.fastHalfLifeSec), weightedMean(spans, config.slowHalfLifeSec));
}

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

/** A stretch of time in which the same transfers ran. */
interface Span {
  readonly durationSec: number;
  readonly rateBps: number;
}

/** Spreads the bytes of each transfer evenly over its time, and adds up those that ran at once; idle time is left out. */
function toSpans(samples: readonly TransferSample[]): readonly Span[] {
  const edges = samples.flatMap(({ bytes, startMs, endMs }) => {
    const untilMs = Math.max(endMs, startMs + 1); // clocks may be as coarse as a millisecond
    const rateBps = toBps(bytes, untilMs - startMs);
    return [
      { atMs: startMs, rateBps, opened: 1 },
      { atMs: untilMs, rateBps: -rateBps, opened: -1 },
    ];
  });
  edges.sort((a, b) => a.atMs - b.atMs);
  const spans: Span[] = [];
  let [fromMs, rateBps, open] = [0, 0, 0];
  for (const edge of edges) {
    if (open > 0 && edge.atMs > fromMs) spans.push({ durationSec: (edge.atMs - fromMs) / 1000, rateBps });
    fromMs = edge.atMs;
    open += edge.opened;
    rateBps = open > 0 ? rateBps + edge.rateBps : 0;
  }
  return spans;
}

/** Mean over transfer time; the weight of a moment halves with every half-life that follows it. Free of start-up bias. */
function weightedMean(spans: readonly Span[], halfLifeSec: number): number {
  let [sum, weight] = [0, 0];
  for (const { durationSec, rateBps } of spans) {
    const kept = 0.5 ** (durationSec / halfLifeSec);
    sum = sum * kept + rateBps * (1 - kept);
    weight = weight * kept + (1 - kept);
  }
  return sum / weight;
}

function toBps(bytes: number, durationMs: number): number {
  return (bytes * 8000) / Math.max(1, durationMs);
}
