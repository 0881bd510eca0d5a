import { describe, expect, it } from 'vitest';
import { createDashTitle } from '../fixtures/toy-title.ts';
import { MseHarness, play, playOut } from './mse-harness.ts';

describe('a browser whose buffer is full', () => {
  it('is given less, and plays to the end without a hole', async () => {
    // About 12 s of v2 fit, where the goal is 30 s.
    const harness = await play(createDashTitle({ segmentCount: 20 }), {
      mse: { quotaBytes: 13_000 },
      decide: () => ({ renditionId: 'v2', reason: 'the test wants it', estimateBps: null }),
    });
    await playOut(harness, 40);
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
