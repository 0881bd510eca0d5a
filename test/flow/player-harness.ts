import { expect } from 'vitest';
import { PlayerError } from '../../src/core/errors.ts';
import type { TransportRequest } from '../../src/core/transport.ts';
import type { CreateEngine, Engine, EngineContext, EngineName } from '../../src/engine/engine.ts';
import type { PresentationFacts } from '../../src/model/presentation-info.ts';
import type { Rendition } from '../../src/model/rendition.ts';
import type { Track } from '../../src/model/track.ts';
import type { PlayerEventMap } from '../../src/player/player-event-map.ts';
import { carryOver } from '../../src/player/carry-over.ts';
import type { EngineChooser } from '../../src/player/engine-chooser.ts';
import type { LoadSetup } from '../../src/player/load-setup.ts';
import { resolvePlayerConfig, type LoadConfig } from '../../src/player/player-config.ts';
import { ThroughputMemory } from '../../src/abr/throughput-memory.ts';
import { Player } from '../../src/player/player.ts';
import { FakeEngine } from '../fixtures/fake-engine.ts';
import { FakeMediaElement } from '../fixtures/fake-media-element.ts';
import { createFakeTransport, type FakeAnswer, type FakeTransport } from '../fixtures/fake-transport.ts';
import { plannerHere } from '../fixtures/planner-here.ts';
import { UNKNOWN_DEVICE } from '../fixtures/unknown-device.ts';
import { UNKNOWN_NETWORK } from '../fixtures/unknown-network.ts';
import { createVirtualClock, type VirtualClock } from '../fixtures/virtual-clock.ts';

const ALL_EVENTS: readonly (keyof PlayerEventMap)[] = [
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
  'transfer',
  'recovered',
  'warning',
  'error',
  'phase',
  'ended',
];

export interface PlayerHarness {
  readonly player: Player;
  readonly element: FakeMediaElement;
  readonly clock: VirtualClock;
  readonly server: FakeTransport;
  /** Every engine made, in order; the last is the present one. */
  readonly engines: readonly FakeEngine[];
  readonly engine: FakeEngine;
  /** Every event heard, as `name` or `name detail`. */
  readonly trace: string[];
  /** Presents a frame to whoever waits for the next one. */
  presentFrame(): void;
  readonly frameWaiterCount: number;
  readonly words: readonly string[];
}

export interface HarnessOptions {
  readonly prepareEngine?: (engine: FakeEngine) => void;
  /** How the server answers each request, by its number from 0. Default: an empty 200. */
  readonly answer?: (index: number, request: TransportRequest) => FakeAnswer;
  /** An engine in place of the fake one. */
  readonly createEngine?: (context: EngineContext, element: FakeMediaElement) => Engine;
  readonly config?: LoadConfig;
  /** Default: the planner is there. */
  readonly plannerCode?: LoadSetup['plannerCode'];
  /** Who chooses another engine. Default: there is none. */
  readonly chooser?: (makeEngine: (name: EngineName) => CreateEngine) => Pick<EngineChooser, 'choose'>;
}

export const noOtherEngine: EngineChooser = {
  choose: ({ declined }) => Promise.reject(declined.at(-1)?.error ?? new Error('no engine was tried')),
  carryOver,
  prefetch: () => Promise.resolve(),
  makeReady: () => Promise.resolve(null),
  prefetchChosen: ({ declined }) =>
    Promise.reject(declined.at(-1)?.error ?? new Error('no engine was tried')),
};

/** A player over a fake engine and a fake element, on a virtual clock. */
export function createPlayerHarness({
  prepareEngine,
  answer,
  chooser,
  config,
  createEngine,
  plannerCode = plannerHere(),
}: HarnessOptions = {}): PlayerHarness {
  const element = new FakeMediaElement();
  const clock = createVirtualClock();
  const server = createFakeTransport(clock, (request, index) => answer?.(index, request) ?? {});
  const engines: FakeEngine[] = [];
  const frameWaiters = new Set<() => void>();
  const words: string[] = [];
  const makeEngine =
    (name: EngineName): CreateEngine =>
    (context) => {
      const engine = new FakeEngine(context, name);
      prepareEngine?.(engine);
      engines.push(engine);
      return engine;
    };
  const player = new Player({
    element,
    clock,
    transport: server.transport,
    random: () => 0.5,
    log: (_level, message) => words.push(message),
    baseUrl: 'https://app.test/page/',
    networkInfo: UNKNOWN_NETWORK,
    memory: new ThroughputMemory(),
    plannerCode,
    config: resolvePlayerConfig({ preferences: { audioLanguages: ['de'] }, ...config }),
    onFirstFrame: (run) => {
      frameWaiters.add(run);
      return () => frameWaiters.delete(run);
    },
    loadPreloader: () => Promise.reject(new Error('No test of this harness preloads.')),
    device: UNKNOWN_DEVICE,
    viewport: () => null,
    loadEngineChooser: () => Promise.resolve({ ...noOtherEngine, ...chooser?.(makeEngine) }),
    createMseEngine: createEngine ? (context) => createEngine(context, element) : makeEngine('mse'),
  });
  const trace: string[] = [];
  for (const type of ALL_EVENTS) {
    player.on(type, (payload) => trace.push(describe(type, payload)));
  }
  return {
    player,
    element,
    clock,
    server,
    engines,
    trace,
    words,
    get engine() {
      return engines.at(-1)!;
    },
    presentFrame() {
      const waiters = [...frameWaiters];
      frameWaiters.clear();
      for (const run of waiters) run();
    },
    get frameWaiterCount() {
      return frameWaiters.size;
    },
  };
}

function describe(type: keyof PlayerEventMap, payload: PlayerEventMap[keyof PlayerEventMap]): string {
  if ('reason' in payload) return `engine ${payload.from ? `${payload.from} → ` : ''}${payload.to}`;
  if ('to' in payload) return `${payload.from} → ${payload.to}`;
  if ('phase' in payload) return `phase ${payload.phase}`;
  if ('durationMs' in payload) return `${type} ${payload.durationMs}`;
  if ('error' in payload) return `${type} ${payload.error.code}`;
  if ('renditionId' in payload) return `${type} ${payload.renditionId}`;
  return type;
}

export function decodeFailure(): PlayerError {
  return new PlayerError('decode-failed', 'It broke.', { positionSec: 7, detail: '' });
}

/** What the promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('It did not reject.');
    },
    (reason: unknown) => reason,
  );
}

/** Fails unless nothing of any load is left but what the app itself holds. */
export function expectNothingLeft({
  element,
  clock,
  engines,
  server,
  frameWaiterCount,
}: PlayerHarness): void {
  expect(element.listenerCount).toBe(0);
  expect(clock.timerCount).toBe(0);
  expect(frameWaiterCount).toBe(0);
  expect(server.activeCount).toBe(0);
  for (const engine of engines) expect(engine.isDestroyed).toBe(true);
}

export function rendition(id: string, bandwidthBps: number): Rendition {
  return {
    id,
    bandwidthBps,
    averageBandwidthBps: null,
    width: null,
    height: null,
    frameRate: null,
    videoRange: null,
    codecs: 'avc1.64001f',
    supplementalCodecs: null,
    container: 'mp4',
    isMuxed: false,
    audioGroupId: null,
    groupId: null,
    protection: [],
    inbandEventSchemes: [],
    source: {
      type: 'deferred',
      request: { type: 'index', urls: [], range: null },
      init: null,
      read: () => Promise.reject(new Error('No test reads it.')),
    },
  };
}

export function track(id: string, kind: Track['kind'], renditions: readonly Rendition[] = []): Track {
  return {
    id,
    kind,
    language: 'en',
    label: null,
    roles: ['main'],
    accessibility: [],
    isDefault: true,
    isAutoSelectable: true,
    isForced: false,
    channelCount: null,
    isMuxed: false,
    renditions,
    continuityKey: null,
  };
}

export const LOW: Rendition = rendition('low', 1_000_000);
export const HIGH: Rendition = rendition('high', 4_000_000);
export const VIDEO: Track = track('v', 'video', [LOW, HIGH]);
export const AUDIO: Track = track('a', 'audio', [rendition('aac', 128_000)]);

export const PRESENTATION: PresentationFacts = {
  protocol: 'dash',
  url: 'https://cdn.test/film.mpd',
  isLive: false,
  durationSec: 60,
};

/** What an engine says once the manifest is read. */
export function announcePresentation(engine: FakeEngine): void {
  engine.emit({ type: 'presentation', presentation: PRESENTATION });
  engine.emit({ type: 'tracks', tracks: [VIDEO, AUDIO], activeIds: ['v', 'a'] });
  engine.emit({ type: 'renditions', renditions: [LOW, HIGH] });
}

/** Loads, and gets the first picture on the screen. */
export async function loadToReady(harness: PlayerHarness): Promise<void> {
  const loaded = harness.player.load('https://cdn.test/film.mpd');
  if (harness.element.readyState > 0) harness.element.reset(); // an engine attaches its own source
  announcePresentation(harness.engine);
  harness.engine.resolveLoad();
  harness.element.setBuffered([0, 10]);
  harness.element.readyState = 4;
  harness.presentFrame();
  await loaded;
}
