import { describe, expect, it } from 'vitest';
import { mediaSegment } from '../fixtures/toy-mp4.ts';
import { createDashTitle, createHlsTitle, type ToyTitle } from '../fixtures/toy-title.ts';
import { createPeriods, withGap, type PeriodShape } from './chaos-scenario.ts';
import { MseHarness } from './mse-harness.ts';

/** Periods of `kinds` and so many segments of 2 s each. */
function createShaped(...shapes: readonly (readonly [PeriodShape['kinds'], number])[]): ToyTitle {
  const periods = shapes.map(([kinds, segmentCount]) => {
    return { kinds, segmentCount, holeSec: 0, videoCodec: 'avc1.64001E' };
  });
  return createPeriods(periods, 2).title;
}

/** The title, with segments of 2 s that hold less than their index says. */
function withShort(title: ToyTitle, paths: readonly string[], durationMs: number): ToyTitle {
  const files = new Map(title.files);
  for (const path of paths) {
    const decodeTime = (parseInt(path.split('/')[1] ?? '') - 1) * 2000;
    files.set(path, mediaSegment({ trackId: 1, decodeTime, duration: durationMs }, { fragments: 2 }));
  }
  return { ...title, files };
}

async function playThrough(title: ToyTitle): Promise<MseHarness> {
  const harness = new MseHarness(title);
  void harness.load();
  await harness.runUntil(() => harness.element.readyState >= 3);
  await harness.element.play();
  await harness.runUntil(() => harness.element.ended || harness.mse.sources.length > 9);
  expect(harness.mse.sources.length).toBeLessThan(5);
  expect(harness.ofType('failed')).toEqual([]);
  expect(harness.ofType('recovered')).toEqual([]);
  return harness;
}

describe('a stream that ends long before another one, and earlier than its index says,', () => {
  it.each([2000, 1998, 1990, 1600])(
    'is left behind once: sound, its last segment of %i ms',
    async (durationMs) => {
      const title = createDashTitle({ segmentCount: 50, audioCount: 10 });
      const harness = await playThrough(withShort(title, ['a1/10.m4s'], durationMs));
      expect(harness.element.currentTime).toBe(100);
      expect(harness.ofType('gap-jumped')).toEqual([]);
      expect(harness.paths.filter((path) => path === 'a1/10.m4s')).toHaveLength(1);
    },
  );

  it('is left behind once: picture', async () => {
    const title = createDashTitle({ segmentCount: 10, audioCount: 50 });
    const harness = await playThrough(withShort(title, ['v1/10.m4s', 'v2/10.m4s', 'v3/10.m4s'], 1600));
    expect(harness.element.currentTime).toBe(100);
  });

  it('is left behind before a period without it', async () => {
    const title = createShaped(['both', 5], ['video', 8]);
    const harness = await playThrough(withShort(title, ['a1/5.m4s', 'f1/5.m4s'], 500));
    expect(harness.element.currentTime).toBe(26);
  });

  it('is there again behind a seek back', async () => {
    const harness = new MseHarness(
      withShort(createDashTitle({ segmentCount: 50, audioCount: 10 }), ['a1/10.m4s'], 1600),
    );
    void harness.load();
    await harness.runUntil(() => harness.element.readyState >= 3);
    await harness.element.play();
    await harness.runUntil(() => harness.element.currentTime > 40);
    harness.element.currentTime = 5;
    await harness.runUntil(() => harness.element.currentTime > 10);
    expect(harness.buffer('audio').ranges[0]?.endSec).toBeGreaterThan(10);
    await harness.runUntil(() => harness.element.ended);
    expect(harness.ofType('failed')).toEqual([]);
  });
});

describe('a period between two others', () => {
  it.each(['audio', 'video'] as const)('of %s alone is played', async (kinds) => {
    const harness = await playThrough(createShaped(['both', 5], [kinds, 8], ['both', 5]));
    expect(harness.element.currentTime).toBe(36);
    expect(harness.ofType('gap-jumped')).toEqual([]);
  });
});

describe('what one language lacks', () => {
  it('is fetched of the picture when another is chosen', async () => {
    const { files, ...title } = withGap(createHlsTitle({ segmentCount: 40 }), {
      first: 5,
      count: 20,
      of: 'a',
    });
    const all = new Map(files);
    const read = (path: string): string => new TextDecoder().decode(files.get(path));
    const write = (path: string, text: string): void => void all.set(path, new TextEncoder().encode(text));
    for (const [path, bytes] of files) if (path.startsWith('a1/')) all.set(path.replace('a1', 'f1'), bytes);
    write('f1.m3u8', read('a1.m3u8').replaceAll('#EXT-X-GAP\n', '').replaceAll('a1/', 'f1/'));
    const french = '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="French",LANGUAGE="fr",URI="f1.m3u8"\n';
    write('master.m3u8', read('master.m3u8').replace('#EXT-X-STREAM-INF', `${french}#EXT-X-STREAM-INF`));
    const harness = new MseHarness({ ...title, files: all });
    void harness.load();
    await harness.runUntil(() => harness.element.readyState >= 3);
    await harness.element.play();
    await harness.runUntil(() => harness.element.currentTime > 2);
    const tracks = harness.ofType('tracks').at(-1)?.tracks ?? [];
    harness.engine.selectTrack(tracks.find(({ language }) => language === 'fr')?.id ?? '');
    await harness.runUntil(() => harness.element.ended);
    expect(harness.ofType('gap-jumped')).toEqual([]);
  });
});
