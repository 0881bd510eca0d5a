import type { TransferTail } from '../core/tail-meter.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import { leastLatencyMs, tellingSegments } from './telling-transfers.ts';

/** What one segment's transfer showed of the link. */
export interface Observation {
  /** Natural logarithm of the link's bit/s while it came. */
  readonly logBps: number;
  readonly durationSec: number;
  /** From the end of the one before to its own end, seconds; Infinity: none came before. */
  readonly sinceSec: number;
  /** As `logBps`, but of the end of the transfer alone. */
  readonly tailLogBps: number;
}

export interface Observations {
  /** Oldest first. */
  readonly segments: readonly Observation[];
  /** What a request takes before its first byte at the least; 0: not known. */
  readonly latencySec: number;
}

/** Nothing at all counts as so many bytes: its logarithm must be finite. */
const LEAST_BYTES = 500;
/** An end is no farther from the whole than this, for that matter: it may have been a burst, or a gap. Nats. */
const FAR_NATS = 1.5;
/** A clock may be as coarse as this. Milliseconds. */
const LEAST_MS = 1;

/**
 * Reads what the segments fetched so far show. Those of the picture count, where there are any, with what came beside
 * them at the same time: together they show the link. Time counts from the request less the latency of the quickest
 * answer, so that a burst that waited in the socket is not taken for a fast link. What came from a cache counts only
 * where there is nothing else. Of what came as it was encoded, only the time counts in which the link was busy.
 */
export function observeTransfers(samples: readonly TransferSample[], minBytes: number): Observations {
  const used = tellingSegments(samples, minBytes);
  const pictures = used.filter(({ trackKind }) => trackKind === 'video');
  const counted = pictures.length > 0 ? pictures : used;
  const latencyMs = leastLatencyMs(counted);
  return {
    segments: counted.map((sample, place) => observe(sample, counted[place - 1], used, latencyMs)),
    latencySec: latencyMs / 1000,
  };
}

function observe(
  sample: TransferSample,
  before: TransferSample | undefined,
  beside: readonly TransferSample[],
  latencyMs: number,
): Observation {
  const { busy, tail } = sample;
  const endMs = Math.max(sample.endMs, sample.startMs + LEAST_MS);
  const startMs = Math.min(sample.startMs + latencyMs, endMs - LEAST_MS);
  const ownBytes = Math.max(LEAST_BYTES, sample.bytes);
  let bytes = ownBytes;
  for (const other of beside) {
    if (other.endMs <= startMs || other.startMs >= endMs || other === sample) continue;
    const sharedMs = Math.min(endMs, other.endMs) - Math.max(startMs, other.startMs);
    bytes += (other.bytes * sharedMs) / Math.max(LEAST_MS, other.endMs - other.startMs);
  }
  // What came beside is taken to have had its share of each part, too.
  const logShare = Math.log(bytes / ownBytes);
  const whole = busy ?? { bytes: ownBytes, ms: endMs - startMs };
  const logBps = logBpsOf(whole) + logShare;
  // All of a short transfer may be a burst that had waited; what comes as it is encoded ends as that does.
  const isPart = !busy && tail && tail.bytes < ownBytes;
  const tailLogBps = isPart ? logBpsOf(tail) + logShare : logBps;
  const away = Math.min(FAR_NATS, Math.max(-FAR_NATS, tailLogBps - logBps));
  const sinceSec = before ? Math.max(0, endMs - before.endMs) / 1000 : Infinity;
  return { logBps, durationSec: whole.ms / 1000, sinceSec, tailLogBps: logBps + away };
}

export function logBpsOf({ bytes, ms }: TransferTail): number {
  return Math.log((Math.max(LEAST_BYTES, bytes) * 8000) / Math.max(LEAST_MS, ms));
}
