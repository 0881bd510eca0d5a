import { describe, expect, it } from 'vitest';
import { isPlayerError } from '../../src/core/errors.ts';
import type { PlayerState } from '../../src/player/state.ts';
import {
  announcePresentation,
  createPlayerHarness,
  decodeFailure,
  expectNothingLeft,
  failureOf,
  loadToReady,
  type PlayerHarness,
} from './player-harness.ts';

const URL = 'https://cdn.test/film.mpd';

describe('ends that were asked for', () => {
  const isAbort = (reason: unknown): boolean =>
    reason instanceof DOMException && reason.name === 'AbortError';

  it('another load supersedes: the first rejects with an AbortError, and only the second lives', async () => {
    const harness = createPlayerHarness();
    const first = failureOf(harness.player.load(URL));
    const [firstEngine] = harness.engines;
    const second = harness.player.load(`${URL}?2`);
    expect(firstEngine!.isDestroyed).toBe(true);
    expect(isAbort(await first)).toBe(true);

    firstEngine!.emit({ type: 'failed', error: decodeFailure() });
    expect(harness.player.state).toBe('loading');
    harness.element.readyState = 4;
    await second;
    expect(harness.player.state).toBe('ready');
    expect(harness.trace.filter((entry) => entry.startsWith('error'))).toEqual([]);
  });

  it('an aborted signal ends the load with its reason, and leaves nothing', async () => {
    const harness = createPlayerHarness();
    const controller = new AbortController();
    const loaded = failureOf(harness.player.load(URL, { signal: controller.signal }));
    const reason = new Error('the viewer went back');
    controller.abort(reason);
    expect(await loaded).toBe(reason);
    expect(harness.player.state).toBe('idle');
    expect(harness.trace).toEqual(['phase load', 'idle → loading', 'engine mse', 'loading → idle']);
    expectNothingLeft(harness);
  });

  it('a signal that is aborted already changes nothing', async () => {
    const harness = createPlayerHarness();
    await loadToReady(harness);
    const reason = new Error('too late');
    expect(await failureOf(harness.player.load(URL, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(harness.player.state).toBe('ready');
    expect(harness.engines).toHaveLength(1);
  });

  it('the signal counts no more once the load has settled', async () => {
    const harness = createPlayerHarness();
    const controller = new AbortController();
    const loaded = harness.player.load(URL, { signal: controller.signal });
    harness.element.readyState = 4;
    await loaded;
    controller.abort();
    expect(harness.player.state).toBe('ready');
    expect(harness.engine.isDestroyed).toBe(false);
  });

  const reach: Record<PlayerState, (harness: PlayerHarness) => Promise<void>> = {
    idle: () => Promise.resolve(),
    loading: (harness) => {
      void failureOf(harness.player.load(URL));
      return Promise.resolve();
    },
    ready: loadToReady,
    playing: async (harness) => {
      await loadToReady(harness);
      await harness.element.play();
    },
    paused: async (harness) => {
      await reach.playing(harness);
      harness.element.pause();
    },
    seeking: async (harness) => {
      await reach.playing(harness);
      harness.element.currentTime = 40;
      await harness.clock.flush();
    },
    stalled: async (harness) => {
      await reach.playing(harness);
      harness.element.readyState = 2;
    },
    ended: async (harness) => {
      await reach.playing(harness);
      harness.element.finish();
    },
    error: async (harness) => {
      await loadToReady(harness);
      harness.engine.emit({ type: 'failed', error: decodeFailure() });
    },
  };

  describe.each(Object.keys(reach) as PlayerState[])('in state %s', (state) => {
    it.each(['destroy', 'unload'] as const)('%s leaves nothing behind', async (how) => {
      const harness = createPlayerHarness();
      await reach[state](harness);
      expect(harness.player.state).toBe(state);
      harness.player[how]();
      expect(harness.player.state).toBe('idle');
      expect(harness.trace.filter((entry) => entry === 'stallstart')).toHaveLength(
        harness.trace.filter((entry) => entry.startsWith('stallend')).length,
      );
      expectNothingLeft(harness);
      const heardCount = harness.trace.length;
      for (const engine of harness.engines) engine.emit({ type: 'phase', phase: 'first-append' });
      await harness.element.play();
      expect(harness.trace).toHaveLength(heardCount);
    });

    it('load starts afresh', async () => {
      const harness = createPlayerHarness();
      await reach[state](harness);
      const before = [...harness.engines];
      const loaded = harness.player.load(URL);
      expect(harness.player.state).toBe('loading');
      for (const engine of before) expect(engine.isDestroyed).toBe(true);
      harness.element.reset();
      harness.element.readyState = 4;
      await loaded;
      expect(harness.player.state).toBe('ready');
      harness.player.destroy();
      expectNothingLeft(harness);
    });
  });

  it('destroy during a load rejects it, twice is once, and later calls say why they fail', async () => {
    const harness = createPlayerHarness();
    const loaded = failureOf(harness.player.load(URL));
    harness.player.destroy();
    harness.player.destroy();
    expect(isAbort(await loaded)).toBe(true);
    const error = await failureOf(harness.player.load(URL));
    expect(isPlayerError(error, 'player-destroyed') && error.context.attempted).toBe('load');
    for (const call of [
      () => harness.player.unload(),
      () => harness.player.setQuality('auto'),
      () => harness.player.selectTrack('v'),
      () => harness.player.on('ended', () => {}),
      () => harness.player.once('ended', () => {}),
    ]) {
      expect(call).toThrow(expect.objectContaining({ code: 'player-destroyed' }));
    }
    expect(harness.engines).toHaveLength(1);
  });

  it.each(['destroy', 'unload'] as const)('%s from a listener of any event leaves nothing', async (how) => {
    for (let at = 0; ; at++) {
      const harness = createPlayerHarness();
      let heardCount = 0;
      const end = (): void => {
        if (heardCount++ === at) harness.player[how]();
      };
      for (const type of [
        'statechange',
        'phase',
        'presentation',
        'stallstart',
        'stallend',
        'error',
      ] as const) {
        harness.player.on(type, end);
      }
      const loaded = harness.player.load(URL).catch((reason: unknown) => reason);
      for (const engine of harness.engines) announcePresentation(engine);
      harness.element.readyState = 4;
      harness.presentFrame();
      await harness.element.play();
      harness.element.readyState = 2;
      harness.element.readyState = 4;
      for (const engine of harness.engines) engine.emit({ type: 'failed', error: decodeFailure() });
      await loaded;
      const wasReached = heardCount > at;
      if (wasReached) {
        expect(harness.player.state).toBe('idle');
        expectNothingLeft(harness);
      } else break;
    }
  });

  it('load from a listener that hears the end of the one before wins', async () => {
    const harness = createPlayerHarness();
    await loadToReady(harness);
    let inner: Promise<unknown> | null = null;
    harness.player.on('statechange', ({ to }) => {
      if (to === 'idle') inner ??= harness.player.load(`${URL}?inner`);
    });
    const outer = failureOf(harness.player.load(`${URL}?outer`));
    harness.element.reset();
    harness.element.readyState = 4;
    expect(inner).not.toBeNull();
    await inner!;
    expect(isAbort(await outer)).toBe(true);
    expect(harness.engine.source?.url).toBe(`${URL}?inner`);
    expect(harness.engines.filter(({ isDestroyed }) => !isDestroyed)).toHaveLength(1);
    harness.player.destroy();
    expectNothingLeft(harness);
  });

  it('load from a listener that hears of an unload is the one that is loaded', async () => {
    const harness = createPlayerHarness();
    await loadToReady(harness);
    let inner: Promise<unknown> | null = null;
    harness.player.on('statechange', ({ to }) => {
      if (to !== 'idle') return;
      expect(harness.player.presentation).toBeNull();
      inner ??= harness.player.load(`${URL}?inner`);
    });
    harness.player.unload();
    harness.element.reset();
    harness.element.readyState = 4;
    expect(inner).not.toBeNull();
    await inner!;
    expect(harness.player.state).toBe('ready');
    harness.player.unload();
    expect(harness.player.state).toBe('idle');
    harness.player.destroy();
    expectNothingLeft(harness);
  });

  it('2,001 loads grow nothing', async () => {
    const harness = createPlayerHarness();
    for (let count = 0; count < 2001; count++) {
      void failureOf(harness.player.load(URL));
      if (count % 3 === 0) harness.player.unload();
      if (count % 3 === 1) harness.engine.emit({ type: 'failed', error: decodeFailure() });
    }
    await harness.clock.flush();
    const single = createPlayerHarness();
    void failureOf(single.player.load(URL));
    expect(harness.element.listenerCount).toBe(single.element.listenerCount);
    expect(harness.frameWaiterCount).toBe(1);
    harness.player.destroy();
    expectNothingLeft(harness);
  });
});
