/**
 * Counts what the page holds at the moment: listeners, timers, object URLs, SourceBuffers, requests. It wraps the
 * browser's own functions, so it sees the player without the player's help.
 */

export interface HeldResources {
  /** On media elements, MediaSources, SourceBuffers and AbortSignals. */
  readonly listeners: number;
  readonly timers: number;
  readonly objectUrls: number;
  /** In MediaSources that are not closed. */
  readonly sourceBuffers: number;
  readonly openMediaSources: number;
  /** Fetches whose promise is pending, or whose body is neither read, cancelled nor aborted. */
  readonly fetches: number;
}

export interface ResourceCounters {
  read(): HeldResources;
  /** Live listeners as `Target:type`, for messages. */
  describeListeners(): readonly string[];
  /** URLs fetched so far, in the order of the calls; none of what a worker fetches. */
  readonly fetchedUrls: readonly string[];
  /** SourceBuffers made so far. */
  readonly sourceBuffersMade: () => number;
  readonly changeTypeCalls: () => number;
}

/** `setTimeout` and `clearTimeout` are shared with the harness; those calls are made through these. */
export const uncounted: {
  readonly setTimeout: typeof setTimeout;
  readonly clearTimeout: typeof clearTimeout;
} = {
  setTimeout: globalThis.setTimeout.bind(globalThis),
  clearTimeout: globalThis.clearTimeout.bind(globalThis),
};

type AnyListener = EventListenerOrEventListenerObject;

/** Kept, as a test may take some of them from the page. */
const WATCHED = [HTMLMediaElement, MediaSource, SourceBuffer, AbortSignal];

const listeners = countListeners();
const timers = countTimers();
const objectUrls = countObjectUrls();
const buffers = countSourceBuffers();
const fetches = countFetches();

export const counters: ResourceCounters = {
  read: () => ({
    listeners: listeners.size,
    timers: timers.size,
    objectUrls: objectUrls.size,
    ...buffers.read(),
    fetches: fetches.pending.size,
  }),
  describeListeners: () => [...listeners],
  fetchedUrls: fetches.urls,
  sourceBuffersMade: () => buffers.made(),
  changeTypeCalls: () => buffers.changes(),
};

function isWatched(target: unknown): target is EventTarget {
  return WATCHED.some((type) => target instanceof type);
}

/** Of one listener on one target, by type and phase. */
type Registrations = Map<string, { readonly label: string; readonly wrapped: AnyListener }>;

function countListeners(): Set<string> {
  const live = new Set<string>();
  // Weak in both: a counter that kept listeners would itself be the leak.
  const keysOf = new WeakMap<EventTarget, WeakMap<AnyListener, Registrations>>();
  const proto = EventTarget.prototype;
  // Called as methods of their target below.
  const { addEventListener: add, removeEventListener: remove } = proto;
  let nextNumber = 1;

  const keyOf = (type: string, options: unknown): string => {
    const isCapture =
      typeof options === 'object'
        ? Boolean((options as AddEventListenerOptions | null)?.capture)
        : Boolean(options);
    return `${type}/${isCapture}`;
  };
  const forget = (target: EventTarget, listener: AnyListener, key: string): AnyListener => {
    const entry = keysOf.get(target)?.get(listener)?.get(key);
    if (!entry) return listener;
    live.delete(entry.label);
    keysOf.get(target)?.get(listener)?.delete(key);
    return entry.wrapped;
  };

  proto.addEventListener = function (this: EventTarget, type, listener, options): void {
    if (listener === null || !isWatched(this)) {
      add.call(this, type, listener, options);
      return;
    }
    const byListener = keysOf.get(this) ?? new WeakMap<AnyListener, Registrations>();
    keysOf.set(this, byListener);
    const byKey = byListener.get(listener) ?? (new Map() as Registrations);
    byListener.set(listener, byKey);
    const key = keyOf(type, options);
    if (byKey.has(key)) return; // the browser ignores it too
    const { once, signal } = typeof options === 'object' ? options : {};
    if (signal?.aborted) return;
    const wrapped: AnyListener = once
      ? (event: Event) => {
          forget(this, listener, key);
          if (typeof listener === 'function') listener.call(this, event);
          else listener.handleEvent(event);
        }
      : listener;
    const label = `${this.constructor.name}:${type}#${nextNumber++}`;
    byKey.set(key, { label, wrapped });
    live.add(label);
    if (signal) add.call(signal, 'abort', () => forget(this, listener, key), { once: true });
    add.call(this, type, wrapped, options);
  };
  proto.removeEventListener = function (this: EventTarget, type, listener, options): void {
    const wrapped = listener === null ? null : forget(this, listener, keyOf(type, options));
    remove.call(this, type, wrapped, options);
  };
  return live;
}

function countTimers(): Set<number> {
  const live = new Set<number>();
  const set = uncounted.setTimeout as (run: () => void, delayMs?: number) => number;
  const setRepeating = globalThis.setInterval.bind(globalThis) as (
    run: () => void,
    delayMs?: number,
  ) => number;
  const clear = globalThis.clearTimeout.bind(globalThis);

  const wrapTimeout = (run: (...args: unknown[]) => void, delayMs?: number, ...args: unknown[]): number => {
    const id = set(() => {
      live.delete(id);
      run(...args);
    }, delayMs);
    live.add(id);
    return id;
  };
  const wrapInterval = (run: (...args: unknown[]) => void, delayMs?: number, ...args: unknown[]): number => {
    const id = setRepeating(() => {
      run(...args);
    }, delayMs);
    live.add(id);
    return id;
  };
  // Timeouts and intervals share their numbers, so one function clears both.
  const wrapClear = (id?: number): void => {
    if (id !== undefined) live.delete(id);
    clear(id);
  };
  Object.assign(globalThis, {
    setTimeout: wrapTimeout,
    setInterval: wrapInterval,
    clearTimeout: wrapClear,
    clearInterval: wrapClear,
  });
  return live;
}

function countObjectUrls(): Set<string> {
  const live = new Set<string>();
  const create = URL.createObjectURL.bind(URL);
  const revoke = URL.revokeObjectURL.bind(URL);
  URL.createObjectURL = (object) => {
    const url = create(object);
    live.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => {
    live.delete(url);
    revoke(url);
  };
  return live;
}

interface BufferCounts {
  read(): Pick<HeldResources, 'sourceBuffers' | 'openMediaSources'>;
  made(): number;
  changes(): number;
}

function countSourceBuffers(): BufferCounts {
  const sources = new Set<WeakRef<MediaSource>>();
  let madeCount = 0;
  let changeCount = 0;
  const proto = MediaSource.prototype;
  const { addSourceBuffer: add } = proto;
  proto.addSourceBuffer = function (this: MediaSource, type): SourceBuffer {
    sources.add(new WeakRef(this));
    madeCount++;
    return add.call(this, type);
  };
  const bufferProto: Partial<Pick<SourceBuffer, 'changeType'>> = SourceBuffer.prototype;
  const { changeType: change } = bufferProto;
  if (change) {
    bufferProto.changeType = function (this: SourceBuffer, type): void {
      changeCount++;
      change.call(this, type);
    };
  }
  const readOpen = (): Pick<HeldResources, 'sourceBuffers' | 'openMediaSources'> => {
    const open = new Set<MediaSource>();
    for (const ref of sources) {
      const source = ref.deref();
      if (source && source.readyState !== 'closed') open.add(source);
      else sources.delete(ref);
    }
    const sourceBuffers = [...open].reduce((sum, source) => sum + source.sourceBuffers.length, 0);
    return { sourceBuffers, openMediaSources: open.size };
  };
  return { read: readOpen, made: () => madeCount, changes: () => changeCount };
}

function countFetches(): { readonly pending: Set<symbol>; readonly urls: string[] } {
  const pending = new Set<symbol>();
  const urls: string[] = [];
  const original = globalThis.fetch.bind(globalThis);
  const counted: typeof fetch = async (input, init) => {
    const token = Symbol('fetch');
    urls.push(input instanceof Request ? input.url : String(input));
    pending.add(token);
    const settle = (): void => {
      pending.delete(token);
    };
    // By property, which no one else uses on these signals: the count of listeners stays the player's.
    if (init?.signal) init.signal.onabort = settle;
    try {
      const response = await original(input, init);
      if (!response.body) settle();
      return wrapResponse(response, settle);
    } catch (error) {
      settle();
      throw error;
    }
  };
  // It passes for the browser's own, which no app has replaced: the player then uses a worker too.
  const ownText = globalThis.fetch.toString();
  globalThis.fetch = Object.assign(counted, { toString: () => ownText });
  return { pending, urls };
}

/** Notes when a body has been read to its end, failed, or been cancelled. */
function wrapResponse(response: Response, settle: () => void): Response {
  const { body } = response;
  if (!body) return response;
  const getReader = body.getReader.bind(body) as () => ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  const wrapped = (): ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> => {
    const reader = getReader();
    reader.closed.then(settle, settle);
    return reader;
  };
  Object.defineProperty(body, 'getReader', { value: wrapped });
  const cancel = body.cancel.bind(body);
  Object.defineProperty(body, 'cancel', {
    value: (reason?: unknown) => {
      settle();
      return cancel(reason);
    },
  });
  for (const name of ['arrayBuffer', 'text', 'json', 'blob'] as const) {
    const read = response[name].bind(response) as () => Promise<unknown>;
    Object.defineProperty(response, name, { value: () => read().finally(settle) });
  }
  return response;
}
