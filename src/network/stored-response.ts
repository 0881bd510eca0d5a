import type { Clock } from '../core/clock.ts';
import { concatenate } from '../core/concatenate.ts';
import { Scope } from '../core/scope.ts';
import type { RequestResource, ResourceRequest, ResourceResponse } from '../model/resource.ts';

/** Says when transfers that nothing waits for may use the network. */
export interface TransferGate {
  /** Resolves when they may; rejects with the signal's reason. */
  whenOpen(signal: AbortSignal): Promise<void>;
  /** Calls `run` when they may no more; returns the function that takes it off again. */
  onShut(run: () => void): () => void;
}

export interface StoredResponseOptions {
  readonly request: RequestResource;
  readonly gate: TransferGate;
  /** Whether the sample of the transfer goes with what it brought; else it shows that nothing was transferred. */
  readonly isSampleKept: boolean;
  /** Called with every byte that is kept; throws what ends the transfer. */
  readonly onBytes: (count: number) => void;
}

/** One resource on its way into the store: the bytes that are here, and the transfer of the rest. */
export class StoredResponse {
  readonly resource: ResourceRequest;
  /** Ends the transfer, whoever waits for it. */
  readonly scope: Scope;
  /** Settles with the transfer. Its `bytes` are those of a text or a box; a segment's are given by `handOver`. */
  readonly response: Promise<ResourceResponse>;
  readonly #options: StoredResponseOptions;
  #chunks: Uint8Array[] = [];
  #isRunning = false;
  /** To whom it was handed over. */
  #owner: ResourceRequest | null = null;
  #sizeBytes: number | null = null;

  constructor(resource: ResourceRequest, clock: Clock, options: StoredResponseOptions) {
    this.resource = resource;
    this.scope = new Scope(clock);
    this.#options = options;
    this.response = this.#fetch();
    this.response.catch(() => undefined); // met by whoever asks
  }

  /** Some of it is here, or its transfer runs. */
  get hasBegun(): boolean {
    return this.#isRunning;
  }

  get bytes(): number {
    return this.#chunks.reduce((sum, { length }) => sum + length, 0);
  }

  /** Gives it to one who asks now: what is here at once, the rest as it comes. Aborting his request ends the transfer. */
  async handOver(owner: ResourceRequest): Promise<ResourceResponse> {
    const { signal, onData } = owner;
    this.scope.follow(signal);
    try {
      await Promise.resolve(); // never inside of the call: the network does not either
      signal.throwIfAborted();
      if (this.#sizeBytes !== null) owner.onSize?.(this.#sizeBytes);
      if (onData) this.#chunks.forEach((chunk) => onData(chunk));
      this.#owner = owner;
      const response = await this.response;
      signal.throwIfAborted();
      // It must show no throughput.
      const untransferred = { bytes: 0, mediaSec: null, toldBytes: null, busy: null, isCached: true };
      const sample = { ...response.sample, ...(!this.#options.isSampleKept && untransferred) };
      return { ...response, sample, bytes: concatenate(onData ? [] : this.#chunks) };
    } finally {
      this.scope.dispose();
    }
  }

  async #fetch(): Promise<ResourceResponse> {
    const { gate, request } = this.#options;
    const { scope } = this;
    for (;;) {
      await gate.whenOpen(scope.signal);
      const attempt = scope.child();
      const shut = new Error('the network is needed elsewhere');
      const forget = gate.onShut(() => {
        attempt.dispose(shut);
      });
      this.#isRunning = true;
      try {
        return await this.#transfer(request, attempt.signal);
      } catch (error) {
        if (error !== shut) throw error;
        this.#options.onBytes(-this.bytes);
        this.#chunks = [];
        this.#isRunning = false;
      } finally {
        forget();
        attempt.dispose();
      }
    }
  }

  async #transfer(request: RequestResource, signal: AbortSignal): Promise<ResourceResponse> {
    const { resource } = this;
    // Only media may be taken piece by piece: a text that breaks off is better asked for anew.
    const isMedia = resource.type === 'segment';
    const onData = (bytes: Uint8Array): void => {
      this.#keep(bytes);
    };
    const onSize = (bytes: number): void => {
      this.#sizeBytes = bytes;
      this.#owner?.onSize?.(bytes);
    };
    const response = await request({ ...resource, signal, onSize, ...(isMedia && { onData }) });
    if (!isMedia) this.#keep(response.bytes);
    return response;
  }

  #keep(bytes: Uint8Array): void {
    this.#options.onBytes(bytes.length);
    this.#chunks.push(bytes);
    this.#owner?.onData?.(bytes);
  }
}
