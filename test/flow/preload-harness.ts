import { createCipheriv } from 'node:crypto';
import { expect, onTestFinished } from 'vitest';
import { ThroughputMemory } from '../../src/abr/throughput-memory.ts';
import { createPreloader } from '../../src/create-preloader.ts';
import { createMseEngine, type MseEngineSetup } from '../../src/engines/mse/engine.ts';
import { DEFAULT_MSE_ENGINE_CONFIG } from '../../src/engines/mse/mse-engine-config.ts';
// Loaded here too, so that what is loaded on demand is there without real time passing.
import '../../src/engines/mse/decrypt-segment.ts';
import '../../src/engines/mse/dash-code.ts';
import '../../src/engines/mse/hls-code.ts';
import type { BufferConfig } from '../../src/buffer/buffer-config.ts';
import type { EngineChooser } from '../../src/player/engine-chooser.ts';
import type { LoadSetup } from '../../src/player/load-setup.ts';
import { resolvePlayerConfig, type LoadConfig } from '../../src/player/player-config.ts';
import type { PlayerEventMap } from '../../src/player/player-event-map.ts';
import { Player, type PlayerSetup } from '../../src/player/player.ts';
import { FakeMediaElement } from '../fixtures/fake-media-element.ts';
import { FakeMse } from '../fixtures/fake-media-source.ts';
import { createFakeTransport, type FakeAnswer, type FakeTransport } from '../fixtures/fake-transport.ts';
import { NO_KEYS } from '../fixtures/no-keys.ts';
import { createDashTitle, type ToyTitle } from '../fixtures/toy-title.ts';
import { plannerHere } from '../fixtures/planner-here.ts';
import { UNKNOWN_DEVICE } from '../fixtures/unknown-device.ts';
import { UNKNOWN_NETWORK } from '../fixtures/unknown-network.ts';
import { createVirtualClock, type VirtualClock } from '../fixtures/virtual-clock.ts';
import { playOn } from './play-on.ts';
import { noOtherEngine } from './player-harness.ts';

const BASE = 'https://cdn.test/';
const STEP_MS = 50;
const CHUNKS = 4;

/** What a preload asks for of the second title, in this order, where that is DASH. */
export const FIRST_OF_TWO = ['manifest.mpd', 'v2/init.mp4', 'v2/1.m4s', 'a1/init.mp4', 'a1/1.m4s'];

export interface PreloadHarnessOptions {
  /** What plays first; default: two minutes of DASH. */
  readonly one?: ToyTitle;
  readonly two?: ToyTitle;
  /** Answers in place of the server, by path (`one/…`, `two/…`); undefined: the server answers. */
  readonly answer?: (path: string, index: number) => FakeAnswer | undefined;
  readonly config?: LoadConfig;
  readonly buffer?: Partial<BufferConfig>;
  /** Stands for the choice of another engine, where it is not `noOtherEngine`. Default: none may be needed. */
  readonly chooser?: Partial<EngineChooser>;
  readonly loadPreloader?: (make: PlayerSetup['loadPreloader']) => PlayerSetup['loadPreloader'];
}

/** A player over the mse engine and fake ports, and a server with two titles, at `one/` and `two/`. */
export class PreloadHarness {
  readonly clock: VirtualClock = createVirtualClock();
  readonly element = new FakeMediaElement();
  readonly mse: FakeMse;
  readonly server: FakeTransport;
  readonly player: Player;
  readonly decisions: PlayerEventMap['decision'][] = [];
  readonly errors: PlayerEventMap['error'][] = [];
  readonly urlOfOne: string;
  readonly urlOfTwo: string;

  constructor(options: PreloadHarnessOptions = {}) {
    const { clock, element } = this;
    const { one = createDashTitle({ segmentCount: 60 }), two = createDashTitle() } = options;
    this.urlOfOne = `${BASE}one/${one.manifest}`;
    this.urlOfTwo = `${BASE}two/${two.manifest}`;
    this.mse = new FakeMse({ clock, element });
    this.server = createFakeTransport(clock, ({ url }, index) => {
      const path = url.replace(BASE, '');
      const bytes = (path.startsWith('one/') ? one : two).files.get(path.slice(4));
      const usual = bytes ? { chunks: chunk(bytes), chunkEveryMs: 10 } : { status: 404 };
      return { headAfterMs: 20, ...(options.answer?.(path, index) ?? usual) };
    });
    this.player = createPlayer(this, options);
    this.player.on('decision', (event) => this.decisions.push(event));
    this.player.on('error', (event) => this.errors.push(event));
    onTestFinished(() => {
      this.player.destroy();
    });
  }

  get paths(): readonly string[] {
    return this.server.requests.map(({ url }) => url.replace(BASE, ''));
  }

  /** Paths of the second title that were asked for, in order. */
  get pathsOfTwo(): readonly string[] {
    return this.paths.filter((path) => path.startsWith('two/')).map((path) => path.slice(4));
  }

  /** How many requests of the second title are on their way: neither ended nor aborted. */
  isAborted(path: string): boolean {
    return this.server.requests.find(({ url }) => url === BASE + path)?.signal.aborted ?? false;
  }

  /** Lets time pass, the element playing what is buffered where it is not paused. */
  async run(ms: number): Promise<void> {
    for (let passedMs = 0; passedMs < ms; passedMs += STEP_MS) {
      await this.clock.advance(STEP_MS);
      playOn(this.element, this.mse, STEP_MS / 1000);
    }
  }

  async runUntil(isReached: () => boolean, limitMs = 120_000): Promise<void> {
    for (let passedMs = 0; !isReached(); passedMs += STEP_MS) {
      if (passedMs > limitMs)
        throw new Error(`not reached at ${this.element.currentTime} s:\n${this.paths.join('\n')}`);
      await this.run(STEP_MS);
    }
  }

  /** Plays the first title until so much of it is buffered ahead. */
  async playOne(aheadSec = 10): Promise<void> {
    void this.player.load(this.urlOfOne);
    await this.runUntil(() => this.element.readyState >= 3);
    await this.element.play();
    await this.runUntil(() => (this.player.stats()?.bufferAheadSec ?? 0) >= aheadSec);
  }

  /** Preloads the second title to the end. */
  async preloadTwo(): Promise<void> {
    await this.untilSettled(this.player.preload(this.urlOfTwo));
  }

  /** What a promise settles with, time passing until it does. */
  async untilSettled<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const note = (): void => {
      isSettled = true;
    };
    promise.then(note, note);
    await this.clock.flush();
    await this.runUntil(() => isSettled);
    return promise;
  }

  /** Loads the second title; resolves with what it asked the network for until its first frame was there. */
  async loadTwo(): Promise<readonly string[]> {
    const before = this.pathsOfTwo.length;
    let asked: readonly string[] = [];
    const unlisten = this.player.on('statechange', ({ to }) => {
      if (to === 'ready') asked = this.pathsOfTwo.slice(before);
    });
    await this.untilSettled(this.player.load(this.urlOfTwo));
    unlisten();
    return asked;
  }

  expectNothingLeft(): void {
    const { clock, element, server, mse } = this;
    expect({
      timers: clock.timerCount,
      elementListeners: element.listenerCount,
      requests: server.activeCount,
      buffersAndTheirListeners: mse.liveCount,
    }).toEqual({ timers: 0, elementListeners: 0, requests: 0, buffersAndTheirListeners: 0 });
  }
}

function createPlayer(
  { clock, element, mse, server }: Pick<PreloadHarness, 'clock' | 'element' | 'mse' | 'server'>,
  { config = {}, buffer, chooser, loadPreloader = (make) => make }: PreloadHarnessOptions,
): Player {
  const engineSetup: MseEngineSetup = {
    mse,
    keys: NO_KEYS,
    yieldToPage: () => Promise.resolve(),
    config: { ...DEFAULT_MSE_ENGINE_CONFIG, buffer: { ...DEFAULT_MSE_ENGINE_CONFIG.buffer, ...buffer } },
  };
  const setup: LoadSetup = {
    element,
    clock,
    transport: server.transport,
    random: () => 0.5,
    log: () => undefined,
    baseUrl: BASE,
    networkInfo: UNKNOWN_NETWORK,
    memory: new ThroughputMemory(),
    plannerCode: plannerHere(),
    config: resolvePlayerConfig(config),
    device: UNKNOWN_DEVICE,
    viewport: () => null,
    loadEngineChooser: () =>
      chooser
        ? Promise.resolve({ ...noOtherEngine, ...chooser })
        : Promise.reject(new Error('one engine is enough here')),
    createMseEngine: (context) => createMseEngine({ ...context, ...engineSetup }),
  };
  return new Player({
    ...setup,
    onFirstFrame: (run) => {
      element.addEventListener('loadeddata', run);
      return () => {
        element.removeEventListener('loadeddata', run);
      };
    },
    loadPreloader: loadPreloader((present) => Promise.resolve(createPreloader(present, setup, engineSetup))),
  });
}

function chunk(bytes: Uint8Array): Uint8Array[] {
  const size = Math.ceil(bytes.length / CHUNKS);
  return Array.from({ length: CHUNKS }, (_, part) => bytes.slice(part * size, (part + 1) * size)).filter(
    (part) => part.length > 0,
  );
}

/** The same HLS title with its segments encrypted (AES-128), the key at `key.bin`. */
export function encrypted(title: ToyTitle): ToyTitle {
  const key = Buffer.alloc(16, 7);
  const files = new Map(title.files).set('key.bin', new Uint8Array(key));
  for (const [path, bytes] of title.files) {
    const number = /\/(\d+)\.m4s$/.exec(path)?.[1];
    if (number !== undefined) {
      const iv = Buffer.alloc(16);
      iv.writeUInt32BE(Number(number) - 1, 12); // the media sequence number
      const cipher = createCipheriv('aes-128-cbc', key, iv);
      files.set(path, new Uint8Array(Buffer.concat([cipher.update(bytes), cipher.final()])));
    }
    if (/^[av]\d\.m3u8$/.test(path)) {
      const text = new TextDecoder().decode(bytes);
      const tagged = text.replace('#EXTINF', '#EXT-X-KEY:METHOD=AES-128,URI="key.bin"\n#EXTINF');
      files.set(path, new TextEncoder().encode(tagged));
    }
  }
  return { ...title, files };
}
