import type { Transport } from '../core/transport.ts';
import { createFetchTransport } from './fetch-transport.ts';
import { createXhrTransport } from './xhr-transport.ts';

/**
 * The best transport of this browser: `fetch` where its bodies stream, else XMLHttpRequest, which at least reports
 * progress and can be aborted where early `fetch` implementations could not.
 */
export function createTransport(): Transport {
  const canStream =
    typeof fetch === 'function' && typeof Response === 'function' && 'body' in Response.prototype;
  return canStream ? createFetchTransport() : createXhrTransport();
}
