import { describe, expect, it } from 'vitest';
import { createDashTitle } from '../fixtures/toy-title.ts';
import { MseHarness, play } from './mse-harness.ts';

describe('a browser whose buffer is full', () => {
  it('is given less, and plays to the end without a hole', async () => {
    // About 12 s of v2 fit, where the goal is 30 s.
    const harness = new MseHarness(createDashTitle({ segmentCount: 20 }), {
      mse: { quotaBytes: 13_000 },
      decide: () => ({ renditionId: 'v2', reason: 'the test wants it', estimateBps: null }),
    });
    void harness.load();
    await harness.runUntil(() => harness.element.readyState >= 3);
    await harness.element.play();
    await harness.runUntil(() => harness.element.ended || harness.ofType('failed').length > 0);
    expect(harness.ofType('failed')).toEqual([]);
    expect(harness.ofType('gap-jumped')).toEqual([]);
    expect(harness.element.currentTime).toBe(40);
  });
});

describe('the goals', () => {
  it('stop fetching when enough is ahead, and keep little behind', async () => {
    const harness = new MseHarness(createDashTitle({ segmentCount: 60 }), {
      buffer: { aheadSec: 10, behindSec: 6 },
    });
    void harness.load();
    await harness.run(5000);
    const { ranges } = harness.buffer('video');
    expect(ranges).toHaveLength(1);
    expect(ranges[0]?.endSec).toBeGreaterThanOrEqual(10);
    expect(ranges[0]?.endSec).toBeLessThanOrEqual(12);
    await harness.element.play();
    await harness.runUntil(() => harness.element.currentTime > 40);
    const { currentTime } = harness.element;
    expect(harness.buffer('video').ranges[0]?.startSec).toBeGreaterThan(currentTime - 12);
    expect(harness.snapshotAhead()).toBeGreaterThan(8);
    expect(harness.snapshotAhead()).toBeLessThan(13);
  });

  it('fetch nothing while the browser asks for that (ManagedMediaSource)', async () => {
    const harness = new MseHarness(createDashTitle({ segmentCount: 60 }));
    void harness.load();
    await harness.run(300);
    harness.mse.isStreamingWanted = false;
    await harness.run(500);
    const count = harness.paths.length;
    await harness.run(3000);
    expect(harness.paths).toHaveLength(count);
    harness.mse.isStreamingWanted = true;
    harness.mse.current?.fire('startstreaming');
    await harness.clock.flush();
    expect(harness.paths.length).toBeGreaterThan(count);
  });
});

describe('a browser that throws media out by itself (ManagedMediaSource)', () => {
  const playWell = async (): Promise<MseHarness> => {
    const harness = await play(createDashTitle({ segmentCount: 20 }), { buffer: { aheadSec: 16 } });
    await harness.runUntil(() => harness.element.currentTime > 5 && harness.snapshotAhead() > 14);
    return harness;
  };
  const playOut = async (harness: MseHarness): Promise<void> => {
    await harness.runUntil(() => harness.element.ended || harness.ofType('failed').length > 0);
    expect(harness.ofType('failed')).toEqual([]);
    expect(harness.ofType('gap-jumped')).toEqual([]);
    expect(harness.element.currentTime).toBe(40);
  };

  it('is given it again where playback comes to it, and nothing else', async () => {
    const harness = await playWell();
    const count = harness.paths.length;
    harness.buffer('video').evict(10, 14);
    await harness.runUntil(() => harness.buffer('video').ranges.length === 1);
    const again = harness.pathsSince(count).filter((path) => path.startsWith('v'));
    expect(again.slice(0, 2).map((path) => path.replace(/^.*\//, ''))).toEqual(['6.m4s', '7.m4s']);
    await playOut(harness);
    expect(new Set(harness.paths.filter((path) => path.startsWith('a'))).size).toBe(
      harness.paths.filter((path) => path.startsWith('a')).length,
    );
  });

  it('is given it again from the playhead on where all is lost, as in a page that was hidden', async () => {
    const harness = await playWell();
    const positionSec = harness.element.currentTime;
    for (const kind of ['video', 'audio'] as const) harness.buffer(kind).evict(0, 40);
    await harness.runUntil(() => harness.snapshotAhead() > 2);
    expect(harness.element.currentTime).toBeCloseTo(positionSec, 0);
    await playOut(harness);
  });

  it('fetches nothing again of what lies behind', async () => {
    const harness = await playWell();
    const count = harness.paths.length;
    harness.buffer('video').evict(0, 4);
    await playOut(harness);
    const later = harness.pathsSince(count);
    expect(new Set(later).size).toBe(later.length);
    expect(later.some((path) => /\/[12]\.m4s$/.test(path))).toBe(false);
  });
});

describe('audio and video of different lengths', () => {
  it.each([
    ['shorter', 8],
    ['longer', 12],
  ])('end together at the end of the longer: audio %s', async (_name, audioCount) => {
    const harness = new MseHarness(createDashTitle({ segmentCount: 10, audioCount }));
    void harness.load();
    await harness.runUntil(() => harness.element.readyState >= 3);
    await harness.element.play();
    await harness.runUntil(() => harness.element.ended);
    expect(harness.element.currentTime).toBe(Math.max(10, audioCount) * 2);
    expect(harness.ofType('failed')).toEqual([]);
    expect(harness.ofType('warning')).toEqual([]);
  });
});
