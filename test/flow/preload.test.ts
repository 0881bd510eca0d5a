import { describe, expect, it } from 'vitest';
import { PlayerError } from '../../src/core/errors.ts';
import { createDashTitle, createHlsTitle } from '../fixtures/toy-title.ts';
import type { AppDecide } from '../../src/model/abr.ts';
import { failureOf } from './player-harness.ts';
import { encrypted, FIRST_OF_TWO, PreloadHarness } from './preload-harness.ts';

const first = (paths: readonly string[]): readonly string[] =>
  paths.filter((path) => !/\/([2-9]|\d\d)\.m4s$/.test(path));

describe('preload, then load', () => {
  it('DASH: asks for what the load would ask for, in its order; the load asks for nothing before its first frame', async () => {
    const harness = new PreloadHarness();
    await harness.playOne();
    await harness.preloadTwo();
    expect(harness.pathsOfTwo).toEqual(FIRST_OF_TWO);
    expect(harness.player.state).toBe('playing');
    expect(await harness.loadTwo()).toEqual([]);
    expect(harness.player.presentation?.url).toBe(harness.urlOfTwo);
    await harness.run(200);
    expect(harness.pathsOfTwo.slice(5, 7).sort()).toEqual(['a1/2.m4s', 'v2/2.m4s']);
    await harness.element.play();
    await harness.runUntil(() => harness.player.state === 'ended');
    expect(new Set(harness.pathsOfTwo).size).toBe(harness.pathsOfTwo.length);
  });

  it('HLS: media playlists too', async () => {
    const harness = new PreloadHarness({ two: createHlsTitle() });
    await harness.playOne();
    await harness.preloadTwo();
    const [manifest, ...rest] = harness.pathsOfTwo;
    expect(manifest).toBe('master.m3u8');
    expect(rest.slice(0, 2).sort()).toEqual(['a1.m3u8', 'v2.m3u8']);
    expect(rest.slice(2).sort()).toEqual(['a1/1.m4s', 'a1/init.mp4', 'v2/1.m4s', 'v2/init.mp4']);
    expect(await harness.loadTwo()).toEqual([]);
    await harness.run(500);
    expect(new Set(harness.pathsOfTwo).size).toBe(harness.pathsOfTwo.length);
  });

  it.each([
    ['DASH', createDashTitle()],
    ['HLS', createHlsTitle()],
  ])('%s: a load amid the preload asks for nothing twice, whenever it comes', async (_name, two) => {
    for (let afterMs = 0; afterMs <= 240; afterMs += 15) {
      const harness = new PreloadHarness({ two });
      await harness.playOne();
      const preloaded = harness.player.preload(harness.urlOfTwo);
      await harness.clock.advance(afterMs);
      await harness.loadTwo();
      await preloaded;
      await harness.run(300);
      const asked = harness.pathsOfTwo;
      expect([...new Set(asked)], `after ${afterMs} ms`).toEqual(asked);
      await harness.element.play();
      await harness.runUntil(() => harness.player.state === 'ended');
      harness.player.destroy();
      await harness.clock.flush();
      harness.expectNothingLeft();
    }
  });

  it('plays over an idle player, and after unload', async () => {
    const harness = new PreloadHarness();
    await harness.preloadTwo();
    expect(await harness.loadTwo()).toEqual([]);
    await harness.playOne();
    await harness.preloadTwo();
    harness.player.unload();
    expect(await harness.loadTwo()).toEqual([]);
  });

  it('starts where both were told to; a load that starts elsewhere still has the manifest and init segments', async () => {
    const harness = new PreloadHarness();
    await harness.playOne();
    await harness.untilSettled(harness.player.preload(harness.urlOfTwo, { startSec: 9 }));
    expect(harness.pathsOfTwo.filter((path) => path.endsWith('m4s'))).toEqual(['v2/5.m4s', 'a1/5.m4s']);
    const before = harness.pathsOfTwo.length;
    await harness.untilSettled(harness.player.load(harness.urlOfTwo, { startSec: 3 }));
    await harness.run(60);
    expect(harness.pathsOfTwo.slice(before, before + 2)).toEqual(['v2/2.m4s', 'a1/2.m4s']);
  });

  it('fetches the keys of encrypted media', async () => {
    const harness = new PreloadHarness({ two: encrypted(createHlsTitle()) });
    await harness.playOne();
    await harness.preloadTwo();
    expect(harness.pathsOfTwo.filter((path) => path === 'key.bin')).toHaveLength(1);
    // Decryption takes real time: audio may be there, and ask for more, before the picture.
    expect(first(await harness.loadTwo())).toEqual([]);
  });
});

describe('the rendition', () => {
  const large = { videoPayloadBytes: 100_000 };
  const setup = { one: createDashTitle({ segmentCount: 60, ...large }), two: createDashTitle(large) };

  it('is chosen by what the present title has measured, and kept by the load, which counts nothing as transferred', async () => {
    const harness = new PreloadHarness(setup);
    await harness.playOne();
    const estimateBps = harness.player.stats()?.estimateBps ?? NaN;
    expect(estimateBps).toBeGreaterThan(10e6);
    await harness.preloadTwo();
    expect(harness.pathsOfTwo).toContain('v3/1.m4s');
    harness.decisions.length = 0;
    await harness.loadTwo();
    await harness.run(200);
    expect(harness.decisions[0]?.decision.reason).toBe('start: as preloaded');
    expect(harness.decisions[0]?.decision.renditionId).toBe(harness.decisions[1]?.decision.renditionId);
    expect(harness.decisions[1]?.decision.reason).toMatch(/^keep.* remembered/);
    expect(Math.abs((harness.decisions[1]?.decision.estimateBps ?? 0) / estimateBps - 1)).toBeLessThan(0.5);
  });

  it('is left to the load where its caps forbid it; what was fetched of it is dropped', async () => {
    const harness = new PreloadHarness(setup);
    await harness.playOne();
    await harness.preloadTwo();
    harness.player.setQuality({ maxHeight: 240 });
    const asked = await harness.loadTwo();
    expect(asked.slice(0, 2)).toEqual(['v1/init.mp4', 'v1/1.m4s']);
    expect(first(asked)).toHaveLength(2);
  });

  it('is one whose first segment fits into the budget', async () => {
    const harness = new PreloadHarness({ ...setup, config: { preload: { maxBytes: 400_000 } } });
    await harness.playOne();
    await harness.preloadTwo();
    expect(harness.pathsOfTwo).toContain('v2/1.m4s');
    expect(await harness.loadTwo()).toEqual([]);
  });

  it('whose segment turns out too large for the budget is left to the load', async () => {
    const harness = new PreloadHarness({
      two: createDashTitle({ videoPayloadBytes: 600_000 }),
      config: { preload: { maxBytes: 300_000 } },
    });
    await harness.playOne();
    await harness.preloadTwo();
    expect(harness.isAborted('two/v2/1.m4s')).toBe(true);
    expect(first(await harness.loadTwo())).toEqual(['v2/1.m4s']);
  });
});

describe('the present title', () => {
  it('has its buffer filled before anything of the next is asked for', async () => {
    const harness = new PreloadHarness();
    void harness.player.load(harness.urlOfOne);
    const preloaded = harness.player.preload(harness.urlOfTwo);
    await harness.runUntil(() => harness.pathsOfTwo.length > 0);
    expect(harness.player.stats()?.bufferAheadSec).toBeGreaterThanOrEqual(6);
    await harness.untilSettled(preloaded);
  });

  it('needs no more than its own goal', async () => {
    const harness = new PreloadHarness({ buffer: { aheadSec: 4 } });
    await harness.playOne(4);
    await harness.preloadTwo();
    expect(harness.player.stats()?.bufferAheadSec).toBeLessThan(6);
  });

  it('gets the network back at once when it seeks; the preload goes on when it has enough again', async () => {
    const harness = new PreloadHarness({
      answer: (path, index) =>
        path === 'two/v2/1.m4s' && index < 40 ? { chunks: [new Uint8Array(8)], then: 'hang' } : undefined,
    });
    await harness.playOne(20);
    const preloaded = harness.player.preload(harness.urlOfTwo);
    await harness.runUntil(() => harness.pathsOfTwo.includes('a1/1.m4s'));
    await harness.run(200);
    expect(harness.isAborted('two/v2/1.m4s')).toBe(false);
    const before = harness.paths.length;
    harness.element.currentTime = 90;
    await harness.clock.flush();
    expect(harness.isAborted('two/v2/1.m4s')).toBe(true);
    await harness.runUntil(() => harness.paths.slice(before).includes('two/v2/1.m4s'));
    expect(harness.player.stats()?.bufferAheadSec).toBeGreaterThanOrEqual(6);
    // What had come is kept: only what was cut off is asked for again.
    expect(harness.paths.slice(before).filter((path) => path.startsWith('two/'))).toEqual(['two/v2/1.m4s']);
    await harness.untilSettled(preloaded);
    expect(harness.player.state).toBe('playing');
    expect(await harness.loadTwo()).toEqual([]);
  });

  it('is left alone by a title that cannot be prepared', async () => {
    const harness = new PreloadHarness({
      answer: (path) => (path === 'two/manifest.mpd' ? { status: 404 } : undefined),
    });
    await harness.playOne();
    const error = await failureOf(harness.untilSettled(harness.player.preload(harness.urlOfTwo)));
    expect(error).toBeInstanceOf(PlayerError);
    expect(error).toMatchObject({ code: 'network-status' });
    await harness.run(1000);
    expect(harness.player.state).toBe('playing');
    expect(harness.errors).toEqual([]);
    expect(await failureOf(harness.loadTwo())).toMatchObject({ code: 'network-status' });
  });

  it('is left alone by a segment that fails; the load asks for it itself', async () => {
    let failures = 0;
    const harness = new PreloadHarness({
      answer: (path) => (path === 'two/a1/1.m4s' && failures++ === 0 ? { status: 404 } : undefined),
    });
    await harness.playOne();
    const error = await failureOf(harness.untilSettled(harness.player.preload(harness.urlOfTwo)));
    expect(error).toMatchObject({ code: 'network-status' });
    expect(harness.player.state).toBe('playing');
  });
});

describe('the end of a preload', () => {
  it.each([
    [
      'another preload',
      (harness: PreloadHarness) => void harness.player.preload(harness.urlOfOne).catch(() => undefined),
    ],
    ['a load of another source', (harness: PreloadHarness) => void harness.player.load(harness.urlOfOne)],
    ['destroy', (harness: PreloadHarness) => harness.player.destroy()],
  ])('%s rejects it with an AbortError and stops its requests, whenever it comes', async (_name, end) => {
    for (let afterMs = 0; afterMs <= 110; afterMs += 11) {
      const harness = new PreloadHarness();
      await harness.playOne();
      const reason = failureOf(harness.player.preload(harness.urlOfTwo));
      await harness.clock.advance(afterMs);
      const asked = harness.pathsOfTwo.length;
      end(harness);
      expect(await reason, `after ${afterMs} ms`).toMatchObject({ name: 'AbortError' });
      await harness.run(500);
      expect(harness.pathsOfTwo).toHaveLength(asked);
      harness.player.destroy();
      await harness.clock.flush();
      harness.expectNothingLeft();
    }
  });

  it("its own signal rejects it with the signal's reason, and counts no more when it is prepared", async () => {
    const harness = new PreloadHarness();
    await harness.playOne();
    const early = new AbortController();
    const reason = failureOf(harness.player.preload(harness.urlOfTwo, { signal: early.signal }));
    await harness.clock.advance(30);
    early.abort('enough');
    expect(await reason).toBe('enough');
    expect(await failureOf(harness.player.preload(harness.urlOfTwo, { signal: early.signal }))).toBe(
      'enough',
    );

    const late = new AbortController();
    await harness.untilSettled(harness.player.preload(harness.urlOfTwo, { signal: late.signal }));
    late.abort();
    expect(await harness.loadTwo()).toEqual([]);
  });

  it('asked for again, it goes on with what it has', async () => {
    const harness = new PreloadHarness();
    await harness.playOne();
    const preloads = [harness.player.preload(harness.urlOfTwo)];
    await harness.clock.advance(50);
    preloads.push(harness.player.preload(harness.urlOfTwo));
    await harness.untilSettled(Promise.all(preloads));
    await harness.preloadTwo();
    expect(harness.pathsOfTwo).toHaveLength(5);
  });

  it('comes with age', async () => {
    const harness = new PreloadHarness({ config: { preload: { maxAgeSec: 10 } } });
    await harness.playOne();
    await harness.preloadTwo();
    await harness.run(11_000);
    expect(first(await harness.loadTwo())).toEqual([
      ...['manifest.mpd', 'v1/init.mp4', 'v1/1.m4s', 'a1/init.mp4', 'a1/1.m4s'],
      'v3/init.mp4', // for the segment behind them: the toy's are small
    ]);
  });

  it('leaves nothing behind when its player is destroyed, prepared or not', async () => {
    const harness = new PreloadHarness();
    await harness.playOne();
    await harness.preloadTwo();
    harness.player.destroy();
    await harness.clock.flush();
    harness.expectNothingLeft();
    expect(await failureOf(harness.player.preload(harness.urlOfTwo))).toMatchObject({
      code: 'player-destroyed',
    });
  });

  it('is an error where its own code cannot be loaded, which the next preload asks for again', async () => {
    let failures = 0;
    const harness = new PreloadHarness({
      loadPreloader: (make) => (present) =>
        failures++ === 0
          ? Promise.reject(
              new PlayerError('network-failed', 'no', { url: '', requestType: 'code', attempts: 1 }),
            )
          : make(present),
    });
    expect(await failureOf(harness.player.preload(harness.urlOfTwo))).toMatchObject({
      code: 'network-failed',
    });
    await harness.preloadTwo();
    expect(await harness.loadTwo()).toEqual([]);
  });

  it.each([
    ['another preload', (harness: PreloadHarness) => harness.player.preload(harness.urlOfOne)],
    ['a load', (harness: PreloadHarness) => harness.player.load(harness.urlOfTwo)],
    [
      'destroy',
      async (harness: PreloadHarness): Promise<void> => {
        harness.player.destroy();
        await harness.clock.flush();
      },
    ],
  ])('comes with %s while its own code is on its way: nothing is asked for then', async (_name, end) => {
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const harness = new PreloadHarness({
      loadPreloader: (make) => (present) => arrived.then(() => make(present)),
    });
    const reason = failureOf(harness.player.preload(harness.urlOfTwo));
    const other = end(harness);
    other.catch(() => undefined);
    arrive();
    expect(await reason).toMatchObject({ name: 'AbortError' });
    await harness.untilSettled(other);
    expect(new Set(harness.paths).size).toBe(harness.paths.length);
    harness.player.destroy();
    await harness.clock.flush();
    harness.expectNothingLeft();
  });

  it('refuses what load would refuse', async () => {
    const harness = new PreloadHarness();
    expect(await failureOf(harness.player.preload(''))).toMatchObject({ code: 'source-unsupported' });
    expect(await failureOf(harness.player.preload('a.mpd', { startSec: -1 }))).toMatchObject({
      code: 'config-invalid',
    });
  });
});

describe('an app that decides', () => {
  it('is asked for what is loaded and for what is preloaded', async () => {
    const decide: AppDecide = ({ renditions }) => ({
      renditionId: renditions[1]?.id ?? '',
      reason: 'house rule',
    });
    const harness = new PreloadHarness({ config: { abr: { decide } } });
    await harness.playOne();
    expect(harness.decisions.length).toBeGreaterThan(0);
    expect(new Set(harness.decisions.map(({ decision }) => decision.reason))).toEqual(
      new Set(['house rule']),
    );
    await harness.preloadTwo();
    expect(harness.pathsOfTwo.filter((path) => path.endsWith('.m4s'))).toContain('v2/1.m4s');
  });
});
