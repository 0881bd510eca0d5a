import type { RequestResource } from '../../model/resource.ts';
import type { Rendition } from '../../model/rendition.ts';
import type { DeferredIndex, SegmentIndex } from '../../model/segment-index.ts';
import type { TrackKind } from '../../model/track.ts';

/** Segment indices by rendition: each is fetched at most once, and shared by all who ask. */
export class IndexStore {
  readonly #request: RequestResource;
  readonly #signal: AbortSignal;
  readonly #indices = new Map<string, Promise<SegmentIndex>>();
  readonly #known = new Map<string, SegmentIndex>();

  constructor(request: RequestResource, signal: AbortSignal) {
    this.#request = request;
    this.#signal = signal;
  }

  /** Starts the request, if one is needed, before it returns. A failed one is made again at the next asking. */
  get(rendition: Rendition, kind: TrackKind): Promise<SegmentIndex> {
    const { source } = rendition;
    if (source.type === 'ready') return Promise.resolve(source.index);
    const running = this.#indices.get(rendition.id);
    if (running) return running;
    const index = this.#resolve(source, rendition.id, kind);
    this.#indices.set(rendition.id, index);
    index.then(
      (known) => this.#known.set(rendition.id, known),
      () => this.#indices.delete(rendition.id),
    );
    return index;
  }

  /** The index, where it is here already. */
  known({ id, source }: Rendition): SegmentIndex | null {
    return source.type === 'ready' ? source.index : (this.#known.get(id) ?? null);
  }

  async #resolve(source: DeferredIndex, renditionId: string, trackKind: TrackKind): Promise<SegmentIndex> {
    let next: DeferredIndex | SegmentIndex = source;
    while ('request' in next) {
      const request = { ...next.request, signal: this.#signal, trackKind, renditionId };
      next = await next.read(this.#request(request));
      this.#signal.throwIfAborted(); // code may come when the answer is long here
    }
    return next;
  }
}
