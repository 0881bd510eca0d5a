import { describe, expect, it } from 'vitest';
import { DEFAULT_ABR_CONFIG } from '../../src/abr/abr-config.ts';
import { ThroughputMemory } from '../../src/abr/throughput-memory.ts';
import { PlayerError } from '../../src/core/errors.ts';
import { Scope } from '../../src/core/scope.ts';
import { beginHeadStart } from '../../src/create-preloader.ts';
import { DEFAULT_MSE_ENGINE_CONFIG } from '../../src/engines/mse/mse-engine-config.ts';
// Loaded here too, so that what is loaded on demand is there without real time passing.
import '../../src/engines/mse/hls-code.ts';
import type { EngineAbrInput } from '../../src/model/abr.ts';
import type { RequestResource, ResourceRequest, ResourceResponse } from '../../src/model/resource.ts';
import { createNetwork } from '../../src/network/create-network.ts';
import { createDecide } from '../../src/player/create-decide.ts';
import type { HeadStart } from '../../src/player/head-start.ts';
import { resolvePlayerConfig } from '../../src/player/player-config.ts';
import type { LoadPorts } from '../../src/player/preload-port.ts';
import { shareManifests } from '../../src/player/shared-manifests.ts';
import { FakeMediaElement } from '../fixtures/fake-media-element.ts';
import { FakeMse } from '../fixtures/fake-media-source.ts';
import { createFakeTransport } from '../fixtures/fake-transport.ts';
import { NO_KEYS } from '../fixtures/no-keys.ts';
import { createHlsTitle, TOY_VIDEO, type ToyTitle } from '../fixtures/toy-title.ts';
import { plannerHere } from '../fixtures/planner-here.ts';
import { UNKNOWN_DEVICE } from '../fixtures/unknown-device.ts';
import { UNKNOWN_NETWORK } from '../fixtures/unknown-network.ts';
import { createVirtualClock, type VirtualClock } from '../fixtures/virtual-clock.ts';

const BASE = 'https://cdn.test/';
const FIRST_MEDIA = ['v1/init.mp4', 'v1/1.m4s', 'a1/init.mp4', 'a1/1.m4s'];

interface Rig {
  readonly clock: VirtualClock;
  readonly headStart: HeadStart;
  readonly scope: Scope;
  /** Paths asked for, in order. */
  readonly paths: () => readonly string[];
  readonly words: readonly string[];
  readonly activeCount: () => number;
  /** What the controller was asked, by whomever. */
  readonly asked: readonly EngineAbrInput[];
  /** The engine has come. */
  takeOver(): LoadPorts;
}

/** An answer begins after 20 ms and ends 20 ms later. */
function begin(title: ToyTitle, missing?: string, readBefore: readonly string[] = []): Rig {
  const clock = createVirtualClock();
  const scope = new Scope(clock);
  const element = new FakeMediaElement();
  const words: string[] = [];
  const server = createFakeTransport(clock, ({ url }) => {
    const path = url.slice(BASE.length);
    const bytes = path === missing ? undefined : title.files.get(path);
    if (!bytes) return { status: 404 };
    const half = Math.ceil(bytes.length / 2);
    return { headAfterMs: 20, chunks: [bytes.slice(0, half), bytes.slice(half)], chunkEveryMs: 10 };
  });
  const config = resolvePlayerConfig({});
  const { transport } = server;
  const request = createNetwork({ transport, clock, random: () => 0.5, onTransfer: () => undefined });
  const memory = new ThroughputMemory();
  const plannerCode = plannerHere();
  const ownDecide = createDecide(DEFAULT_ABR_CONFIG, {
    ...{ networkInfo: UNKNOWN_NETWORK, memory, clock, plannerCode, log: () => undefined },
  });
  const asked: EngineAbrInput[] = [];
  const decide: LoadPorts['decide'] = (input) => {
    asked.push(input);
    return ownDecide(input);
  };
  const ports = { request, decide };
  const url = BASE + title.manifest;
  const { share } = shareManifests(request);
  const read = share();
  void read({ type: 'manifest', urls: [url], signal: scope.signal });
  for (const path of readBefore) void read({ type: 'playlist', urls: [BASE + path], signal: scope.signal });
  const error = new PlayerError('drm-unsupported', 'encrypted', { url, systems: ['com.widevine.alpha'] });
  const headStart = beginHeadStart(
    {
      source: { url, protocol: title.protocol, mimeType: null },
      options: { startSec: null, quality: 'auto', preferredAudioLanguages: [], drm: config.drm },
      ...{ share, ports, scope, declined: readBefore.length > 0 ? [{ engine: 'mse', error }] : [] },
    },
    {
      ...{ element, transport, clock, memory, plannerCode, config, baseUrl: BASE },
      ...{ random: () => 0.5, log: (_level, word) => words.push(word), networkInfo: UNKNOWN_NETWORK },
      ...{ device: UNKNOWN_DEVICE, viewport: () => null, createMseEngine: null },
      loadEngineChooser: () => Promise.reject(new Error('the engine is chosen')),
    },
    {
      ...{ config: DEFAULT_MSE_ENGINE_CONFIG, mse: new FakeMse({ clock, element }) },
      keys: NO_KEYS,
      yieldToPage: () => Promise.resolve(),
    },
  );
  return {
    ...{ clock, headStart, scope, words, asked },
    activeCount: () => server.activeCount,
    paths: () => server.requests.map(({ url }) => url.slice(BASE.length)),
    takeOver: () => headStart.handOver(ports),
  };
}

/** As an engine would: all that it starts with, one behind the other. */
async function fetchAll(
  request: RequestResource,
  paths: readonly string[],
  clock: VirtualClock,
): Promise<readonly ResourceResponse[]> {
  const { signal } = new AbortController();
  const answers = paths.map((path) => {
    const type = path.endsWith('.m3u8') ? 'playlist' : path.endsWith('.mp4') ? 'init' : 'segment';
    const trackKind = path.startsWith('a') ? 'audio' : 'video';
    const resource: ResourceRequest = { type, trackKind, urls: [BASE + path], range: null, signal };
    return request(resource);
  });
  const all = Promise.all(answers);
  all.catch(() => undefined); // met by whoever awaits it
  await clock.advance(200);
  return all;
}

/** What an engine asks the controller at its start, with ids of its own. */
const atStart: EngineAbrInput = {
  renditions: TOY_VIDEO.map(({ bandwidthBps, height }) => ({
    ...{
      id: `${height}p`,
      bandwidthBps,
      height,
      width: Math.round((height * 16) / 9),
      nextSegmentBytes: null,
    },
  })),
  ...{ atMs: 0, currentId: null, bufferSec: 0, bufferGoalSec: 30, segmentDurationSec: 0, viewport: null },
  ...{ remainingSec: null, awaitedSec: 3, inFlight: null, playbackRate: 1, audioBps: 0, samples: [] },
};

describe('while the code of an engine is on its way', () => {
  it('all that it starts with is fetched, and answers it: nothing is fetched twice', async () => {
    const title = createHlsTitle();
    const { clock, paths, asked, scope, takeOver, activeCount } = begin(title);
    await clock.advance(200);
    const ahead = ['v1.m3u8', 'a1.m3u8', ...FIRST_MEDIA];
    expect([...paths()].sort()).toEqual([title.manifest, ...ahead].sort());
    const { request, decide } = takeOver();
    const decision = decide(atStart);
    expect(decision.renditionId).toBe('240p');
    expect(decision.reason).toMatch(/^start/);
    // The engine appends whole segments: the picture comes with the end of one.
    expect(asked.map(({ awaitedSec }) => awaitedSec)).toEqual([expect.closeTo(3.7)]);
    expect(asked[0]?.samples).toMatchObject([{ type: 'manifest', endMs: 40 }]);
    const answers = await fetchAll(request, ahead, clock);
    expect(answers.map(({ bytes }) => bytes)).toEqual(ahead.map((path) => title.files.get(path)));
    expect(paths()).toHaveLength(1 + ahead.length);
    decide(atStart);
    expect(asked).toHaveLength(2); // what starts anew later is decided anew
    scope.dispose();
    expect([activeCount(), clock.timerCount]).toEqual([0, 0]);
  });

  it('what the engine that has declined the title had read of it is not fetched again', async () => {
    const playlists = ['v1.m3u8', 'a1.m3u8'];
    const { clock, paths } = begin(createHlsTitle(), undefined, playlists);
    await clock.advance(300);
    expect(paths()).toEqual(['master.m3u8', ...playlists, ...paths().slice(3)]);
    expect([...paths().slice(3)].sort()).toEqual([...FIRST_MEDIA].sort());
  });

  it('its transfers are the load’s own: what they say of the link counts', async () => {
    const { clock, takeOver } = begin(createHlsTitle({ videoPayloadBytes: 100_000 }));
    await clock.advance(200);
    const [segment] = await fetchAll(takeOver().request, ['v1/1.m4s'], clock);
    expect(segment?.sample).toMatchObject({ isCached: false, startMs: 80, endMs: 120 });
    expect(segment?.sample.bytes).toBe(segment?.bytes.length);
  });

  it('the engine that comes earlier goes on where it stands, and joins what is on its way', async () => {
    const { clock, paths, takeOver, words } = begin(createHlsTitle());
    await clock.advance(90); // the segments have begun
    expect(paths()).toContain('v1/1.m4s');
    const { request } = takeOver();
    await fetchAll(request, ['v1.m3u8', ...FIRST_MEDIA], clock);
    expect(new Set(paths()).size).toBe(paths().length);
    expect(words).toEqual([]);
  });

  it('the engine that comes with the playlists asks for the media itself', async () => {
    const { clock, paths, takeOver } = begin(createHlsTitle());
    await clock.advance(50);
    expect(paths()).toEqual(['master.m3u8', 'v1.m3u8', 'a1.m3u8']);
    const { request } = takeOver();
    await clock.advance(200);
    expect(paths()).toHaveLength(3);
    await fetchAll(request, ['v1.m3u8', 'v2/1.m4s'], clock);
    expect(paths().slice(3)).toEqual(['v2/1.m4s']);
  });

  it('what the engine does not want is cut off', async () => {
    const { clock, scope, paths, takeOver, activeCount } = begin(createHlsTitle());
    await clock.advance(90);
    const { request } = takeOver();
    expect(activeCount()).toBe(4);
    const resource = { type: 'segment', trackKind: 'video', range: null, signal: scope.signal } as const;
    request({ ...resource, urls: [`${BASE}v3/1.m4s`] }).catch(() => undefined);
    await clock.flush();
    expect(paths().at(-1)).toBe('v3/1.m4s');
    expect(activeCount()).toBe(3); // neither the video segment of another rendition nor its init segment
    scope.dispose(new DOMException('unload', 'AbortError'));
    await clock.flush();
    expect([activeCount(), clock.timerCount]).toEqual([0, 0]);
  });

  it('nothing is kept of a live title: it is old when the engine comes', async () => {
    const title = createHlsTitle();
    const files = new Map(title.files);
    for (const [path, bytes] of title.files)
      if (/^[va]1\.m3u8$/.test(path)) {
        const text = new TextDecoder().decode(bytes).replace('#EXT-X-ENDLIST', '');
        files.set(path, new TextEncoder().encode(text));
      }
    const { clock, paths, asked, takeOver } = begin({ ...title, files });
    await clock.advance(1000);
    expect(paths()).toEqual(['master.m3u8', 'v1.m3u8', 'a1.m3u8']);
    const { request, decide } = takeOver();
    await fetchAll(request, ['v1.m3u8', 'a1.m3u8'], clock);
    expect(paths().slice(3)).toEqual(['v1.m3u8', 'a1.m3u8']);
    decide(atStart);
    expect(asked).toHaveLength(2);
  });

  it('a load that ends before the engine is here leaves nothing behind, and says nothing', async () => {
    for (const afterMs of [10, 50, 90, 500]) {
      const { clock, scope, activeCount, words } = begin(createHlsTitle());
      await clock.advance(afterMs);
      scope.dispose(new DOMException('unload', 'AbortError'));
      await clock.flush();
      expect([activeCount(), clock.timerCount, words]).toEqual([0, 0, []]);
    }
  });

  it('what fails is left to the engine to meet', async () => {
    for (const afterMs of [200, 50]) {
      const { clock, takeOver, words } = begin(createHlsTitle(), 'v1.m3u8');
      await clock.advance(afterMs); // with 50 ms, it is on its way yet
      const isKnown = afterMs === 200;
      expect(words).toEqual(
        isKnown ? ['the engine has to fetch for itself some of what it starts with'] : [],
      );
      const answer = fetchAll(takeOver().request, ['v1.m3u8'], clock);
      await expect(answer).rejects.toMatchObject({ code: 'network-status' });
    }
  });
});
