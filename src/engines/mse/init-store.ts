import type { RequestResource } from '../../model/resource.ts';
import type { InitSegment } from '../../model/segment.ts';
import type { TrackKind } from '../../model/track.ts';
import type { Decrypter } from './decrypter.ts';

/** Init segments by id: each is fetched once (once more where it is no good) and kept, since switching back and forth needs them again. */
export class InitStore {
  readonly #request: RequestResource;
  readonly #decrypter: Decrypter;
  readonly #signal: AbortSignal;
  readonly #inits = new Map<string, Promise<Uint8Array>>();
  readonly #spoiled = new Set<string>();

  constructor(request: RequestResource, decrypter: Decrypter, signal: AbortSignal) {
    this.#request = request;
    this.#decrypter = decrypter;
    this.#signal = signal;
  }

  /** Starts the request, if one is needed, before it returns. A failed one is made again at the next asking. */
  get(init: InitSegment, trackKind: TrackKind): Promise<Uint8Array> {
    if (init.bytes) return Promise.resolve(init.bytes);
    const running = this.#inits.get(init.id);
    if (running) return running;
    const bytes = this.#fetch(init, trackKind);
    this.#inits.set(init.id, bytes);
    bytes.catch(() => this.#inits.delete(init.id));
    return bytes;
  }

  /** What came is no good: it is asked for anew at the next asking, past the browser's cache. */
  forget({ id }: InitSegment): void {
    if (this.#spoiled.has(id)) return; // what came anew is as good as it gets
    this.#inits.delete(id);
    this.#spoiled.add(id);
  }

  async #fetch(init: InitSegment, trackKind: TrackKind): Promise<Uint8Array> {
    const { urls, range, encryption } = init;
    const isFresh = this.#spoiled.has(init.id);
    const response = await this.#request({
      ...{ type: 'init', urls, range, signal: this.#signal, trackKind },
      ...(isFresh && { isFresh }),
    });
    return encryption ? this.#decrypter.decrypt(response, encryption) : response.bytes;
  }
}
