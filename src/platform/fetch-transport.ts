import type { Transport, TransportRequest } from '../core/transport.ts';

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
  request.onHead({
    url: response.url || request.url,
    status: response.status,
    header: (name) => response.headers.get(name),
  });
  throwIfAborted(signal);
  if (response.body) await readStream(response.body, request);
  else {
    const bytes = new Uint8Array(await response.arrayBuffer());
    throwIfAborted(signal);
    if (bytes.length > 0) request.onData(bytes);
  }
}

async function readStream(body: ReadableStream<Uint8Array>, request: TransportRequest): Promise<void> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { value } = await reader.read();
      throwIfAborted(request.signal);
      if (!value) return;
      request.onData(value);
    }
  } catch (error) {
    // A consumer that throws must not leave the connection running. A stream that failed is closed already, and
    // says so with the same error again: the first one is on its way up.
    void reader.cancel().catch(() => undefined);
    throw error;
  }
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw signal.reason as Error;
}
