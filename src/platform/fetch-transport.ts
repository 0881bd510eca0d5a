import type { Transport, TransportRequest } from '../core/transport.ts';

/** A piece of this size is worth its delivery. Bytes. */
const LARGE_BYTES = 32_768;

/**
 * Transport on `fetch`. Bytes are delivered as the network gives them; all at once where the response has no stream.
 * @see https://fetch.spec.whatwg.org/#fetch-method
 */
export function createFetchTransport(): Transport {
  return async (request) => {
    try {
      await transfer(request);
    } catch (error) {
      // Older browsers reject with their own AbortError instead of the reason.
      throw request.signal.aborted ? (request.signal.reason as Error) : error;
    }
  };
}

async function transfer(request: TransportRequest): Promise<void> {
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
    const length = Number(response.headers.get('content-length')) || Infinity;
    await (reader ? readStream(reader, request, length) : readWhole(response, request));
  } catch (error) {
    // A consumer that throws must not leave the connection running. A stream that failed is closed already, and
    // says so with the same error again: the first one is on its way up.
    void reader?.cancel().catch(() => undefined);
    throw error;
  }
}

async function readWhole(response: Response, request: TransportRequest): Promise<void> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  throwIfAborted(request.signal);
  if (bytes.length > 0) request.onData(bytes);
}

async function readStream(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  request: TransportRequest,
  length: number,
): Promise<void> {
  const { gatherMs = 0 } = request;
  for (let dueBytes = length; ;) {
    const { value } = await reader.read();
    throwIfAborted(request.signal);
    if (!value) return;
    request.onData(value);
    dueBytes -= value.length;
    // The browser gathers what comes while nobody reads. The end is read as it comes, so that its time is right; and
    // where pieces are large already, or timers slow (in a hidden page), gathering would only hold the network up.
    if (gatherMs > 0 && value.length < LARGE_BYTES && dueBytes > LARGE_BYTES && !document.hidden)
      await new Promise((resolve) => setTimeout(resolve, gatherMs));
  }
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw signal.reason as Error;
}
