import { PlayerError, describeCause } from '../../core/errors.ts';
import type { SourceBufferPort, TimeRangesPort } from '../../core/media-ports.ts';
import type { Scope } from '../../core/scope.ts';
import { toTimeRanges } from '../../buffer/time-ranges.ts';
import type { TimeRange } from '../../model/time-range.ts';

/** Who decides what a sink's buffer is to hold. */
export interface SinkOwner {
  /** The browser's buffer is full. Resolves when trying again may work; rejects to give up. */
  makeRoom(sink: BufferSink): Promise<void>;
  /** This is gone: a ManagedMediaSource throws out what it likes, and tells in the same way what it was asked to remove. */
  onEvicted(sink: BufferSink, evicted: readonly TimeRange[]): void;
}

/** Of a ManagedSourceBuffer. @see https://www.w3.org/TR/media-source-2/#bufferedchangeevent-interface */
interface BufferedChangeEvent extends Event {
  readonly removedRanges: TimeRangesPort;
}

interface Operation {
  /** Starts the work on the SourceBuffer; true: wait for `updateend`. */
  run(buffer: SourceBufferPort): boolean;
  readonly bytes: Uint8Array<ArrayBuffer> | null;
  readonly isRemoval: boolean;
  resolve(): void;
  reject(error: unknown): void;
}

export type SinkKind = 'video' | 'audio';

/** Settings of a SourceBuffer that must be in force before bytes are appended. */
export interface AppendSettings {
  readonly offsetSec: number;
  readonly windowStartSec: number;
  readonly windowEndSec: number;
}

export interface BufferSinkOptions {
  /** For error messages. */
  readonly url: string;
  readonly owner: SinkOwner;
  /** Whether the MediaSource is `open`. */
  readonly isOpen: () => boolean;
}

/**
 * One SourceBuffer behind a queue: operations run in order, one at a time, once the buffer exists and is idle.
 * @see https://www.w3.org/TR/media-source-2/#sourcebuffer-append-state
 */
export class BufferSink {
  readonly kind: SinkKind;
  /** Of what is being appended, for error messages; before anything is, the manifest's. */
  url: string;
  readonly #owner: SinkOwner;
  readonly #isOpen: () => boolean;
  readonly #scope: Scope;
  /** The init segment in force; null: none, or unknown because another is on its way. */
  #initId: string | null = null;
  /** Waiting for room: only removals may run, so that the order of everything else stays. */
  #isBlocked = false;
  #buffer: SourceBufferPort | null = null;
  #mimeType: string | null = null;
  #queue: Operation[] = [];
  #running: Operation | null = null;
  #idle: (() => void)[] = [];

  constructor(kind: SinkKind, options: BufferSinkOptions, scope: Scope) {
    this.kind = kind;
    this.url = options.url;
    this.#owner = options.owner;
    this.#isOpen = options.isOpen;
    this.#scope = scope;
    scope.onDispose(() => {
      this.#rejectAll(scope.signal.reason);
    });
  }

  /** Leaves PARSING_MEDIA_SEGMENT. MSE forbids it after the end of stream, when nothing is half parsed either. */
  #resetParser(buffer: SourceBufferPort): void {
    if (this.#isOpen()) buffer.abort();
  }

  /** The type that the SourceBuffer has now; null before it exists. */
  get mimeType(): string | null {
    return this.#mimeType;
  }

  get canChangeType(): boolean {
    return this.#buffer?.changeType !== undefined;
  }

  get buffered(): readonly TimeRange[] {
    try {
      return this.#buffer ? toTimeRanges(this.#buffer.buffered) : [];
    } catch {
      return []; // an element that fails at its start takes its buffers off, and then says so
    }
  }

  /** Gives the sink its SourceBuffer; what was queued runs now. */
  bind(buffer: SourceBufferPort, mimeType: string): void {
    this.#buffer = buffer;
    this.#mimeType = mimeType;
    this.#scope.listen(buffer, 'updateend', () => {
      this.#finish();
    });
    this.#scope.listen(buffer, 'error', () => {
      this.#fail(this.#appendError('the browser could not parse the media'));
    });
    this.#scope.listen(buffer, 'bufferedchange', (event) => {
      this.#owner.onEvicted(this, toTimeRanges((event as BufferedChangeEvent).removedRanges));
    });
    this.#next();
  }

  changeType(mimeType: string): Promise<void> {
    return this.#push(null, (buffer) => {
      this.#resetParser(buffer);
      buffer.changeType?.(mimeType);
      this.#mimeType = mimeType;
      this.#initId = null;
      return false;
    });
  }

  configure(settings: AppendSettings): Promise<void> {
    return this.#push(null, (buffer) => {
      if (!hasSettings(buffer, settings)) {
        this.#resetParser(buffer); // an offset may not be set while a segment is half parsed
        applySettings(buffer, settings);
      }
      return false;
    });
  }

  /** Sequence mode, for containers without timestamps (packed MP3): media is placed at `startSec`. */
  placeAt(startSec: number): Promise<void> {
    return this.#push(null, (buffer) => {
      this.#resetParser(buffer);
      if (buffer.mode !== 'sequence') buffer.mode = 'sequence';
      buffer.timestampOffset = startSec;
      return false;
    });
  }

  append(bytes: Uint8Array): Promise<void> {
    const owned = bytes as Uint8Array<ArrayBuffer>;
    return this.#push(owned, (buffer) => {
      buffer.appendBuffer(owned);
      return true;
    });
  }

  /** Appends an init segment, unless it is in force already. */
  async appendInit(id: string, bytes: Uint8Array): Promise<void> {
    if (this.#initId === id) return;
    this.#initId = null;
    await this.append(bytes);
    this.#initId = id;
  }

  remove(range: TimeRange): Promise<void> {
    const remove = (buffer: SourceBufferPort): boolean => {
      buffer.remove(range.startSec, range.endSec);
      return true;
    };
    return this.#push(null, remove, true);
  }

  /** Forgets bytes that wait and half a segment that was parsed, so that another segment can begin. */
  abandonSegment(reason: unknown): Promise<void> {
    const dropped = this.#queue.filter((operation) => operation.bytes !== null);
    this.#queue = this.#queue.filter((operation) => operation.bytes === null);
    for (const operation of dropped) operation.reject(reason);
    return this.#push(null, (buffer) => {
      this.#resetParser(buffer);
      return false;
    });
  }

  get isIdle(): boolean {
    return !this.#running && this.#queue.length === 0;
  }

  /** Resolves when nothing is queued or running. */
  whenIdle(): Promise<void> {
    if (this.isIdle) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #push(bytes: Operation['bytes'], run: Operation['run'], isRemoval = false): Promise<void> {
    if (this.#scope.isDisposed) return Promise.reject(this.#scope.signal.reason as Error);
    const done = new Promise<void>((resolve, reject) => {
      this.#queue.push({ bytes, run, isRemoval, resolve, reject });
    });
    this.#next();
    return done;
  }

  #next(): void {
    const buffer = this.#buffer;
    if (!buffer || this.#running || buffer.updating) return;
    const operation = this.#takeNext();
    if (!operation) {
      if (this.#queue.length === 0) this.#becomeIdle();
      return;
    }
    this.#running = operation;
    try {
      if (!operation.run(buffer)) this.#finish();
    } catch (error) {
      this.#recover(operation, error);
    }
  }

  #takeNext(): Operation | undefined {
    if (!this.#isBlocked) return this.#queue.shift();
    const index = this.#queue.findIndex((operation) => operation.isRemoval);
    return index < 0 ? undefined : this.#queue.splice(index, 1)[0];
  }

  #becomeIdle(): void {
    const waiting = this.#idle;
    this.#idle = [];
    for (const resolve of waiting) resolve();
  }

  #finish(): void {
    const operation = this.#running;
    this.#running = null;
    operation?.resolve();
    this.#next();
  }

  #fail(error: unknown): void {
    const operation = this.#running;
    this.#running = null;
    operation?.reject(error);
    if (!operation?.bytes) return;
    // What was queued behind belongs to the same broken segment.
    const dropped = this.#queue.filter((queued) => queued.bytes !== null);
    this.#queue = this.#queue.filter((queued) => queued.bytes === null);
    for (const queued of dropped) queued.reject(error);
  }

  #recover(operation: Operation, error: unknown): void {
    if (!(error instanceof Error && error.name === 'QuotaExceededError') || !operation.bytes) {
      this.#fail(this.#appendError(describeCause(error), error));
      this.#next();
      return;
    }
    this.#running = null;
    this.#isBlocked = true;
    this.#queue.unshift(operation);
    this.#owner.makeRoom(this).then(
      () => {
        this.#isBlocked = false;
        this.#next();
      },
      (reason: unknown) => {
        this.#isBlocked = false;
        if (this.#queue[0] === operation) this.#running = this.#queue.shift() ?? null;
        this.#fail(reason);
        this.#next();
      },
    );
  }

  #appendError(detail: string, cause?: unknown): PlayerError {
    return new PlayerError(
      'append-failed',
      `Appending ${this.url} to the browser's ${this.kind} buffer failed: ${detail}`,
      { url: this.url, detail },
      { cause },
    );
  }

  #rejectAll(reason: unknown): void {
    const pending = [...(this.#running ? [this.#running] : []), ...this.#queue];
    this.#running = null;
    this.#queue = [];
    for (const operation of pending) operation.reject(reason);
    this.#becomeIdle();
  }
}

function hasSettings(buffer: SourceBufferPort, settings: AppendSettings): boolean {
  return (
    buffer.timestampOffset === settings.offsetSec &&
    buffer.appendWindowStart === settings.windowStartSec &&
    buffer.appendWindowEnd === settings.windowEndSec
  );
}

function applySettings(buffer: SourceBufferPort, settings: AppendSettings): void {
  buffer.timestampOffset = settings.offsetSec;
  // The window must never be empty in between: widen it first.
  buffer.appendWindowEnd = Infinity;
  buffer.appendWindowStart = settings.windowStartSec;
  buffer.appendWindowEnd = settings.windowEndSec;
}
