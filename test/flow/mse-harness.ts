import { expect, onTestFinished } from 'vitest';
import type { DeviceInfo } from '../../src/core/device-info.ts';
import type { KeyPlatform } from '../../src/core/key-ports.ts';
import type { TransportRequest } from '../../src/core/transport.ts';
import { decide } from '../../src/abr/decide.ts';
import { Planner } from '../../src/abr/planner.ts';
import type { Engine, EngineLoadOptions } from '../../src/engine/engine.ts';
import type { EngineEvent } from '../../src/engine/engine-event.ts';
import { createMseEngine } from '../../src/engines/mse/engine.ts';
import { DEFAULT_MSE_ENGINE_CONFIG } from '../../src/engines/mse/mse-engine-config.ts';
// Loaded here too, so that what the engine loads on demand is there without real time passing.
import '../../src/abr/device-watch.ts';
import '../../src/engines/mse/probe-codecs.ts';
import '../../src/engines/mse/read-emsg.ts';
import '../../src/engines/mse/decrypt-segment.ts';
import '../../src/engines/mse/open-keys.ts';
import '../../src/manifest/dash/read-protection.ts';
import '../../src/engines/mse/dash-code.ts';
import '../../src/engines/mse/hls-code.ts';
import { DEFAULT_DRM_CONFIG } from '../../src/model/drm-config.ts';
import type { BufferConfig } from '../../src/buffer/buffer-config.ts';
import { createNetwork } from '../../src/network/create-network.ts';
import type { Decide } from '../../src/model/abr.ts';
import { FakeMediaElement } from '../fixtures/fake-media-element.ts';
import { FakeMse, type FakeMseOptions } from '../fixtures/fake-media-source.ts';
import type { FakeSourceBuffer } from '../fixtures/fake-source-buffer.ts';
import { createFakeTransport, type FakeAnswer, type FakeTransport } from '../fixtures/fake-transport.ts';
import { NO_KEYS } from '../fixtures/no-keys.ts';
import type { ToyTitle } from '../fixtures/toy-title.ts';
import { UNKNOWN_DEVICE } from '../fixtures/unknown-device.ts';
import { createVirtualClock, type VirtualClock } from '../fixtures/virtual-clock.ts';
import { playOn } from './play-on.ts';

export const BASE = 'https://cdn.test/film/';

export interface MseHarnessOptions {
  /** Answers in place of the server, by path; undefined: the server answers. */
  readonly answer?: (path: string, index: number) => FakeAnswer | undefined;
  readonly buffer?: Partial<BufferConfig>;
  readonly mse?: Partial<Omit<FakeMseOptions, 'clock' | 'element'>>;
  readonly decide?: Decide;
  /** Default: there are no key systems. */
  readonly keys?: KeyPlatform;
  /** Default: it tells nothing. */
  readonly device?: DeviceInfo;
  /** Default: it is there from the beginning. */
  readonly firstFrame?: Promise<void>;
  /** Called with each event, once it has been noted. */
  readonly onEvent?: (event: EngineEvent) => void;
  /** Of the server: to the head, and before each of four chunks. Default 20 and 10 ms. */
  readonly headAfterMs?: number;
  readonly chunkEveryMs?: number;
}

const CHUNKS = 4;
const STEP_MS = 100;

function chunk(bytes: Uint8Array): Uint8Array[] {
  const size = Math.ceil(bytes.length / CHUNKS);
  return Array.from({ length: CHUNKS }, (_, part) => bytes.slice(part * size, (part + 1) * size)).filter(
    (part) => part.length > 0,
  );
}

/** A whole mse engine over fake ports, and the trace of what it asked for and reported. */
export class MseHarness {
  readonly clock: VirtualClock = createVirtualClock();
  readonly element = new FakeMediaElement();
  readonly mse: FakeMse;
  readonly server: FakeTransport;
  readonly engine: Engine;
  readonly events: EngineEvent[] = [];
  /** Phases, requests (`> path`) and other events, in order. */
  readonly trace: string[] = [];
  readonly #title: ToyTitle;
  readonly #planner = new Planner();

  constructor(title: ToyTitle, options: MseHarnessOptions = {}) {
    const { clock, element } = this;
    this.#title = title;
    this.mse = new FakeMse({ clock, element, ...options.mse });
    const { headAfterMs = 20, chunkEveryMs = 10 } = options;
    this.server = createFakeTransport(clock, (request, index) => {
      const path = pathOf(request);
      this.trace.push(`> ${path}`);
      const scripted = options.answer?.(path, index);
      if (scripted) return { headAfterMs, ...scripted };
      const bytes = title.files.get(path);
      return bytes ? { headAfterMs, chunkEveryMs, chunks: chunk(bytes) } : { headAfterMs, status: 404 };
    });
    this.engine = createMseEngine({
      element,
      mse: this.mse,
      keys: options.keys ?? NO_KEYS,
      yieldToPage: () => Promise.resolve(),
      clock,
      log: () => undefined,
      request: createNetwork({
        transport: this.server.transport,
        clock,
        random: () => 0.5,
        onTransfer: () => undefined,
      }),
      decide:
        options.decide ?? ((input) => decide({ ...input, priorBps: null, hintBps: null }, this.#planner)),
      config: {
        ...DEFAULT_MSE_ENGINE_CONFIG,
        buffer: { ...DEFAULT_MSE_ENGINE_CONFIG.buffer, ...options.buffer },
      },
      device: options.device ?? UNKNOWN_DEVICE,
      firstFrame: options.firstFrame ?? Promise.resolve(),
      viewport: () => null,
      emit: (event) => {
        this.events.push(event);
        this.trace.push(describe(event));
        options.onEvent?.(event);
      },
    });
    onTestFinished(() => {
      this.engine.destroy();
    });
  }

  load(options: Partial<EngineLoadOptions> = {}): Promise<void> {
    const source = { url: BASE + this.#title.manifest, mimeType: null, protocol: this.#title.protocol };
    const loaded = this.engine.load(source, {
      startSec: null,
      quality: 'auto',
      preferredAudioLanguages: [],
      drm: DEFAULT_DRM_CONFIG,
      ...options,
    });
    loaded.catch(() => undefined); // tests that expect a failure look at it themselves
    return loaded;
  }

  get paths(): readonly string[] {
    return this.server.requests.map(pathOf);
  }

  /** Paths asked for since a count of requests. */
  pathsSince(count: number): readonly string[] {
    return this.paths.slice(count);
  }

  buffer(kind: 'video' | 'audio'): FakeSourceBuffer {
    const found = this.mse.current?.buffers.find(({ mimeType }) => mimeType.startsWith(kind));
    if (!found) throw new Error(`there is no ${kind} SourceBuffer`);
    return found;
  }

  /** Seconds ahead of the playhead, as the engine tells them. */
  snapshotAhead(): number {
    return this.engine.snapshot().bufferAheadSec;
  }

  ofType<T extends EngineEvent['type']>(type: T): Extract<EngineEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<EngineEvent, { type: T }> => event.type === type);
  }

  /** Lets time pass, the element playing what is buffered where it is not paused. */
  async run(ms: number): Promise<void> {
    for (let passedMs = 0; passedMs < ms; passedMs += STEP_MS) {
      await this.clock.advance(STEP_MS);
      playOn(this.element, this.mse, STEP_MS / 1000);
    }
  }

  /** Runs until `isReached` (at most `limitMs`). */
  async runUntil(isReached: () => boolean, limitMs = 120_000): Promise<void> {
    for (let passedMs = 0; !isReached(); passedMs += STEP_MS) {
      if (passedMs > limitMs)
        throw new Error(`not reached at ${this.element.currentTime} s:\n${this.trace.join('\n')}`);
      await this.run(STEP_MS);
    }
  }
}

/** A title that has begun to play. */
export async function play(title: ToyTitle, options: MseHarnessOptions = {}): Promise<MseHarness> {
  const harness = new MseHarness(title, options);
  void harness.load();
  await harness.runUntil(() => harness.element.readyState >= 3);
  await harness.element.play();
  return harness;
}

/** Plays to this end, whole. */
export async function playOut(harness: MseHarness, endSec: number): Promise<void> {
  await harness.runUntil(() => harness.element.ended || harness.ofType('failed').length > 0);
  expect(harness.ofType('failed')).toEqual([]);
  expect(harness.ofType('gap-jumped')).toEqual([]);
  expect(harness.element.currentTime).toBe(endSec);
}

export const pathOf = ({ url }: TransportRequest): string => url.replace(BASE, '');

function describe(event: EngineEvent): string {
  switch (event.type) {
    case 'phase':
      return `phase ${event.phase}`;
    case 'failed':
    case 'warning':
      return `${event.type} ${event.error.code}`;
    case 'recovered':
      return `recovered ${event.from.code}`;
    case 'decision':
      return `decision ${event.decision.renditionId} at ${event.positionSec}`;
    case 'rendition-shown':
      return `shown ${event.renditionId}`;
    case 'presentation':
      return `presentation ${event.presentation.durationSec ?? 'unknown'}`;
    case 'duration':
      return `duration ${event.durationSec}`;
    case 'gap-jumped':
      return `jumped ${event.gap.startSec.toFixed(2)}-${event.gap.endSec.toFixed(2)}`;
    default:
      return event.type;
  }
}

/** Nothing may be alive when an engine has been destroyed. */
export function expectNothingLeft({ clock, element, mse, server }: MseHarness): void {
  expect({
    timers: clock.timerCount,
    elementListeners: element.listenerCount,
    requests: server.activeCount,
    buffersAndTheirListeners: mse.liveCount,
    attached: mse.current,
  }).toEqual({ timers: 0, elementListeners: 0, requests: 0, buffersAndTheirListeners: 0, attached: null });
}
