import type { Clock } from '../core/clock.ts';
import type { RequestResource, ResourceRequest, ResourceResponse } from '../model/resource.ts';
import { StoredResponse, type TransferGate } from './stored-response.ts';

export interface ResponseStoreOptions {
  readonly request: RequestResource;
  readonly clock: Clock;
  readonly gate: TransferGate;
  /** Bytes to hold at most. */
  readonly maxBytes: number;
  /** Whether the one who is served waited for the transfers, so that their samples are his. Default: no. */
  readonly areSamplesKept?: boolean;
}

/** The store would hold more than it may: what does not fit is not kept. */
export class StoreFull extends Error {
  constructor(maxBytes: number) {
    super(`more than the ${maxBytes} bytes that may be held`);
    this.name = 'StoreFull';
  }
}

/** Responses fetched before anyone needs them, by address and range. Each is given away once. */
export class ResponseStore {
  readonly #options: ResponseStoreOptions;
  readonly #stored = new Map<string, StoredResponse>();
  #heldBytes = 0;
  /** Why nothing more is fetched into it; null: it is being filled. */
  #closed: { readonly reason: unknown } | null = null;

  constructor(options: ResponseStoreOptions) {
    this.#options = options;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /**
   * Fetches into the store, when the gate lets it. The request's own signal does not count: what was begun is kept.
   * Segments come without their bytes.
   * @throws StoreFull, or what the network throws: it is not kept then, and who needs it asks the network himself
   */
  async fetch(request: ResourceRequest): Promise<ResourceResponse> {
    if (this.#closed) throw this.#closed.reason as Error;
    const key = keyOf(request);
    const known = this.#stored.get(key);
    if (known) return known.response;
    const { clock, gate, maxBytes, areSamplesKept = false } = this.#options;
    const stored = new StoredResponse(request, clock, {
      request: this.#options.request,
      gate,
      isSampleKept: areSamplesKept,
      onBytes: (count) => {
        if (this.#closed) return; // it is being used by now
        if (this.#heldBytes + count > maxBytes) throw new StoreFull(maxBytes);
        this.#heldBytes += count;
      },
    });
    this.#stored.set(key, stored);
    stored.response.catch((error: unknown) => {
      if (this.#stored.get(key) === stored) this.#forget(key, stored, error);
    });
    return stored.response;
  }

  /**
   * Ends the filling, and answers from now on out of the store; what it does not hold, `network` does. What waits for
   * the gate is left to whoever needs it. A segment that is not here means that another way was gone: then nothing
   * that was kept of its kind of media is needed any more.
   */
  serve(network: RequestResource, reason: unknown): RequestResource {
    this.#closed = { reason };
    this.#forgetWhere(({ hasBegun }) => !hasBegun, reason);
    return (request) => {
      const key = keyOf(request);
      const stored = this.#stored.get(key);
      if (stored) {
        this.#stored.delete(key);
        return stored.handOver(request).catch((error: unknown) => {
          if (request.onData && stored.bytes > 0) throw error;
          return network(request); // nothing was given yet, and the attempts that were spent were not his
        });
      }
      if (request.type === 'segment')
        this.#forgetWhere(({ resource }) => resource.trackKind === request.trackKind, reason);
      return network(request);
    };
  }

  /** Stops every transfer that nobody has asked for, and frees what is held. */
  dispose(reason: unknown): void {
    this.#closed ??= { reason };
    this.#forgetWhere(() => true, reason);
  }

  #forgetWhere(isMeant: (stored: StoredResponse) => boolean, reason: unknown): void {
    for (const [key, stored] of this.#stored) if (isMeant(stored)) this.#forget(key, stored, reason);
  }

  #forget(key: string, stored: StoredResponse, reason: unknown): void {
    this.#stored.delete(key);
    this.#heldBytes -= stored.bytes;
    stored.scope.dispose(reason);
  }
}

function keyOf({ urls, range }: ResourceRequest): string {
  return `${urls[0] ?? ''} ${range ? `${range.start}-${range.end ?? ''}` : ''}`;
}
