import type { Clock } from '../core/clock.ts';
import type { Transport, TransportRequest } from '../core/transport.ts';
import { wait } from '../core/wait.ts';
import { createBrowserClock } from './browser-clock.ts';

/** A piece of this size is worth its delivery. Bytes. */
const LARGE_BYTES = 32_768;

/**
 * Transport on `fetch`, for browsers whose responses stream. Bytes are delivered as the network gives them.
 * @see https://fetch.spec.whatwg.org/#fetch-method
 */
export function createFetchTransport(): Transport {
  const clock = createBrowserClock();
  return async (request) => {
    try {
      await transfer(request, clock);
    } catch (error) {
      // Older browsers reject with their own AbortError instead of the reason.
      throw request.signal.aborted ? (request.signal.reason as Error) : error;
    }
  };
}

async function transfer(request: TransportRequest, clock: Clock): Promise<void> {
  const { signal } = request;
  const response = await fetch(request.url, {
    method: request.method,
    headers: request.headers,
    credentials: request.withCredentials ? 'include' : 'same-origin',
    signal,
    ...(request.body && { body: request.body }),
  });
  throwIfAborted(signal);
  const reader = response.body?.getReader();
  try {
    request.onHead({
      url: response.url || request.url,
      status: response.status,
      header: (name) => response.headers.get(name),
    });
    throwIfAborted(signal);
    const length = Number(response.headers.get('content-length'));
    if (reader) await readStream(reader, request, length, clock); // else there is no body (204)
  } catch (error) {
    // A consumer that throws must not leave the connection running. A stream that failed is closed already, and
    // says so with the same error again: the first one is on its way up.
    void reader?.cancel().catch(() => undefined);
    throw error;
  }
}

/** `length`: of the body; 0 where it is not told. */
async function readStream(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  request: TransportRequest,
  length: number,
  clock: Clock,
): Promise<void> {
  const { signal, gatherMs = 0 } = request;
  const startMs = clock.nowMs();
  let bytes = 0;
  for (;;) {
    const { value } = await reader.read();
    throwIfAborted(signal);
    if (!value) return;
    request.onData(value);
    bytes += value.length;
    // The browser gathers what comes while nobody reads. The end is read as it comes, so that its time is right; and
    // where pieces are large already, or timers slow (in a hidden page), gathering would only hold the network up.
    if (gatherMs === 0 || value.length >= LARGE_BYTES || document.hidden) continue;
    const comingBytes = (bytes / (clock.nowMs() - startMs)) * gatherMs;
    if (length - bytes > comingBytes + LARGE_BYTES) await wait(clock, gatherMs, signal);
  }
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw signal.reason as Error;
}
