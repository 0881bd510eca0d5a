import type { Logger } from '../core/logger.ts';
import type { TransportRequest } from '../core/transport.ts';
import { readBody } from './read-body.ts';
import { deliverAnswer, serveFetches, type WorkerAnswer, type WorkerOrder } from './serve-fetches.ts';

interface Job {
  readonly request: TransportRequest;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * `fetch` in a worker of its own: what the network brings costs the page's main thread next to nothing. Where a worker
 * cannot be made, or fails before it has brought anything, there is none from then on.
 */
export class FetchWorker {
  readonly #log: Logger;
  readonly #jobs = new Map<number, Job>();
  #worker: Worker | null = null;
  /** Of the worker's text. */
  #textUrl = '';
  #isReady = false;
  #isProven = false;
  #isBroken = false;
  #lastId = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Whether it takes requests. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Gets ready, in time. */
  start(): void {
    if (this.#worker || this.#isBroken) return;
    try {
      const parts = [deliverAnswer, readBody].map((each) => each.toString());
      const text = `(${serveFetches.toString()})(self,${parts.join()})`;
      this.#textUrl = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
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

  /** Ends the worker; those of its requests that are under way must be aborted in the same task. */
  end(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#isReady = false;
    URL.revokeObjectURL(this.#textUrl);
  }

  /** As a transport does; only while it is ready. */
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

  #receive(answer: Extract<WorkerAnswer, { id: number }>): void {
    const job = this.#jobs.get(answer.id);
    if (!job || job.request.signal.aborted) return;
    const { head, bytes, isDone, failure } = answer;
    this.#isProven ||= head !== undefined;
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
    if (failure === undefined) return;
    job.reject(new TypeError(failure));
    // The network's doing, or a worker that may not do what the page may: the page will see.
    if (!this.#isProven) this.#break(failure);
  }

  /** As for a page whose Content Security Policy has no `worker-src blob:`. What the worker had under way is lost. */
  #break(message: string): void {
    this.#isBroken = true;
    this.end();
    for (const { reject } of this.#jobs.values()) reject(new TypeError('the worker that fetched it failed'));
    const why = message || 'no reason given, as for a Content Security Policy without worker-src blob:';
    this.#log('info', `Kinora fetches on the main thread, as its worker failed (${why}).`);
  }

  #post(order: WorkerOrder): void {
    this.#worker?.postMessage(order);
  }
}
