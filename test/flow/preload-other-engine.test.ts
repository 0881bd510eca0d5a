import { describe, expect, it } from 'vitest';
import { PlayerError } from '../../src/core/errors.ts';
import type { EngineName, ReadiedEngine } from '../../src/engine/engine.ts';
import type { AppDecide } from '../../src/model/abr.ts';
import type { EngineChooser, EngineQuestion } from '../../src/player/engine-chooser.ts';
import type { LoadConfig } from '../../src/player/player-config.ts';
import { deferred } from '../fixtures/deferred.ts';
import { createDashTitle, createHlsTitle, type ToyTitle } from '../fixtures/toy-title.ts';
import { failureOf, noOtherEngine } from './player-harness.ts';
import { FIRST_OF_TWO, PreloadHarness } from './preload-harness.ts';

interface Setting {
  readonly title?: ToyTitle;
  readonly fetchCode?: () => Promise<void>;
  /** Whether a licence server is set up. */
  readonly hasKeys?: boolean;
  /** Default: shaka. */
  readonly engine?: EngineName;
  readonly config?: LoadConfig;
  /** Default: the engine has nothing to do beforehand. */
  readonly makeReady?: EngineChooser['makeReady'];
  readonly choose?: EngineChooser['choose'];
}

const KEYS: LoadConfig = { drm: { servers: { 'com.widevine.alpha': 'https://licences.test/' } } };

/** The second title with another manifest, and what was told to who chooses an engine for it. */
function forAnotherEngine(change: (text: string) => string, setting: Setting = {}) {
  const { title = createDashTitle(), fetchCode, hasKeys = true, engine = 'shaka', config } = setting;
  const { makeReady = noOtherEngine.makeReady, choose = noOtherEngine.choose } = setting;
  const files = new Map(title.files);
  for (const [path, bytes] of title.files)
    if (/\.(mpd|m3u8)$/.test(path)) files.set(path, encode(change(new TextDecoder().decode(bytes))));
  const asked: EngineQuestion[] = [];
  const harness = new PreloadHarness({
    two: { ...title, files },
    config: { ...(hasKeys && KEYS), ...config },
    chooser: {
      prefetchChosen: async (question) => {
        asked.push(question);
        const { url } = question.source;
        await question.share()({ type: 'manifest', urls: [url], signal: question.scope.signal });
        await fetchCode?.();
        return engine;
      },
      makeReady,
      choose,
    },
  });
  return { harness, asked };
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const protect = (mpd: string): string =>
  mpd.replaceAll(
    /<AdaptationSet[^>]*>/g,
    '$&<ContentProtection schemeIdUri="urn:mpeg:dash:mp4protection:2011" value="cenc"/>',
  );
const onTheAir = (mpd: string): string =>
  mpd.replace('type="static"', 'type="dynamic" availabilityStartTime="1970-01-01T00:00:00Z"');

/** SAMPLE-AES with keys that anyone may fetch: only the media playlists tell. */
const lockPlainly = (playlist: string): string =>
  playlist.replace('#EXT-X-MAP', '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="key.bin"\n#EXT-X-MAP');
const withoutEnd = (playlist: string): string => playlist.replace('#EXT-X-ENDLIST', '');
const withSessionKey = (playlist: string): string =>
  playlist.replace(
    '#EXT-X-STREAM-INF',
    '#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES-CTR,URI="data:,",KEYFORMAT="urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed"\n$&',
  );

/** An engine that is being made ready; `hasKeys` says when it is. */
function fakeReadied() {
  const hasKeys = deferred();
  const readied = {
    name: 'shaka' as const,
    whenReady: hasKeys.promise,
    create: () => {
      throw new Error('no engine is made here');
    },
    freed: 0,
    free: () => {
      readied.freed += 1;
    },
  };
  return { readied, hasKeys };
}

describe('a title for another engine', () => {
  it('protected: its media comes, and the code of that engine', async () => {
    const { harness, asked } = forAnotherEngine(protect);
    await harness.playOne();
    await harness.preloadTwo();
    expect(harness.pathsOfTwo).toEqual(FIRST_OF_TWO);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.declined).toMatchObject([{ engine: 'mse', error: { code: 'drm-unsupported' } }]);
    expect(harness.player.state).toBe('playing');
    // A load hears what it is locked with, and its engine finds the rest here.
    const lost = await failureOf(harness.loadTwo());
    expect(lost).toMatchObject({ code: 'drm-unsupported' });
    expect(harness.pathsOfTwo).toHaveLength(5);
  });

  it('protected, without anyone to ask for a key: no media is fetched', async () => {
    const { harness, asked } = forAnotherEngine(protect, { hasKeys: false });
    await harness.playOne();
    await harness.preloadTwo();
    expect(harness.pathsOfTwo).toEqual(['manifest.mpd']);
    expect(asked[0]?.declined).toMatchObject([{ error: { code: 'drm-unsupported' } }]);
  });

  it('on the air: the code comes; the manifest would be old, and is asked for again', async () => {
    const { harness, asked } = forAnotherEngine(onTheAir);
    await harness.playOne();
    await harness.preloadTwo();
    expect(harness.pathsOfTwo).toEqual(['manifest.mpd']);
    expect(asked[0]?.declined).toMatchObject([{ engine: 'mse', error: { code: 'manifest-unsupported' } }]);
    await failureOf(harness.loadTwo());
    expect(harness.pathsOfTwo).toEqual(['manifest.mpd', 'manifest.mpd']);
  });

  it('on the air, as its playlists tell: the load starts as if nothing had been prepared', async () => {
    let decisions = 0;
    const decide: AppDecide = ({ renditions }) => {
      decisions += 1;
      return { renditionId: renditions[1]?.id ?? '', reason: 'house rule' };
    };
    const config = { abr: { decide } };
    const { harness, asked } = forAnotherEngine(withoutEnd, { title: createHlsTitle(), config });
    await harness.preloadTwo();
    expect(asked[0]?.declined).toMatchObject([{ error: { code: 'manifest-unsupported' } }]);
    const before = { decisions, requests: harness.pathsOfTwo.length };
    await failureOf(harness.loadTwo());
    expect(decisions).toBeGreaterThan(before.decisions);
    expect(harness.pathsOfTwo.slice(before.requests)).toContain('master.m3u8');
  });

  it('locked with keys that anyone may fetch: its media comes, whatever is set up', async () => {
    const { harness } = forAnotherEngine(lockPlainly, { title: createHlsTitle(), hasKeys: false });
    await harness.preloadTwo();
    expect(harness.pathsOfTwo).toContain('v2/1.m4s');
    expect(harness.pathsOfTwo).toContain('a1/1.m4s');
    await failureOf(harness.loadTwo());
    expect(new Set(harness.pathsOfTwo).size).toBe(harness.pathsOfTwo.length);
  });

  it('that fetches by itself: nothing of its media is kept, nor asked for any more', async () => {
    const { harness } = forAnotherEngine(protect, { engine: 'native' });
    await harness.playOne();
    await harness.preloadTwo();
    const count = harness.pathsOfTwo.length;
    expect(harness.pathsOfTwo).not.toContain('v2/1.m4s');
    await harness.run(2000);
    expect(harness.pathsOfTwo).toHaveLength(count);
  });

  it('that the app puts first: its code comes, beside the media of a title that ours would play', async () => {
    const { harness, asked } = forAnotherEngine((mpd) => mpd, { config: { engines: ['shaka', 'mse'] } });
    await harness.preloadTwo();
    expect(asked.map(({ declined }) => declined)).toEqual([[]]);
    expect(harness.pathsOfTwo).toContain('v2/1.m4s');
  });

  it('protected and on the air: the engine is chosen by how it is locked', async () => {
    const { harness, asked } = forAnotherEngine((mpd) => onTheAir(protect(mpd)));
    await harness.preloadTwo();
    expect(asked.map(({ declined }) => declined[0]?.error.code)).toEqual(['drm-unsupported']);
  });

  it.each([
    ['no engine plays it', protect, new PlayerError('drm-unsupported', 'no', { url: '', systems: [] })],
    [
      'its code does not come',
      onTheAir,
      new PlayerError('network-failed', 'no', { url: '', requestType: 'code', attempts: 1 }),
    ],
  ])('is no title that is prepared where %s', async (_case, change, error) => {
    const { harness } = forAnotherEngine(change, { fetchCode: () => Promise.reject(error) });
    await harness.playOne();
    expect(await failureOf(harness.untilSettled(harness.player.preload(harness.urlOfTwo)))).toBe(error);
    const count = harness.pathsOfTwo.length;
    await harness.run(1000);
    expect(harness.pathsOfTwo, 'no more is fetched').toHaveLength(count);
    expect(harness.player.state).toBe('playing');
    expect(harness.errors).toEqual([]);
  });

  it('is prepared when its engine has the keys, and its load goes on with that engine', async () => {
    const { readied, hasKeys } = fakeReadied();
    const offered: (ReadiedEngine | null | undefined)[] = [];
    const { harness } = forAnotherEngine(protect, {
      makeReady: () => Promise.resolve(readied),
      choose: (load) => {
        offered.push(load.ports.readied);
        return noOtherEngine.choose(load);
      },
    });
    await harness.playOne();
    let isPrepared = false;
    const prepared = harness.player.preload(harness.urlOfTwo).then(() => (isPrepared = true));
    await harness.runUntil(() => harness.pathsOfTwo.length === FIRST_OF_TWO.length);
    await harness.run(1000);
    expect(isPrepared).toBe(false);
    hasKeys.resolve();
    await harness.untilSettled(prepared);
    expect(readied.freed).toBe(0);
    await failureOf(harness.loadTwo());
    expect(offered).toEqual([readied]);
    expect(readied.freed, 'with its load').toBeGreaterThan(0);
  });

  it('asks for no keys while the present title needs the network', async () => {
    const code = deferred();
    const aheadSec: (number | undefined)[] = [];
    const { harness } = forAnotherEngine(protect, {
      fetchCode: () => code.promise,
      makeReady: () => {
        aheadSec.push(harness.player.stats()?.bufferAheadSec);
        return Promise.resolve(null);
      },
    });
    await harness.playOne(20);
    const prepared = harness.player.preload(harness.urlOfTwo);
    await harness.runUntil(() => harness.pathsOfTwo.length === FIRST_OF_TWO.length);
    harness.element.currentTime = 90;
    await harness.clock.flush();
    code.resolve();
    await harness.untilSettled(prepared);
    expect(aheadSec).toHaveLength(1);
    expect(aheadSec[0]).toBeGreaterThanOrEqual(6);
  });

  it('is prepared, too, where its engine gets no keys', async () => {
    const { readied, hasKeys } = fakeReadied();
    const { harness } = forAnotherEngine(protect, { makeReady: () => Promise.resolve(readied) });
    hasKeys.reject(new Error('403'));
    await harness.preloadTwo();
    expect(harness.errors).toEqual([]);
  });

  it.each([
    ['its player is destroyed', (harness: PreloadHarness) => harness.player.destroy()],
    [
      'another one is preloaded in its place',
      (harness: PreloadHarness) => void failureOf(harness.player.preload('https://cdn.test/three.mpd')),
    ],
    [
      'another one is loaded',
      (harness: PreloadHarness) => void harness.player.load(harness.urlOfOne).catch(() => undefined),
    ],
  ])('frees the engine that was made ready where %s', async (_case, end) => {
    const { readied, hasKeys } = fakeReadied();
    const { harness } = forAnotherEngine(protect, { makeReady: () => Promise.resolve(readied) });
    hasKeys.resolve();
    await harness.preloadTwo();
    end(harness);
    await harness.run(100);
    expect(readied.freed).toBeGreaterThan(0);
  });

  it('frees it where it comes when it is no more wanted', async () => {
    const { readied } = fakeReadied();
    const late = deferred<ReadiedEngine>();
    const { harness } = forAnotherEngine(protect, { makeReady: () => late.promise });
    const lost = failureOf(harness.player.preload(harness.urlOfTwo));
    await harness.runUntil(() => harness.pathsOfTwo.length === FIRST_OF_TWO.length);
    harness.player.destroy();
    await lost;
    late.resolve(readied);
    await harness.run(100);
    expect(readied.freed).toBe(1);
  });

  it('on the air, as its playlists tell late: the engine that was made ready is freed', async () => {
    const { readied, hasKeys } = fakeReadied();
    const lockAll = (playlist: string): string =>
      withSessionKey(withoutEnd(playlist)).replace(/KEYFORMAT=.*/, 'KEYFORMAT="identity"');
    const { harness } = forAnotherEngine(lockAll, {
      title: createHlsTitle(),
      hasKeys: false,
      makeReady: () => Promise.resolve(readied),
    });
    hasKeys.resolve();
    await harness.preloadTwo();
    expect(readied.freed).toBeGreaterThan(0);
  });

  it('on the air, whose multivariant playlist tells of a DRM: its playlists are waited for, and none is made ready', async () => {
    let made = 0;
    const { harness } = forAnotherEngine((playlist) => withSessionKey(withoutEnd(playlist)), {
      title: createHlsTitle(),
      makeReady: () => {
        made += 1;
        return Promise.resolve(null);
      },
    });
    await harness.preloadTwo();
    expect(made).toBe(0);
  });

  it('that tells of its locks in every playlist: one engine is made ready, once', async () => {
    let made = 0;
    const { harness } = forAnotherEngine((playlist) => lockPlainly(withSessionKey(playlist)), {
      title: createHlsTitle(),
      makeReady: () => {
        made += 1;
        return Promise.resolve(null);
      },
    });
    await harness.preloadTwo();
    expect(made).toBe(1);
  });

  it('is given up with its age: the engine that was made ready, too', async () => {
    const { readied, hasKeys } = fakeReadied();
    const { harness } = forAnotherEngine(protect, {
      makeReady: () => Promise.resolve(readied),
      config: { preload: { maxAgeSec: 10 } },
    });
    hasKeys.resolve();
    await harness.preloadTwo();
    await harness.run(9000);
    expect(readied.freed).toBe(0);
    await harness.run(2000);
    expect(readied.freed).toBeGreaterThan(0);
  });

  it('on the air: no engine is made ready', async () => {
    const made: EngineName[] = [];
    for (const change of [onTheAir, (mpd: string) => onTheAir(protect(mpd))]) {
      const makeReady: EngineChooser['makeReady'] = (engine) => {
        made.push(engine);
        return Promise.resolve(null);
      };
      await forAnotherEngine(change, { makeReady }).harness.preloadTwo();
    }
    expect(made).toEqual([]);
  });

  it('leaves nothing behind where its player is destroyed while the code is on its way', async () => {
    const { harness, asked } = forAnotherEngine(protect, { fetchCode: () => new Promise(() => undefined) });
    await harness.playOne();
    const reason = failureOf(harness.player.preload(harness.urlOfTwo));
    await harness.runUntil(() => asked.length > 0);
    harness.player.destroy();
    expect(await reason).toMatchObject({ name: 'AbortError' });
    await harness.clock.flush();
    harness.expectNothingLeft();
  });
});
