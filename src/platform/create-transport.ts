import type { Logger } from '../core/logger.ts';
import type { Transport } from '../core/transport.ts';
import { createFetchTransport } from './fetch-transport.ts';

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

/**
 * Has a worker take what can wait (`gatherMs` above 0), from the moment that it is ready. It is made when the first media
 * that somebody waits for is here whole: neither its code nor its start keeps a first picture waiting.
 */
function withWorker(direct: Transport, log: Logger): Transport {
  let patient = direct;
  let wanted: object | null = null;
  const prepare = (): void => {
    if (wanted) return;
    const mine = (wanted = {});
    import('./worker-transport.ts').then(
      ({ createWorkerTransport }) => {
        if (mine === wanted) patient = createWorkerTransport(direct, log);
      },
      (error: unknown) => {
        log('info', 'the main thread fetches, as the code of the worker did not come', error);
      },
    );
  };
  const transport: Transport = (request) => {
    const { gatherMs } = request;
    if (gatherMs === undefined || !isOwnFetch()) return direct(request);
    if (gatherMs > 0) return patient(request);
    return direct(request).then(prepare);
  };
  transport.release = () => {
    wanted = null;
    patient.release?.();
    patient = direct;
  };
  return transport;
}

/** One that the app has replaced (to sign requests, say) is not to be passed by. */
function isOwnFetch(): boolean {
  return typeof Worker === 'function' && /\[native code\]/.test(Function.prototype.toString.call(fetch));
}
