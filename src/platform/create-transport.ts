import type { Transport } from '../core/transport.ts';
import { createFetchTransport } from './fetch-transport.ts';

/**
 * The best transport of this browser: `fetch` where its bodies stream, else XMLHttpRequest (a chunk of its own, which
 * no other browser downloads), which at least reports progress and can be aborted where early `fetch` could not.
 */
export function createTransport(): Transport {
  const canStream =
    typeof fetch === 'function' && typeof Response === 'function' && 'body' in Response.prototype;
  if (canStream) return createFetchTransport();
  const loading = import('./xhr-transport.ts').then(({ createXhrTransport }) => createXhrTransport());
  loading.catch(() => undefined); // every request meets the error
  return async (request) => {
    const transport = await loading;
    request.signal.throwIfAborted();
    return transport(request);
  };
}
