import type { ResourceType } from '../model/transfer-sample.ts';

/** How patient one type of request is. */
export interface LoadPolicy {
  /** Milliseconds from the request to the head of the answer, per attempt. */
  readonly firstByteTimeoutMs: number;
  /** Milliseconds without a further byte once the answer has begun. Each chunk starts it anew. */
  readonly betweenBytesTimeoutMs: number;
  /**
   * Attempts at each alternative, at least 1; a fraction is rounded up. So many timeouts over all alternatives end it, too,
   * once each has been tried.
   */
  readonly maxAttempts: number;
}

export interface NetworkConfig {
  readonly policies: Readonly<Record<ResourceType, LoadPolicy>>;
  /** The first retry on the same URL waits up to this long, each further one up to twice as long. Milliseconds. */
  readonly backoffBaseMs: number;
  readonly backoffCapMs: number;
  /** A server whose Retry-After asks for more is given up for this request. Milliseconds. */
  readonly maxRetryAfterMs: number;
  /** How long a host that failed is tried after the others. Milliseconds. */
  readonly hostCoolDownMs: number;
  /** Send cookies and HTTP authentication across origins. The server must allow it by CORS. */
  readonly withCredentials: boolean;
  /**
   * Fetch in a worker what nobody waits for, which spares the page's main thread what the network brings. It is made
   * of a `blob:` URL: where a Content Security Policy forbids that (`worker-src`, else `child-src`, `script-src` or
   * `default-src`), the main thread fetches all, as it does where the app has replaced `fetch`. A service worker that
   * the page relies on must control workers too. Default true.
   */
  readonly useWorker: boolean;
}

/**
 * A person waits for the first two kinds of answer, so the timeouts stay below the ten seconds after which attention
 * is lost (Nielsen, Usability Engineering, 1993); what feeds a buffer gets more attempts, as the buffer plays on.
 */
const WAITED_FOR: LoadPolicy = { firstByteTimeoutMs: 8000, betweenBytesTimeoutMs: 6000, maxAttempts: 3 };
/** Licence servers are slower than caches, and media comes beside them: decided in the project's facts on DRM. */
const LICENCE: LoadPolicy = { firstByteTimeoutMs: 10_000, betweenBytesTimeoutMs: 6000, maxAttempts: 4 };
const BUFFERED: LoadPolicy = { ...WAITED_FOR, maxAttempts: 5 };

/** Back-off, cap and cool-down: decided in the project's facts on edge selection; to be tuned by measurement. */
export const DEFAULT_NETWORK_CONFIG: NetworkConfig = {
  policies: {
    manifest: WAITED_FOR,
    playlist: WAITED_FOR,
    key: WAITED_FOR,
    licence: LICENCE,
    index: BUFFERED,
    init: BUFFERED,
    segment: BUFFERED,
  },
  backoffBaseMs: 200,
  backoffCapMs: 3000,
  maxRetryAfterMs: 10_000,
  hostCoolDownMs: 30_000,
  withCredentials: false,
  useWorker: true,
};
