import { concatenate } from '../core/concatenate.ts';
import type { ResourceRequest } from '../model/resource.ts';
import { createByteLedger, type ByteLedger } from './byte-ledger.ts';
import { isMediaRequest } from './judge-answer.ts';

/** What has been received of a resource, over all attempts. */
export interface ReceivedBody {
  ledger(): ByteLedger;
  readonly deliver: (bytes: Uint8Array) => void;
  /** Makes ready for another attempt: it goes on where the last one stopped, or starts afresh. */
  prepareRetry(): void;
  /** All bytes in one piece; none where they were delivered progressively. */
  join(): Uint8Array;
}

export function createReceivedBody(request: ResourceRequest): ReceivedBody {
  const range = request.range ?? null;
  let ledger = createByteLedger(range);
  let chunks: Uint8Array[] = [];
  return {
    ledger: () => ledger,
    deliver(bytes) {
      if (request.onData) request.onData(bytes);
      else chunks.push(bytes);
    },
    prepareRetry() {
      // A text may have been compressed, and then its bytes are not those that a range counts.
      if (request.onData || isMediaRequest(request)) return;
      ledger = createByteLedger(range);
      chunks = [];
    },
    join: () => concatenate(chunks),
  };
}
