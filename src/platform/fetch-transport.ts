import type { Clock } from '../core/clock.ts';
import type { Transport, TransportRequest } from '../core/transport.ts';
import { wait } from '../core/wait.ts';
import { createBrowserClock } from './browser-clock.ts';
import { readBody, type BodyReading } from './read-body.ts';

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
    ...(request.isFresh && { cache: 'reload' }),
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
    const { gatherMs = 0 } = request;
    const reading: BodyReading = {
      gatherMs,
      length: Number(response.headers.get('content-length')),
      isHurried: () => document.hidden,
      take(bytes) {
        throwIfAborted(signal);
        request.onData(bytes);
      },
      pause: (ms) => wait(clock, ms, signal),
    };
    if (reader) await readBody(reader, reading); // else there is no body (204)
    throwIfAborted(signal);
  } catch (error) {
    // A consumer that throws must not leave the connection running. A stream that failed is closed already, and
    // says so with the same error again: the first one is on its way up.
    void reader?.cancel().catch(() => undefined);
    throw error;
  }
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw signal.reason as Error;
}
