import type { Logger } from '../core/logger.ts';
import type { Transport, TransportRequest } from '../core/transport.ts';
import { readBody } from './read-body.ts';
import { deliverAnswer, serveFetches, type WorkerAnswer, type WorkerOrder } from './serve-fetches.ts';

interface Job {
  readonly request: TransportRequest;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Transport on `fetch` in a worker of its own, which starts at once: what the network brings costs the page's main thread
 * next to nothing. Until the worker is there, and for good where it cannot be, `direct` takes the requests.
 */
export function createWorkerTransport(direct: Transport, log: Logger): Transport {
  const worker = new FetchWorker(log);
  const transport: Transport = (request) => (worker.isReady ? worker.fetch(request) : direct(request));
  transport.release = () => {
    worker.end();
  };
  return transport;
}

class FetchWorker {
  readonly #log: Logger;
  readonly #jobs = new Map<number, Job>();
  #worker: Worker | null = null;
  /** Of the worker's text. */
  #textUrl = '';
  #isReady = false;
  #lastId = 0;

  constructor(log: Logger) {
    this.#log = log;
    this.#start();
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  fetch(request: TransportRequest): Promise<void> {
    const { signal, headers, method, body, withCredentials, gatherMs = 0 } = request;
    const id = ++this.#lastId;
    const cancel = (): void => {
      this.#post({ id, isCancelled: true });
      this.#jobs.get(id)?.reject(signal.reason);
    };
    return new Promise<void>((resolve, reject) => {
      if (signal.aborted) throw signal.reason as Error;
      signal.addEventListener('abort', cancel);
      this.#jobs.set(id, { request, resolve, reject });
      this.#post({
        id,
        gatherMs,
        url: new URL(request.url, document.baseURI).href, // a worker made of a text has no address to go by
        init: {
          method,
          headers,
          credentials: withCredentials ? 'include' : 'same-origin',
          referrer: location.href, // nor anything to refer to
          ...(body && { body }),
        },
      });
    }).finally(() => {
      signal.removeEventListener('abort', cancel);
      this.#jobs.delete(id);
    });
  }

  end(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#isReady = false;
    URL.revokeObjectURL(this.#textUrl);
  }

  #start(): void {
    const parts = [deliverAnswer, readBody].map((each) => each.toString());
    const text = `(${serveFetches.toString()})(self,${parts.join()})`;
    this.#textUrl = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
    try {
      const worker = new Worker(this.#textUrl);
      worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => {
        if ('id' in data) this.#receive(data);
        else {
          URL.revokeObjectURL(this.#textUrl);
          this.#isReady = true;
        }
      };
      worker.onerror = ({ message }) => {
        this.#break(message);
      };
      this.#worker = worker;
    } catch (error) {
      this.#break(String(error));
    }
  }

  #receive(answer: Extract<WorkerAnswer, { id: number }>): void {
    const job = this.#jobs.get(answer.id);
    if (!job || job.request.signal.aborted) return;
    const { head, bytes, isDone, failure } = answer;
    try {
      if (head) {
        const { url, status, headers } = head;
        const header = (name: string): string | null => headers[name.toLowerCase()] ?? null;
        job.request.onHead({ url: url || job.request.url, status, header });
      }
      if (bytes) job.request.onData(bytes);
    } catch (error) {
      // A consumer that throws must not leave the connection running.
      this.#post({ id: answer.id, isCancelled: true });
      job.reject(error);
    }
    if (isDone) job.resolve();
    if (failure !== undefined) job.reject(new TypeError(failure));
  }

  /** Without a worker, as a page whose Content Security Policy has no `worker-src blob:`. What it had is lost. */
  #break(message: string): void {
    this.#log(
      'info',
      `Kinora fetches on the main thread, as a worker of its own failed: ${message || 'no reason given'}`,
    );
    this.end();
    for (const { reject } of this.#jobs.values()) reject(new TypeError('the worker that fetched it failed'));
  }

  #post(order: WorkerOrder): void {
    this.#worker?.postMessage(order);
  }
}
