import { describe, expect, it } from 'vitest';
import { createDashTitle } from '../fixtures/toy-title.ts';
import { MseHarness, play, playOut, type MseHarnessOptions } from './mse-harness.ts';

/** A title of 40 s that plays with a full buffer. */
async function playWell(options: MseHarnessOptions = {}): Promise<MseHarness> {
  const harness = await play(createDashTitle({ segmentCount: 20 }), { buffer: { aheadSec: 16 }, ...options });
  await harness.runUntil(() => harness.element.currentTime > 5 && harness.snapshotAhead() > 14);
  return harness;
}

describe('a browser that throws media out by itself (ManagedMediaSource)', () => {
  it('is given it again where playback comes to it, and nothing else', async () => {
    const harness = await playWell();
    const count = harness.paths.length;
    harness.buffer('video').evict(10, 14);
    await harness.runUntil(() => harness.buffer('video').ranges.length === 1);
    const again = harness.pathsSince(count).filter((path) => path.startsWith('v'));
    expect(again.slice(0, 2).map((path) => path.replace(/^.*\//, ''))).toEqual(['6.m4s', '7.m4s']);
    await playOut(harness, 40);
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
    await playOut(harness, 40);
  });

  it('fetches nothing again of what lies behind', async () => {
    const harness = await playWell();
    const count = harness.paths.length;
    harness.buffer('video').evict(0, 4);
    await playOut(harness, 40);
    const later = harness.pathsSince(count);
    expect(new Set(later).size).toBe(later.length);
    expect(later.some((path) => /\/[12]\.m4s$/.test(path))).toBe(false);
  });

  it('is given it again where some of a segment is lost while its rest comes', async () => {
    const harness = await play(createDashTitle({ segmentCount: 20 }), {
      buffer: { aheadSec: 6 },
      chunkEveryMs: 400,
    });
    const video = harness.buffer('video');
    harness.element.currentTime = 20;
    await harness.runUntil(() => video.ranges.at(-1)?.endSec === 21);
    video.evict(20, 21);
    await playOut(harness, 40);
    const count = (number: number): number =>
      harness.paths.filter((path) => path.startsWith('v') && path.endsWith(`/${number}.m4s`)).length;
    expect([count(11), count(12)]).toEqual([2, 1]);
  });

  it('is given the last segment again where segments last a second', async () => {
    const title = createDashTitle({ segmentCount: 40, segmentSec: 1 });
    const harness = await play(title, { buffer: { aheadSec: 8 } });
    await harness.runUntil(() => harness.element.currentTime > 5 && harness.snapshotAhead() > 7);
    const video = harness.buffer('video');
    const endSec = video.ranges.at(-1)?.endSec ?? 0;
    video.evict(endSec - 1, endSec);
    await playOut(harness, 40);
  });

  it('is asked for less, once for an eviction of picture and sound', async () => {
    const harness = await playWell();
    for (const kind of ['video', 'audio'] as const) harness.buffer(kind).evict(0, 40);
    await harness.run(1000);
    expect(harness.snapshotAhead()).toBeGreaterThan(7);
    expect(harness.snapshotAhead()).toBeLessThan(12);
    await playOut(harness, 40);
  });

  it('is asked for less each time, also while it is paused', async () => {
    const harness = new MseHarness(createDashTitle({ segmentCount: 20 }));
    void harness.load();
    await harness.runUntil(() => harness.snapshotAhead() > 29);
    for (let times = 0; times < 4; times++) {
      harness.buffer('video').evict(2, 40);
      await harness.run(3000);
    }
    expect(harness.snapshotAhead()).toBeLessThan(7);
    expect(harness.snapshotAhead()).toBeGreaterThanOrEqual(4);
  });

  it('is waited for with sound, where the picture has failed further on', async () => {
    const harness = await playWell({
      answer: (path) => (/^v.\/1[23]\./.test(path) ? { status: 404 } : undefined),
    });
    await harness.runUntil(() => harness.element.currentTime > 14);
    harness.buffer('audio').evict(0, 40);
    await harness.runUntil(() => harness.ofType('failed').length > 0);
    expect(harness.element.currentTime).toBeGreaterThan(21.5);
    expect(harness.ofType('failed')).toMatchObject([{ error: { code: 'network-status' } }]);
  });
});
