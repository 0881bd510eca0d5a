import { PlayerError, describeCause } from '../../core/errors.ts';
import type { AttachedMediaSource, MediaElementPort, MsePlatform } from '../../core/media-ports.ts';
import type { Scope } from '../../core/scope.ts';
import { BufferSink, type SinkKind, type SinkOwner } from './buffer-sink.ts';

/** MIME types of the SourceBuffers that a stream feeds: one, or two where it carries both (MPEG-TS). */
export type SinkTypes = Readonly<Partial<Record<SinkKind, string>>>;

export interface MediaHostOptions {
  /** The manifest's, for error messages. */
  readonly url: string;
  onOpen(): void;
  onFailure(error: PlayerError): void;
}

/**
 * The MediaSource of one MSE lifetime and its sinks. The browser accepts no SourceBuffer after the first has been
 * fed, so all are created together, as soon as every expected stream has declared its types and the source is open.
 */
export class MediaHost {
  readonly #attached: AttachedMediaSource;
  readonly #options: MediaHostOptions;
  readonly #scope: Scope;
  readonly #sinks = new Map<SinkKind, BufferSink>();
  readonly #declared = new Map<string, SinkTypes>();
  #expected: readonly string[] | null = null;
  #areSinksBound = false;
  #isHeld = false;
  #durationSec: number | null = null;

  constructor(mse: MsePlatform, element: MediaElementPort, scope: Scope, options: MediaHostOptions) {
    this.#scope = scope;
    this.#options = options;
    this.#attached = mse.attach(element);
    scope.onDispose(() => {
      this.#attached.detach();
    });
    scope.listen(this.#attached.mediaSource, 'sourceopen', () => {
      options.onOpen();
      this.#bindSinks();
    });
  }

  get isOpen(): boolean {
    return this.#attached.mediaSource.readyState === 'open';
  }

  get isEnded(): boolean {
    return this.#attached.mediaSource.readyState === 'ended';
  }

  /** Whether the SourceBuffers are made. */
  get isBound(): boolean {
    return this.#areSinksBound;
  }

  isStreamingWanted(): boolean {
    return this.#attached.isStreamingWanted();
  }

  get sinks(): readonly BufferSink[] {
    return [...this.#sinks.values()];
  }

  /** ManagedMediaSource resumes: `onWanted` is called when the browser wants data again. */
  onStreamingWanted(onWanted: () => void): void {
    this.#scope.listen(this.#attached.mediaSource, 'startstreaming', onWanted);
  }

  /** Names the streams that will declare types. Sinks wait for all of them. */
  expect(streams: readonly string[]): void {
    this.#expected = streams;
    this.#bindSinks();
  }

  /** Sinks wait for this, too: the element may be given no media before. */
  holdUntil(isReady: Promise<void>): void {
    this.#isHeld = true;
    void isReady.then(() => {
      this.#isHeld = false;
      this.#bindSinks();
    });
  }

  /** The sink of a kind; made on first asking, bound to a SourceBuffer when all streams have declared. */
  sink(kind: SinkKind, owner: SinkOwner): BufferSink {
    const existing = this.#sinks.get(kind);
    if (existing) return existing;
    const options = { url: this.#options.url, owner, isOpen: () => this.isOpen };
    const sink = new BufferSink(kind, options, this.#scope);
    this.#sinks.set(kind, sink);
    return sink;
  }

  /** True when the SourceBuffers are made and there is none of this kind. */
  isBoundWithout(kind: SinkKind): boolean {
    return this.#areSinksBound && this.#sinks.get(kind)?.mimeType == null;
  }

  hasDeclared(stream: string): boolean {
    return this.#declared.has(stream);
  }

  declare(stream: string, types: SinkTypes): void {
    this.#declared.set(stream, types);
    this.#bindSinks();
  }

  /**
   * Declares how long the presentation is. Counts until the sinks are bound: later the media itself lengthens the
   * duration (MSE does so by itself) and the end of stream cuts it to what is there.
   */
  setDuration(durationSec: number): void {
    this.#durationSec = Math.max(this.#durationSec ?? 0, durationSec);
  }

  /** No more media will come. Ignored unless the source is open and all sinks idle. */
  endOfStream(): void {
    if (this.isOpen && this.#areSinksBound) this.#attached.mediaSource.endOfStream();
  }

  #bindSinks(): void {
    const isReady = this.#expected?.every((stream) => this.#declared.has(stream)) ?? false;
    if (this.#areSinksBound || this.#isHeld || !isReady || !this.isOpen) return;
    this.#areSinksBound = true;
    const { mediaSource } = this.#attached;
    const types = mergeTypes(this.#declared.values());
    try {
      if (this.#durationSec !== null) mediaSource.duration = this.#durationSec;
      const buffers = types.map((type) => mediaSource.addSourceBuffer(type.mimeType));
      for (const [place, { kind, mimeType }] of types.entries()) {
        const buffer = buffers[place];
        if (buffer) this.#sinks.get(kind)?.bind(buffer, mimeType);
      }
    } catch (cause) {
      this.#options.onFailure(refusedTypes(types, this.#options.url, cause));
    }
  }
}

interface SinkType {
  readonly kind: SinkKind;
  readonly mimeType: string;
}

/** Of a kind that several streams carry, the first declared counts. */
function mergeTypes(declared: Iterable<SinkTypes>): readonly SinkType[] {
  const types = new Map<SinkKind, string>();
  for (const one of declared) {
    for (const kind of ['video', 'audio'] as const) {
      const mimeType = one[kind];
      if (mimeType !== undefined && !types.has(kind)) types.set(kind, mimeType);
    }
  }
  return [...types].map(([kind, mimeType]) => ({ kind, mimeType }));
}

function refusedTypes(types: readonly SinkType[], url: string, cause: unknown): PlayerError {
  const codecs = types.map((type) => type.mimeType);
  const message = `The browser made no buffer for ${codecs.join(' and ')}: ${describeCause(cause)}`;
  return new PlayerError('codec-unsupported', message, { url, codecs }, { cause });
}
