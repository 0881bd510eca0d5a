import { describe, expect, it } from 'vitest';
import { PlayerError } from '../../src/core/errors.ts';
import type { EngineQuestion } from '../../src/player/engine-chooser.ts';
import { createDashTitle } from '../fixtures/toy-title.ts';
import { failureOf } from './player-harness.ts';
import { PreloadHarness } from './preload-harness.ts';

interface Setting {
  readonly fetchCode?: () => Promise<void>;
  /** Whether a licence server is set up. */
  readonly hasKeys?: boolean;
}

/** The second title with another manifest, and what was told to who chooses an engine for it. */
function forAnotherEngine(change: (mpd: string) => string, { fetchCode, hasKeys = true }: Setting = {}) {
  const title = createDashTitle();
  const mpd = change(new TextDecoder().decode(title.files.get('manifest.mpd')));
  const files = new Map(title.files).set('manifest.mpd', new TextEncoder().encode(mpd));
  const asked: EngineQuestion[] = [];
  const harness = new PreloadHarness({
    two: { ...title, files },
    ...(hasKeys && { config: { drm: { servers: { 'com.widevine.alpha': 'https://licences.test/' } } } }),
    prefetchChosen: async (question) => {
      asked.push(question);
      const { url } = question.source;
      await question.share()({ type: 'manifest', urls: [url], signal: question.scope.signal });
      await fetchCode?.();
    },
  });
  return { harness, asked };
}

const protect = (mpd: string): string =>
  mpd.replaceAll(
    /<AdaptationSet[^>]*>/g,
    '$&<ContentProtection schemeIdUri="urn:mpeg:dash:mp4protection:2011" value="cenc"/>',
  );
const onTheAir = (mpd: string): string =>
  mpd.replace('type="static"', 'type="dynamic" availabilityStartTime="1970-01-01T00:00:00Z"');

describe('a title for another engine', () => {
  it('protected: its media comes, and the code of that engine', async () => {
    const { harness, asked } = forAnotherEngine(protect);
    await harness.playOne();
    await harness.preloadTwo();
    expect(harness.pathsOfTwo).toEqual([
      'manifest.mpd',
      'v2/init.mp4',
      'v2/1.m4s',
      'a1/init.mp4',
      'a1/1.m4s',
    ]);
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
    await harness.run(1000);
    expect(harness.player.state).toBe('playing');
    expect(harness.errors).toEqual([]);
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
