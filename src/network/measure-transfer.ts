import type { ResourceRequest } from '../model/resource.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import type { Attempt } from './attempt.ts';
import { hostOf } from './host-memory.ts';

/** A cache answers within this; a network round trip hardly ever does. Milliseconds. */
const CACHE_FIRST_BYTE_MS = 10;
/** And at this rate or more, over the whole transfer. Bit/s. */
const CACHE_RATE_BPS = 100e6;

/**
 * What an attempt showed of the network. `isCached` is a guess from the timing, as browsers do not tell across
 * origins: a nearby server at more than 100 Mbit/s passes for a cache too. Who reckons with samples must therefore
 * not ignore cached ones where there are no others.
 */
export function measureTransfer(
  attempt: Attempt,
  request: ResourceRequest,
  attempts: number,
): TransferSample {
  const { head, bytes, startMs, firstByteMs, endMs, end, tail, seen } = attempt;
  // What an attempt before it brought, or a server sends unasked, is not counted right.
  const isWhole = end === null && attempts === 1 && (request.range == null || head.status === 206);
  const durationSec = Math.max(1, endMs - startMs) / 1000;
  return {
    type: request.type,
    trackKind: request.trackKind ?? null,
    renditionId: request.renditionId ?? null,
    host: hostOf(head.url),
    status: head.status,
    bytes,
    ...(isWhole ? ofWhole(request, seen) : NOT_WHOLE),
    startMs,
    firstByteMs,
    endMs,
    tail,
    attempts,
    isCached: firstByteMs - startMs <= CACHE_FIRST_BYTE_MS && (bytes * 8) / durationSec >= CACHE_RATE_BPS,
  };
}

type OfWhole = Pick<TransferSample, 'mediaSec' | 'toldBytes' | 'busy'>;
const NOT_WHOLE: OfWhole = { mediaSec: null, toldBytes: null, busy: null };

function ofWhole({ mediaSec, toldBytes, busy }: ResourceRequest, seen: Attempt['seen']): OfWhole {
  return { mediaSec: mediaSec ?? null, toldBytes: toldBytes ?? null, busy: busy?.() ?? seen };
}
