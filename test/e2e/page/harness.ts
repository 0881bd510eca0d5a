import type { Player, PlayerConfig, PlayerEventMap, PlayerState } from '../../../src/index.ts';
import { FrameReader, type ShownFrame } from './frame-reader.ts';
import { playThrough, type PlayLimits, type Playthrough } from './play-through.ts';
import { counters, uncounted, type ResourceCounters } from './resource-counters.ts';
import { act, type Act } from './viewer-acts.ts';

/** A PlayerError as a value that crosses to the test. */
export interface ErrorReport {
  /** Empty where it is no PlayerError. */
  readonly code: string;
  readonly name: string;
  readonly message: string;
  readonly context: Readonly<Record<string, unknown>>;
}

export interface LoadReport {
  readonly error: ErrorReport | null;
  /** From the call to its end. */
  readonly tookMs: number;
  /** Fetches made before `load()` had returned. */
  readonly fetchedInCall: readonly string[];
}

export interface LoggedEvent {
  readonly type: keyof PlayerEventMap;
  /** JSON values of the payload; errors as ErrorReport, bytes as text. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export type LoadStart = Omit<NonNullable<Parameters<Player['load']>[1]>, 'signal'>;

const EVENTS = [
  'statechange',
  'presentation',
  'trackschange',
  'renditionschange',
  'renditionchange',
  'enginechange',
  'decision',
  'stallstart',
  'stallend',
  'gapjump',
  'mediaevent',
  'recovered',
  'warning',
  'error',
  'phase',
  'ended',
] as const satisfies readonly (keyof PlayerEventMap)[];

/** What tests do in the page. */
export class Harness {
  readonly video: HTMLVideoElement;
  readonly counters: ResourceCounters = counters;
  readonly frames: FrameReader;
  readonly events: LoggedEvent[] = [];
  readonly #createPlayer: (video: HTMLVideoElement, config?: PlayerConfig) => Player;
  #player: Player | null = null;
  #controller = new AbortController();
  #pending: Promise<LoadReport> | null = null;

  constructor(
    video: HTMLVideoElement,
    createPlayer: (video: HTMLVideoElement, config?: PlayerConfig) => Player,
  ) {
    this.video = video;
    this.frames = new FrameReader(video);
    this.#createPlayer = createPlayer;
  }

  get player(): Player {
    if (!this.#player) throw new Error('create() comes first');
    return this.#player;
  }

  create(config?: PlayerConfig): void {
    const player = this.#createPlayer(this.video, config);
    this.#player = player;
    for (const type of EVENTS) {
      player.on(type, (payload) => {
        this.events.push({ type, detail: toJson(payload) });
      });
    }
  }

  /** Calls `load` and does not wait; `settled` does. */
  startLoad(url: string, options: LoadStart = {}): LoadReport['fetchedInCall'] {
    const { player } = this;
    this.#controller = new AbortController();
    const before = counters.fetchedUrls.length;
    const startMs = performance.now();
    const promise = player.load(url, { ...options, signal: this.#controller.signal });
    const fetchedInCall = counters.fetchedUrls.slice(before);
    const report = (error: ErrorReport | null): LoadReport => ({
      error,
      tookMs: performance.now() - startMs,
      fetchedInCall,
    });
    this.#pending = promise.then(
      () => report(null),
      (error: unknown) => report(toErrorReport(error)),
    );
    return fetchedInCall;
  }

  settled(): Promise<LoadReport> {
    if (!this.#pending) throw new Error('no load was started');
    return this.#pending;
  }

  load(url: string, options?: LoadStart): Promise<LoadReport> {
    this.startLoad(url, options);
    return this.settled();
  }

  abortLoad(reason: string): void {
    this.#controller.abort(new DOMException(reason, 'AbortError'));
  }

  /** Resolves when the player is in one of these states; rejects in `error` unless that is among them. */
  untilState(states: readonly PlayerState[], timeoutMs: number): Promise<PlayerState> {
    const { player } = this;
    return new Promise((resolve, reject) => {
      const look = (): boolean => {
        const { state } = player;
        const isReached = states.includes(state);
        if (!isReached && state !== 'error') return false;
        uncounted.clearTimeout(timer);
        unlisten();
        if (isReached) resolve(state);
        else reject(new Error(`the player failed: ${JSON.stringify(this.events.at(-1))}`));
        return true;
      };
      const timer = uncounted.setTimeout(() => {
        unlisten();
        reject(new Error(`not ${states.join(' or ')} within ${timeoutMs} ms: ${this.describe()}`));
      }, timeoutMs);
      const unlisten = player.on('statechange', () => void look());
      look();
    });
  }

  /** Resolves when the playhead has passed `positionSec`; rejects when the player fails before. */
  untilPosition(positionSec: number, timeoutMs: number): Promise<void> {
    const { player, video } = this;
    return new Promise((resolve, reject) => {
      const stop = (settle: () => void): void => {
        uncounted.clearTimeout(timer);
        cancelAnimationFrame(handle);
        settle();
      };
      const look = (): void => {
        if (video.currentTime >= positionSec) stop(resolve);
        else if (player.state === 'error')
          stop(() => reject(new Error(`the player failed: ${this.describe()}`)));
        else handle = requestAnimationFrame(look);
      };
      let handle = requestAnimationFrame(look);
      const timer = uncounted.setTimeout(() => {
        stop(() => reject(new Error(`not at ${positionSec} s within ${timeoutMs} ms: ${this.describe()}`)));
      }, timeoutMs);
    });
  }

  /** Moves the playhead; resolves when the frame there has been shown. */
  seek(positionSec: number, timeoutMs: number): Promise<void> {
    const { video } = this;
    return new Promise((resolve, reject) => {
      const stop = (settle: () => void): void => {
        uncounted.clearTimeout(timer);
        video.onseeked = null;
        settle();
      };
      const timer = uncounted.setTimeout(() => {
        stop(() =>
          reject(new Error(`no seeked at ${positionSec} s within ${timeoutMs} ms: ${this.describe()}`)),
        );
      }, timeoutMs);
      // By property: the count of listeners stays the player's.
      video.onseeked = () => {
        // The player may seek again (over a gap): only the last one counts.
        if (!video.seeking) stop(resolve);
      };
      video.currentTime = positionSec;
    });
  }

  async play(rate: number): Promise<void> {
    this.video.playbackRate = rate;
    await this.video.play();
  }

  /** What it has noted would count as a leak of the player's. */
  forget(): void {
    this.events.length = 0;
    (counters.fetchedUrls as string[]).length = 0;
  }

  /** See `act`. */
  act(what: Act, value: number, durationSec: number): void {
    act(this.player, this.video, what, value, durationSec);
  }

  playThrough(limits: PlayLimits): Promise<Playthrough> {
    return playThrough(this, limits);
  }

  /** The frame on the screen against the time it is shown at. */
  look(): { readonly currentTimeSec: number; readonly frame: number | null; readonly height: number } {
    const { currentTime, videoHeight } = this.video;
    return { currentTimeSec: currentTime, frame: this.frames.read(), height: videoHeight };
  }

  stopFrames(): readonly ShownFrame[] {
    return this.frames.stop();
  }

  describe(): string {
    const { video } = this;
    const buffered = Array.from(
      { length: video.buffered.length },
      (_, i) => `${video.buffered.start(i).toFixed(2)}–${video.buffered.end(i).toFixed(2)}`,
    );
    const shown = this.events.filter(({ type }) => type !== 'decision' && type !== 'phase').slice(-8);
    return JSON.stringify({
      state: this.#player?.state,
      currentTime: video.currentTime,
      duration: video.duration,
      readyState: video.readyState,
      paused: video.paused,
      seeking: video.seeking,
      buffered,
      lastEvents: shown,
    });
  }
}

function toErrorReport(error: unknown): ErrorReport {
  if (!(error instanceof Error)) {
    return { code: '', name: typeof error, message: String(error), context: {} };
  }
  const { code, context } = error as Partial<Pick<ErrorReport, 'code' | 'context'>>;
  return {
    code: typeof code === 'string' ? code : '',
    name: error.name,
    message: error.message,
    context: context ? toJson(context) : {},
  };
}

function toJson(value: object): Record<string, unknown> {
  const replace = (_key: string, part: unknown): unknown => {
    if (part instanceof Error) return toErrorReport(part);
    if (part instanceof Uint8Array) return new TextDecoder().decode(part);
    return part;
  };
  return JSON.parse(JSON.stringify(value, replace)) as Record<string, unknown>;
}

declare global {
  interface Window {
    harness: Harness;
  }
}

// The very files that the package ships, by a name that the compiler does not follow.
const bundle: string = '/dist/kinora.js';
const { createPlayer } = (await import(bundle)) as typeof import('../../../src/index.ts');
const element = document.querySelector('video');
if (!element) throw new Error('the page has no video element');
window.harness = new Harness(element, createPlayer);
