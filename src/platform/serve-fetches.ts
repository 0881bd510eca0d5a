import type { readBody } from './read-body.ts';

/** What the page asks its worker for. */
export type WorkerOrder =
  | {
      readonly id: number;
      readonly url: string;
      readonly init: RequestInit;
      /** See `TransportRequest.gatherMs`. */
      readonly gatherMs: number;
    }
  | { readonly id: number; readonly isCancelled: true };

/** What it is told of an order: the head, then bytes, then `isDone`, or `failure` at any time. */
export type WorkerAnswer =
  | { readonly isReady: true }
  | {
      readonly id: number;
      readonly head?: {
        readonly url: string;
        readonly status: number;
        /** Names in lower case. */
        readonly headers: Readonly<Record<string, string>>;
      };
      readonly bytes?: Uint8Array<ArrayBuffer>;
      readonly isDone?: true;
      readonly failure?: string;
    };

/** The worker's global scope, as far as it is used. */
export interface FetchWorkerScope {
  onmessage: ((event: { readonly data: WorkerOrder }) => void) | null;
  postMessage(answer: WorkerAnswer, transfer?: ArrayBuffer[]): void;
}

/**
 * Fetches for the page, which is given the bytes in few and large pieces. This function's text is what the worker is made
 * of: it uses nothing from outside but its arguments.
 */
export function serveFetches(scope: FetchWorkerScope, read: typeof readBody): void {
  /** Posted however little time has passed: more would lie about twice. */
  const mostBytes = 262_144;
  const running = new Map<number, AbortController>();
  scope.onmessage = ({ data: order }) => {
    if ('isCancelled' in order) {
      running.get(order.id)?.abort();
      return;
    }
    const { id, url, init, gatherMs } = order;
    const controller = new AbortController();
    running.set(id, controller);
    let pieces: Uint8Array[] = [];
    let size = 0;
    let postedAtMs = performance.now();
    (async () => {
      const response = await fetch(url, { ...init, signal: controller.signal });
      const { headers, status } = response;
      scope.postMessage({ id, head: { url: response.url, status, headers: Object.fromEntries(headers) } });
      const reader = response.body?.getReader();
      const post = (): void => {
        const bytes = new Uint8Array(size);
        let at = 0;
        for (const piece of pieces) {
          bytes.set(piece, at);
          at += piece.length;
        }
        pieces = [];
        size = 0;
        postedAtMs = performance.now();
        if (at > 0) scope.postMessage({ id, bytes }, [bytes.buffer]);
      };
      if (reader)
        await read(reader, {
          gatherMs,
          length: Number(headers.get('content-length')),
          isHurried: () => false, // no worker's timers are slowed
          take(piece) {
            pieces.push(piece);
            size += piece.length;
            if (size >= mostBytes || performance.now() >= postedAtMs + gatherMs) post();
          },
          pause(ms) {
            post();
            return new Promise((resolve) => setTimeout(resolve, ms));
          },
        }).finally(post);
      scope.postMessage({ id, isDone: true });
    })()
      .catch((error: unknown) => {
        scope.postMessage({ id, failure: String(error) });
      })
      .finally(() => {
        running.delete(id);
      });
  };
  scope.postMessage({ isReady: true });
}
