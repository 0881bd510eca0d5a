import { loadCode } from '../core/load-code.ts';
import type { Logger } from '../core/logger.ts';
import type { Transport } from '../core/transport.ts';
import { createFetchTransport } from './fetch-transport.ts';
import type { FetchWorker } from './fetch-worker.ts';

/**
 * The best transport of this browser: `fetch` where its bodies stream, in a worker for what nobody waits for; else
 * XMLHttpRequest (a chunk of its own, which no other browser downloads), which at least reports progress and can be
 * aborted where early `fetch` could not.
 */
export function createTransport(mayUseWorker: boolean, log: Logger): Transport {
  const canStream =
    typeof fetch === 'function' && typeof Response === 'function' && 'body' in Response.prototype;
  if (canStream) return mayUseWorker ? withWorker(createFetchTransport(), log) : createFetchTransport();
  const loading = import('./xhr-transport.ts').then(({ createXhrTransport }) => createXhrTransport());
  loading.catch(() => undefined); // every request meets the error
  return async (request) => {
    const transport = await loading;
    request.signal.throwIfAborted();
    return transport(request);
  };
}

/** Has a worker take what can wait (`gatherMs` above 0), from the moment that it is ready. */
function withWorker(direct: Transport, log: Logger): Transport {
  let worker: FetchWorker | null = null;
  let isWanted = false;
  let isComing = false;
  const transport: Transport = (request) =>
    request.gatherMs && worker?.isReady && isOwnFetch() ? worker.fetch(request) : direct(request);
  transport.prepare = () => {
    if (!isOwnFetch()) return;
    isWanted = true;
    worker?.start();
    if (worker || isComing) return;
    isComing = true;
    loadCode('fetching in a worker', () => import('./fetch-worker.ts')).then(
      ({ FetchWorker }) => {
        worker = new FetchWorker(log);
        if (isWanted) worker.start();
      },
      (error: unknown) => {
        log('info', 'the main thread fetches all', error);
      },
    );
  };
  transport.release = () => {
    isWanted = false;
    worker?.end();
  };
  return transport;
}

/** One that the app has replaced (to sign requests, say) is not to be passed by; a bound one has no name there. */
function isOwnFetch(): boolean {
  return typeof Worker === 'function' && /^function fetch\(\) *{\s*\[native code\]/.test(fetch.toString());
}
