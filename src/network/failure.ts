import { PlayerError, stripUrl } from '../core/errors.ts';
import type { ResourceRequest } from '../model/resource.ts';

/** Why an attempt brought not everything. */
export type Failure =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterMs: number }
  | { readonly kind: 'timeout'; readonly waitedFor: string; readonly timeoutMs: number }
  /** The connection failed, broke off, or brought something other than what was asked. */
  | { readonly kind: 'connection'; readonly detail: string; readonly cause?: unknown };

/** Client errors that say "not now" and not "never". */
const TEMPORARY: readonly number[] = [408, 425, 429];

/** Whether the same URL would answer the same again. */
export function isRefusal(failure: Failure): boolean {
  return failure.kind === 'status' && failure.status < 500 && !TEMPORARY.includes(failure.status);
}

/** The error that a request ends with after its last attempt, on `url`. */
export function toNetworkError(
  failure: Failure,
  request: ResourceRequest,
  url: string,
  attempts: number,
): PlayerError {
  const context = { url: stripUrl(url), requestType: request.type, attempts };
  const describe = (what: string, advice: string): string =>
    `The ${request.type} request to ${context.url} failed at attempt ${attempts}: ${what}. Check ${advice}.`;
  switch (failure.kind) {
    case 'status': {
      const { status } = failure;
      const message = describe(`the server answered ${status}`, 'the URL and the server');
      return new PlayerError(
        'network-status',
        message,
        { ...context, status },
        { isRetryable: !isRefusal(failure) },
      );
    }
    case 'timeout': {
      const { waitedFor, timeoutMs } = failure;
      const message = describe(
        `${waitedFor} did not come within ${timeoutMs} ms`,
        'the network and the server',
      );
      return new PlayerError('network-timeout', message, { ...context, waitedFor, timeoutMs });
    }
    case 'connection': {
      const { cause, detail } = failure;
      return new PlayerError('network-failed', describe(detail, 'the network and CORS headers'), context, {
        cause,
      });
    }
  }
}
