import type { Clock } from '../core/clock.ts';
import type { TransportHead } from '../core/transport.ts';
import type { ResourceRequest } from '../model/resource.ts';
import type { ByteLedger } from './byte-ledger.ts';
import type { Failure } from './failure.ts';
import { parseRetryAfter } from './retry-delay.ts';

/** Whether the request is for media: never compressed on its way, and never a text. */
export function isMediaRequest(request: ResourceRequest): boolean {
  return ['segment', 'init', 'index'].includes(request.type) && request.trackKind !== 'text';
}

/**
 * Decides by its head what an answer is good for: null: take its body; `complete`: nothing is missing any more; else
 * why it is no use.
 */
export function judgeAnswer(
  head: TransportHead,
  request: ResourceRequest,
  ledger: ByteLedger,
  clock: Clock,
): Failure | 'complete' | null {
  const { status } = head;
  if (status === 416 && ledger.isExhaustedBy(head.header('content-range'))) return 'complete';
  if (status === 0) return { kind: 'connection', detail: 'no status could be read' };
  if (status < 200 || status > 299) {
    const retryAfterMs = parseRetryAfter(head.header('retry-after') ?? '', clock.epochMs());
    return { kind: 'status', status, retryAfterMs };
  }
  if (isMediaRequest(request) && /^text\/html\b/i.test(head.header('content-type') ?? ''))
    return {
      kind: 'connection',
      detail: 'a web page came in place of media (a log-in page of the network?)',
    };
  const fault = ledger.begin({
    isPartial: status === 206,
    contentRange: head.header('content-range'),
    contentLength: trustedLength(head, request),
  });
  return fault === null ? null : { kind: 'connection', detail: fault };
}

/**
 * Content-Length counts compressed bytes where there is a Content-Encoding, and that header is hidden cross-origin
 * while this one is not. So it is believed for media alone, until more comes.
 * @see https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
 */
function trustedLength(head: TransportHead, request: ResourceRequest): number {
  const length = head.header('content-length') ?? '';
  const isTrusted = isMediaRequest(request) && head.header('content-encoding') === null;
  return isTrusted && /^\d+$/.test(length) ? Number(length) : Infinity;
}
