import { isPlayerError, type PlayerError } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import { intersectRanges } from '../../buffer/time-ranges.ts';
import type { TimeRange } from '../../model/time-range.ts';
import type { BufferSink, SinkKind, SinkOwner } from './buffer-sink.ts';
import { codecUnsupported } from './codec-unsupported.ts';
import type { MediaHost, SinkTypes } from './media-host.ts';
import { isSameFamily } from './mime-types.ts';

export interface SinkSetOptions {
  /** The manifest's, for error messages. */
  readonly url: string;
  /** The kinds that have a stream of their own. */
  readonly streamKinds: readonly SinkKind[];
  readonly owner: SinkOwner;
  readonly log: Logger;
  readonly isTypeSupported: (mimeType: string) => boolean;
  readonly onFailure: (error: PlayerError) => void;
}

/** Which sinks a stream feeds, and what these can take. */
export class SinkSet {
  readonly #media: MediaHost;
  readonly #options: SinkSetOptions;

  constructor(media: MediaHost, options: SinkSetOptions) {
    this.#media = media;
    this.#options = options;
  }

  get(kind: SinkKind): BufferSink {
    return this.#media.sink(kind, this.#options.owner);
  }

  /** A stream's own sink; where it carries the other kind too (MPEG-TS), also that kind's. */
  of(stream: SinkKind): readonly BufferSink[] {
    const others = this.#options.streamKinds.filter((kind) => kind !== stream);
    const own = this.#media.sinks.filter((sink) => !others.includes(sink.kind));
    return own.length > 0 ? own : [this.get(stream)];
  }

  /** What all sinks of a stream hold. */
  buffered(stream: SinkKind): readonly TimeRange[] {
    return this.of(stream)
      .map((sink) => sink.buffered)
      .reduce(intersectRanges, [{ startSec: 0, endSec: Infinity }]);
  }

  /** Forgets the segment that is being appended, so that another can begin. */
  abandonSegment(stream: SinkKind, reason: unknown): void {
    this.#tidy(stream, (sink) => [sink.abandonSegment(reason)]);
  }

  /** Removes what the stream's sinks hold of these ranges. */
  drop(stream: SinkKind, ranges: readonly TimeRange[]): void {
    this.#tidy(stream, (sink) => intersectRanges(sink.buffered, ranges).map((range) => sink.remove(range)));
  }

  #tidy(stream: SinkKind, tidy: (sink: BufferSink) => readonly Promise<void>[]): void {
    // Rejects only when the playback has ended meanwhile.
    Promise.all(this.of(stream).flatMap(tidy)).catch((error: unknown) => {
      this.#options.log('debug', 'tidying the buffer failed', error);
    });
  }

  /**
   * Whether the stream's SourceBuffers take media of these types, by `changeType` where need be. `isSplit`: what the
   * types name in one may turn out to be for two buffers (MPEG-TS), or not to be there.
   */
  canTake(stream: SinkKind, types: SinkTypes, isSplit: boolean): boolean {
    return this.of(stream).every((sink) => {
      const type = types[sink.kind];
      if (type === undefined || sink.mimeType === null || isSameFamily(sink.mimeType, type, isSplit))
        return true;
      return sink.canChangeType && this.#options.isTypeSupported(type);
    });
  }

  /**
   * Makes the stream's sinks ready for these types. False where a kind appears that has no SourceBuffer and can get
   * none any more (audio that begins later in MPEG-TS): its sink waits for a rebuild.
   * @throws PlayerError `codec-unsupported`
   */
  prepare(stream: SinkKind, types: SinkTypes): boolean {
    const unsupported = Object.values(types).filter((type) => !this.#options.isTypeSupported(type));
    if (unsupported.length > 0) throw codecUnsupported(this.#options.url, unsupported);
    let isComplete = true;
    for (const kind of ['video', 'audio'] as const) {
      const type = types[kind];
      if (type === undefined) continue;
      isComplete &&= !this.#media.isBoundWithout(kind);
      this.#changeType(this.get(kind), type);
    }
    if (!this.#media.hasDeclared(stream)) this.#media.declare(stream, types);
    return isComplete;
  }

  #changeType(sink: BufferSink, type: string): void {
    if (sink.mimeType === null || isSameFamily(sink.mimeType, type)) return;
    sink.changeType(type).catch((error: unknown) => {
      if (isPlayerError(error)) this.#options.onFailure(error); // anything else is the end of the playback itself
    });
  }
}
