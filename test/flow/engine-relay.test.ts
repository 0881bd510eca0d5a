import { describe, expect, it } from 'vitest';
import { PlayerError, type ErrorCode, type ErrorContexts } from '../../src/core/errors.ts';
import type { CreateEngine, EngineName } from '../../src/engine/engine.ts';
import type { Declined } from '../../src/engine/select-engine.ts';
import type { EngineChoice } from '../../src/player/engine-chooser.ts';
import type { FakeEngine } from '../fixtures/fake-engine.ts';
import {
  AUDIO,
  announcePresentation,
  createPlayerHarness,
  expectNothingLeft,
  failureOf,
  track,
  VIDEO,
  type HarnessOptions,
  type PlayerHarness,
} from './player-harness.ts';

const URL = 'https://cdn.test/film.mpd';
const unsupported = failure('manifest-unsupported', { url: URL, feature: 'live' });

function failure<C extends ErrorCode>(code: C, context: ErrorContexts[C]): PlayerError {
  return new PlayerError(code, `It met ${code}.`, context);
}

/** A harness whose chooser offers these engines in turn, and notes what it was told. */
function createRelayHarness(
  offers: readonly EngineName[],
  options: HarnessOptions = {},
  handOver: EngineChoice['handOver'] = (ports) => ports,
  codeOf: (engine: EngineName, made: CreateEngine) => Promise<CreateEngine> = (_engine, made) =>
    Promise.resolve(made),
): PlayerHarness & { readonly asked: (readonly Declined[])[] } {
  const asked: (readonly Declined[])[] = [];
  const harness = createPlayerHarness({
    ...options,
    chooser: (makeEngine) => ({
      choose: ({ source, declined }) => {
        asked.push([...declined]);
        const engine = offers[asked.length - 1];
        if (!engine) return Promise.reject(declined.at(-1)?.error ?? new Error('nothing is offered'));
        return Promise.resolve({
          ...{ engine, source, reason: 'it may', create: codeOf(engine, makeEngine(engine)) },
          handOver: declined.length === 0 ? handOver : (ports) => ports,
        });
      },
    }),
  });
  return Object.assign(harness, { asked });
}

/** An engine that asks for the manifest as it starts, as all do. */
const askForManifest = (engine: FakeEngine): void => {
  engine.onLoad = () => {
    const { signal } = new AbortController();
    void engine.context.request({ type: 'manifest', urls: [URL], signal });
  };
};

async function showPicture(harness: PlayerHarness): Promise<void> {
  announcePresentation(harness.engine);
  harness.engine.resolveLoad();
  harness.element.setBuffered([0, 10]);
  harness.element.readyState = 4;
  harness.presentFrame();
  await harness.clock.flush();
}

describe('an engine that cannot start', () => {
  it('gives way to the next: same position, same manifest, and says why', async () => {
    const harness = createRelayHarness(['shaka'], { prepareEngine: askForManifest });
    const { player, clock, engines, server } = harness;
    const loaded = player.load(URL, { startSec: 7 });
    await clock.advance(10);
    engines[0]?.rejectLoad(unsupported);
    await clock.flush();
    expect(engines.map(({ name, isDestroyed }) => [name, isDestroyed])).toEqual([
      ['mse', true],
      ['shaka', false],
    ]);
    expect(harness.asked).toEqual([[{ engine: 'mse', error: unsupported }]]);
    expect(harness.engine.options?.startSec).toBe(7);
    expect(server.requests).toHaveLength(1);
    expect(player.engine).toBe('shaka');
    await showPicture(harness);
    await loaded;
    expect(harness.trace.slice(0, 5)).toEqual([
      'phase load',
      'idle → loading',
      'engine mse',
      'transfer',
      'engine mse → shaka',
    ]);
    player.destroy();
    expectNothingLeft(harness);
  });

  it('does so too when it says so by an event, but not behind the first picture', async () => {
    const harness = createRelayHarness(['shaka', 'hlsjs']);
    const loaded = harness.player.load(URL);
    harness.engine.emit({ type: 'failed', error: unsupported });
    await harness.clock.flush();
    expect(harness.engine.name).toBe('shaka');
    await showPicture(harness);
    await loaded;
    harness.engine.emit({ type: 'failed', error: unsupported });
    await harness.clock.flush();
    expect(harness.player.state).toBe('error');
    expect(harness.engines).toHaveLength(2);
  });

  it('leaves what was fetched while its code came to the next one, too', async () => {
    const { signal } = new AbortController();
    const served: string[] = [];
    const prepareEngine = (engine: FakeEngine): void => {
      engine.onLoad = () => {
        void engine.context.request({ type: 'manifest', urls: [URL], signal });
        const segment = `${engine.name}/1.m4s`;
        void engine.context.request({ type: 'segment', urls: [`https://cdn.test/${segment}`], signal });
      };
    };
    const harness = createRelayHarness(
      ['hlsjs', 'shaka'],
      { prepareEngine, config: { engines: ['hlsjs', 'shaka'] } },
      (ports) => ({
        ...ports,
        request: (resource) => {
          served.push(resource.urls[0] ?? '');
          return ports.request(resource);
        },
      }),
    );
    void harness.player.load(URL).catch(() => undefined);
    await harness.clock.flush();
    harness.engine.rejectLoad(unsupported);
    await harness.clock.flush();
    expect(harness.engine.name).toBe('shaka');
    expect(served).toEqual(['https://cdn.test/hlsjs/1.m4s', 'https://cdn.test/shaka/1.m4s']);
    expect(harness.server.requests.map(({ url }) => url)).toEqual([URL, ...served]);
  });

  it('plays on at the speed of before, however many engines it was handed to', async () => {
    const harness = createRelayHarness(['hlsjs', 'shaka']);
    const loaded = harness.player.load(URL);
    void harness.element.play();
    harness.element.playbackRate = 1.5;
    for (const name of ['hlsjs', 'shaka']) {
      harness.engine.rejectLoad(unsupported);
      await harness.clock.flush();
      expect(harness.engine.name).toBe(name);
      harness.element.reset();
      harness.element.playbackRate = 1; // as a new source does
    }
    await showPicture(harness);
    await loaded;
    await harness.clock.flush();
    expect(harness.element.playbackRate).toBe(1.5);
    expect(harness.player.state).toBe('playing');
  });

  it('or whose code does not come gives way, and says nothing of the title', async () => {
    const missing = failure('network-failed', { url: URL, requestType: 'code', attempts: 1 });
    const harness = createRelayHarness(
      ['hlsjs', 'shaka'],
      { config: { engines: ['hlsjs', 'shaka'] } },
      undefined,
      (engine, made) => (engine === 'hlsjs' ? Promise.reject(missing) : Promise.resolve(made)),
    );
    const loaded = harness.player.load(URL);
    await harness.clock.flush();
    expect(harness.asked.at(-1)).toEqual([{ engine: 'hlsjs', error: missing }]);
    expect(harness.trace).toContain('engine shaka');
    await showPicture(harness);
    await loaded;
    const later = failure('network-status', { url: URL, requestType: 'segment', status: 404, attempts: 1 });
    const failed = new Promise((resolve) => harness.player.on('error', ({ error }) => resolve(error)));
    harness.engine.emit({ type: 'failed', error: later });
    expect(await failed).toBe(later);
  });

  it('hands no request over that it was cut off from', async () => {
    const harness = createRelayHarness(['hlsjs'], {
      answer: (_index, { url }) => (url.endsWith('audio.m3u8') ? { headAfterMs: 100 } : {}),
      prepareEngine: (engine) => {
        const controller = new AbortController();
        engine.onLoad = () => {
          const { signal } = controller;
          engine.context.request({ type: 'playlist', urls: ['https://cdn.test/audio.m3u8'], signal }).then(
            () => played.push(engine.name),
            () => undefined,
          );
        };
        engine.onDestroy = () => {
          controller.abort();
        };
      },
    });
    const played: string[] = [];
    void harness.player.load(URL).catch(() => undefined);
    harness.engine.rejectLoad(unsupported);
    await harness.clock.advance(300);
    expect(played).toEqual(['hlsjs']);
  });

  it('plays on where the app had asked to play', async () => {
    const harness = createRelayHarness(['shaka']);
    const loaded = harness.player.load(URL);
    void harness.element.play();
    harness.engine.rejectLoad(unsupported);
    await harness.clock.flush();
    harness.element.reset(); // the source of the engine before is gone
    await showPicture(harness);
    await loaded;
    await harness.clock.flush();
    expect(harness.player.state).toBe('playing');
  });

  it('ends with a listener that ends the load', async () => {
    const harness = createRelayHarness(['shaka']);
    harness.player.on('enginechange', ({ from }) => {
      if (from) harness.player.unload();
    });
    void harness.player.load(URL).catch(() => undefined);
    harness.engine.rejectLoad(unsupported);
    await harness.clock.flush();
    expect(harness.engines.map(({ options }) => options !== null)).toEqual([true, false]);
    expectNothingLeft(harness);
  });

  it('gives way for a fault of its own, too', async () => {
    const harness = createRelayHarness(['shaka']);
    void harness.player.load(URL).catch(() => undefined);
    harness.engine.rejectLoad(new TypeError('x is not a function'));
    await harness.clock.flush();
    expect(harness.player.engine).toBe('shaka');
  });

  it('gives way once, however many of its parts fail', async () => {
    const harness = createRelayHarness(['shaka']);
    void harness.player.load(URL).catch(() => undefined);
    harness.engine.emit({ type: 'failed', error: unsupported });
    harness.engine.emit({ type: 'failed', error: unsupported });
    harness.engine.rejectLoad(unsupported);
    await harness.clock.flush();
    expect(harness.engines.map(({ name }) => name)).toEqual(['mse', 'shaka']);
    expect(harness.player.state).toBe('loading');
  });

  it('keeps the tracks, by what they are', async () => {
    const harness = createRelayHarness(['hlsjs']);
    void harness.player.load(URL).catch(() => undefined);
    const french = { ...AUDIO, id: 'f', language: 'fr' };
    harness.engine.emit({ type: 'tracks', tracks: [VIDEO, AUDIO, french], activeIds: ['v', 'f'] });
    harness.engine.rejectLoad(unsupported);
    await harness.clock.flush();
    const { engine } = harness;
    expect(engine.options?.preferredAudioLanguages).toEqual(['fr', 'de']);
    const tracks = [track('0', 'video'), { ...AUDIO, id: '1' }, { ...french, id: '2', language: 'fra' }];
    engine.emit({ type: 'tracks', tracks, activeIds: ['0', '1'] });
    engine.emit({ type: 'tracks', tracks, activeIds: ['0', '1'] });
    expect(engine.selectedTracks).toEqual(['2']);
  });

  it('is not heard any more', async () => {
    const harness = createRelayHarness(['shaka']);
    void harness.player.load(URL).catch(() => undefined);
    const [first] = harness.engines;
    first?.rejectLoad(unsupported);
    await harness.clock.flush();
    first?.emit({ type: 'phase', phase: 'first-append' });
    first?.emit({ type: 'failed', error: unsupported });
    await harness.clock.flush();
    expect(harness.player.state).toBe('loading');
    expect(harness.trace).not.toContain('phase first-append');
  });
});

describe('what ends the load all the same', () => {
  it('a fault that another engine would meet too', async () => {
    const harness = createRelayHarness(['shaka']);
    const error = failure('network-status', { url: URL, requestType: 'manifest', status: 404, attempts: 3 });
    const loaded = failureOf(harness.player.load(URL));
    harness.engine.rejectLoad(error);
    expect(await loaded).toBe(error);
    expect(harness.asked).toEqual([]);
  });

  it('a second failure: what fails gives way once, what finds the title none for it every time', async () => {
    const harness = createRelayHarness(['hlsjs', 'shaka', 'native']);
    const loaded = failureOf(harness.player.load(URL));
    const fault = failure('manifest-malformed', { url: URL, detail: '' });
    for (const error of [unsupported, fault, unsupported]) {
      harness.engine.rejectLoad(error);
      await harness.clock.flush();
    }
    expect(await loaded).toBe(fault);
    expect(harness.engines.map(({ name }) => name)).toEqual(['mse', 'hlsjs', 'shaka']);
    expect(harness.words.at(-1)).toMatch(/^shaka took over in vain: /);
    expectNothingLeft(harness);
  });

  it('that both say the same: in the words of the first', async () => {
    const harness = createRelayHarness(['shaka']);
    const loaded = failureOf(harness.player.load(URL));
    const first = failure('manifest-malformed', { url: URL, detail: 'line 3' });
    harness.engine.rejectLoad(first);
    await harness.clock.flush();
    harness.engine.rejectLoad(failure('manifest-malformed', { url: URL, detail: 'somewhere' }));
    expect(await loaded).toBe(first);
  });

  it('that no other is there: with the error of the one that was tried', async () => {
    const harness = createRelayHarness([]);
    const loaded = failureOf(harness.player.load(URL));
    harness.engine.rejectLoad(unsupported);
    expect(await loaded).toBe(unsupported);
    expectNothingLeft(harness);
  });

  it('its end while another engine is on its way', async () => {
    const harness = createRelayHarness(['shaka']);
    const loaded = failureOf(harness.player.load(URL));
    harness.engine.rejectLoad(unsupported);
    harness.player.unload();
    expect(await loaded).toMatchObject({ name: 'AbortError' });
    await harness.clock.flush();
    expect(harness.engines).toHaveLength(1);
    expectNothingLeft(harness);
  });
});

describe('a source that Kinora’s own engine is not for', () => {
  it('a file: nothing is fetched for it', async () => {
    const harness = createRelayHarness(['native']);
    void harness.player.load('https://cdn.test/film.mp4').catch(() => undefined);
    await harness.clock.flush();
    expect(harness.engines.map(({ name }) => name)).toEqual(['native']);
    expect(harness.server.requests).toEqual([]);
    expect(harness.trace).toContain('engine native');
  });

  it('another engine that the app prefers: the manifest leaves in the task of load(), and is fetched once', async () => {
    const harness = createRelayHarness(['shaka'], {
      config: { engines: ['shaka'] },
      prepareEngine: askForManifest,
    });
    void harness.player.load(URL).catch(() => undefined);
    expect(harness.server.requests.map(({ url }) => url)).toEqual([URL]);
    await harness.clock.advance(10);
    expect(harness.engines.map(({ name }) => name)).toEqual(['shaka']);
    expect(harness.server.requests).toHaveLength(1);
  });
});
