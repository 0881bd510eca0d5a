import type { BodyReading, readBody } from './read-body.ts';

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
 * Fetches for the page. This function's text is what the worker is made of, with those of its arguments: as with `readBody`,
 * all that it uses must be in there.
 */
export function serveFetches(
  scope: FetchWorkerScope,
  deliver: typeof deliverAnswer,
  read: typeof readBody,
): void {
  const running = new Map<number, AbortController>();
  scope.onmessage = ({ data: order }) => {
    if ('isCancelled' in order) {
      const controller = running.get(order.id);
      if (controller) controller.abort();
      return;
    }
    const { id, url, init, gatherMs } = order;
    const controller = new AbortController();
    const end = (answer: WorkerAnswer): void => {
      running.delete(id);
      scope.postMessage(answer);
    };
    running.set(id, controller);
    fetch(url, Object.assign({ signal: controller.signal }, init))
      .then((response) => deliver({ id, gatherMs }, response, scope, read))
      .then(
        () => {
          end({ id, isDone: true });
        },
        (error: unknown) => {
          end({ id, failure: String(error).replace('TypeError: ', '') });
        },
      );
  };
  scope.postMessage({ isReady: true });
}

/** Hands an answer over to the page, its bytes in few and large pieces. */
export function deliverAnswer(
  { id, gatherMs }: { readonly id: number; readonly gatherMs: number },
  { body, headers, status, url }: Response,
  scope: FetchWorkerScope,
  read: typeof readBody,
): Promise<void> {
  /** Posted however little time has passed: more would lie about twice. */
  const mostBytes = 262_144;
  const named: Record<string, string> = {};
  headers.forEach((value, name) => {
    named[name] = value;
  });
  scope.postMessage({ id, head: { url, status, headers: named } });
  if (!body) return Promise.resolve();
  let pieces: Uint8Array[] = [];
  let size = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const post = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const bytes = new Uint8Array(size);
    let at = 0;
    pieces.forEach((piece) => {
      bytes.set(piece, at);
      at += piece.length;
    });
    pieces = [];
    size = 0;
    if (at > 0) scope.postMessage({ id, bytes }, [bytes.buffer]);
  };
  const reading: BodyReading = {
    gatherMs,
    length: Number(named['content-length']),
    isHurried: () => false, // no worker's timers are slowed
    take(piece) {
      pieces.push(piece);
      size += piece.length;
      if (size >= mostBytes || gatherMs === 0) post();
      else timer ??= setTimeout(post, gatherMs); // also where nothing more comes
    },
    pause(ms) {
      post();
      return new Promise((resolve) => setTimeout(resolve, ms));
    },
  };
  return read(body.getReader(), reading).then(post, (error: unknown) => {
    post();
    throw error;
  });
}
