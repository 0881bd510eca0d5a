import { describe, expect, it } from 'vitest';
import { createDashTitle, createHlsTitle, type ToyTitle } from '../fixtures/toy-title.ts';
import { createPeriods, withGap, type PeriodShape } from './chaos-scenario.ts';
import { BASE, MseHarness, play } from './mse-harness.ts';

const BOTH = { segmentCount: 5, kinds: 'both', videoCodec: 'avc1.64001E' } as const;

/** Two periods of 10 s each, and so many seconds of nothing between them. */
function createApart(holeSec: number, kinds: PeriodShape['kinds'] = 'both'): ToyTitle {
  return createPeriods(
    [
      { ...BOTH, holeSec: 0 },
      { ...BOTH, holeSec, kinds },
    ],
    2,
  ).title;
}

/** The toy title in HLS, with so many of its segments told to be absent. */
function createGapped(first: number, count: number, segmentCount: number, of = ''): ToyTitle {
  return withGap(createHlsTitle({ segmentCount }), { first, count, of });
}

/** One hole was jumped, from 10 s on, and all else was played. */
function expectPlayedOver(harness: MseHarness, endSec: number): void {
  const [jumped, ...others] = harness.ofType('gap-jumped');
  expect(jumped?.gap.startSec).toBeGreaterThan(9.5);
  expect(jumped?.gap.endSec).toBeCloseTo(endSec, 1);
  expect(others).toEqual([]);
  expect(harness.ofType('failed')).toEqual([]);
}

describe('a hole between two periods', () => {
  // The goal of the buffer is 30 s; what lies more than twice that ahead goes, where a seek has left it.
  it.each([5, 40, 90])('of %i s is played over', async (holeSec) => {
    const harness = await play(createApart(holeSec));
    await harness.runUntil(() => harness.element.ended);
    expect(harness.element.currentTime).toBe(20 + holeSec);
    expectPlayedOver(harness, 10 + holeSec);
    expect(harness.paths.filter((path) => /^v\d\/\d/.test(path))).toHaveLength(10);
  });

  it('of other kinds of media is played over in a new buffer', async () => {
    const harness = await play(createApart(5, 'video'));
    await harness.runUntil(() => harness.element.ended);
    expect(harness.element.currentTime).toBe(25);
    expect(harness.mse.sources).toHaveLength(2);
    expect(harness.ofType('failed')).toEqual([]);
  });
});

describe('segments that a playlist tells to be absent', () => {
  it('for longer than the buffer reaches are played over, and no more is fetched behind them than elsewhere', async () => {
    const harness = await play(createGapped(6, 20, 60));
    await harness.runUntil(() => harness.element.currentTime > 9);
    const { ranges } = harness.buffer('video');
    expect(ranges[1]?.startSec).toBe(50);
    expect(ranges[1]?.endSec).toBeLessThan(82);
    await harness.runUntil(() => harness.element.ended);
    expect(harness.element.currentTime).toBe(120);
    expectPlayedOver(harness, 50);
  });
});

describe('a segment that one playlist tells to be absent', () => {
  it('is fetched in another rendition', async () => {
    const harness = await play(withGap(createGapped(3, 2, 10, 'v2'), { first: 3, count: 2, of: 'v3' }), {
      decide: ({ renditions }) => {
        return { renditionId: renditions.at(-1)?.id ?? '', reason: 'the test wants it', estimateBps: null };
      },
    });
    await harness.runUntil(() => harness.element.ended);
    expect(harness.ofType('gap-jumped')).toEqual([]);
    expect(harness.ofType('warning')).toEqual([]);
    const video = harness.paths.filter((path) => /^v\d\/\d/.test(path));
    expect(video.slice(1, 5)).toEqual(['v3/2.m4s', 'v1/3.m4s', 'v1/4.m4s', 'v3/5.m4s']);
    expect(video).toHaveLength(10);
  });
});

describe('sound', () => {
  it.each([
    ['begins later', 1, 4, 0, 8],
    ['is all absent', 1, 10, 0, 0],
    ['is absent for longer than the buffer reaches', 5, 20, 8, 48],
  ])('that %s', async (_name, firstGap, gapCount, fromSec, toSec) => {
    const harness = await play(createGapped(firstGap, gapCount, gapCount === 20 ? 30 : 10, 'a'));
    await harness.runUntil(() => harness.element.ended);
    const jumped = harness
      .ofType('gap-jumped')
      .map(({ gap }) => [Math.round(gap.startSec), Math.round(gap.endSec)]);
    expect(jumped).toEqual(toSec === 0 ? [] : [[fromSec, toSec]]);
    expect(harness.ofType('failed')).toEqual([]);
  });

  it('that is all absent makes nobody fetch more of the picture', async () => {
    const harness = await play(createGapped(1, 100, 100, 'a'));
    await harness.runUntil(() => harness.element.currentTime > 20);
    expect(harness.snapshotAhead()).toBeLessThan(34);
  });

  it.each([
    ['a fast link', 10, {}],
    ['a slow link', 400, {}],
    ['a small buffer', 10, { quotaBytes: 150_000 }],
  ])('that ends long before the picture ends nothing, with %s', async (_name, chunkEveryMs, mse) => {
    const title = createDashTitle({ segmentCount: 100, audioCount: 10 });
    const harness = await play(title, { chunkEveryMs, mse });
    await harness.runUntil(() => harness.element.ended, 300_000);
    expect(harness.element.currentTime).toBe(200);
    expect(harness.ofType('failed')).toEqual([]);
    expect(harness.ofType('recovered')).toEqual([]);
    expect(harness.ofType('gap-jumped')).toEqual([]);
  });

  it('that is absent for longer than the browser can hold of the picture is jumped, and nothing is fetched for that', async () => {
    const harness = await play(createGapped(5, 200, 220, 'a'), { mse: { quotaBytes: 100_000 } });
    await harness.runUntil(() => harness.element.ended);
    expect(harness.ofType('gap-jumped')).toMatchObject([{ gap: { endSec: 408 } }]);
    expect(harness.paths.filter((path) => /^v\d\/\d/.test(path)).length).toBeLessThan(30);
  });

  it('and picture that are all absent are told', async () => {
    const harness = new MseHarness(createGapped(1, 10, 10));
    void harness.load();
    await harness.runUntil(() => harness.ofType('failed').length > 0);
    expect(harness.ofType('failed')[0]?.error.message).toBe(
      `There is nothing to play in ${BASE}master.m3u8: all of its segments are absent.`,
    );
  });
});

describe('absent segments, where a playlist cannot be had,', () => {
  it('are played over as if that one told so, too', async () => {
    const harness = await play(createGapped(16, 20, 60), {
      answer: (path) => (path === 'v2.m3u8' ? { status: 404 } : undefined),
    });
    await harness.runUntil(() => harness.element.ended);
    expect(harness.ofType('gap-jumped')).toMatchObject([{ gap: { endSec: 70 } }]);
    expect(harness.paths.filter((path) => path === 'v2.m3u8').length).toBeLessThan(4);
    expect(harness.ofType('warning').length).toBeLessThan(4);
  });

  it('take with them none that another rendition has behind them', async () => {
    const harness = await play(createGapped(16, 10, 40, 'v1'), {
      answer: (path) => (/^v[23]\/16\./.test(path) ? { status: 404 } : undefined),
    });
    await harness.runUntil(() => harness.element.ended);
    expect(harness.ofType('gap-jumped')).toMatchObject([{ gap: { endSec: 32 } }]);
  });

  it('are no hole where they are buffered', async () => {
    let wanted = 1; // of three
    const harness = await play(createGapped(3, 14, 60, 'v3'), {
      decide: ({ renditions }) => {
        const renditionId = renditions[wanted]?.id ?? renditions[0]?.id ?? '';
        return { renditionId, reason: 'the test wants it', estimateBps: null };
      },
    });
    await harness.runUntil(() => harness.element.currentTime > 12);
    wanted = 2;
    harness.element.currentTime = 0;
    await harness.run(5000);
    expect(harness.snapshotAhead()).toBeLessThan(46);
    expect(harness.ofType('gap-jumped')).toEqual([]);
  });
});

describe('a hole with a small buffer', () => {
  it('costs nothing that lies behind it', async () => {
    const harness = await play(createGapped(6, 20, 60), { mse: { quotaBytes: 40_000 } });
    await harness.runUntil(() => harness.element.ended);
    expect(harness.ofType('gap-jumped')).toMatchObject([{ gap: { endSec: 50 } }]);
  });
});

describe('a title of one segment', () => {
  it('that is missing fails with what its server said', async () => {
    const harness = new MseHarness(createDashTitle({ segmentCount: 1 }), {
      answer: (path) => (path.startsWith('v') ? { status: 404 } : undefined),
    });
    void harness.load();
    await harness.runUntil(() => harness.ofType('failed').length > 0);
    expect(harness.ofType('failed')[0]?.error.code).toBe('network-status');
  });
});

describe('what a seek has left further on', () => {
  it('does not keep a stream that has failed from telling so', async () => {
    const harness = await play(createDashTitle({ segmentCount: 60 }), {
      answer: (path) => (/^v.\/1[01]\./.test(path) ? { status: 404 } : undefined),
    });
    harness.element.currentTime = 50;
    await harness.runUntil(() => harness.element.currentTime > 54);
    harness.element.currentTime = 5;
    await harness.runUntil(() => harness.ofType('failed').length > 0);
    expect(harness.element.currentTime).toBeGreaterThan(17);
    expect(harness.element.currentTime).toBeLessThan(20);
    expect(harness.ofType('failed')[0]?.error.code).toBe('network-status');
  });
});

describe('sound that goes on for longer than the buffer reaches behind the picture', () => {
  it('is played to its end', async () => {
    const harness = await play(createDashTitle({ segmentCount: 10, audioCount: 40 }));
    await harness.runUntil(() => harness.element.ended);
    expect(harness.element.currentTime).toBe(80);
    expect(harness.ofType('failed')).toEqual([]);
    expect(harness.ofType('recovered')).toEqual([]);
    expect(harness.ofType('gap-jumped')).toEqual([]);
  });
});
