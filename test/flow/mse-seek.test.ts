import { describe, expect, it } from 'vitest';
import { createDashTitle, createHlsTitle } from '../fixtures/toy-title.ts';
import { MseHarness, type MseHarnessOptions } from './mse-harness.ts';

const segmentNumbers = (paths: readonly string[], kind: 'v' | 'a'): readonly number[] =>
  paths
    .filter((path) => path.startsWith(kind) && path.endsWith('.m4s'))
    .map((path) => parseInt(path.split('/')[1] ?? ''));

async function startPlaying(segmentCount: number, options: MseHarnessOptions = {}): Promise<MseHarness> {
  const harness = new MseHarness(createDashTitle({ segmentCount }), options);
  void harness.load();
  await harness.runUntil(() => harness.element.readyState >= 3);
  await harness.element.play();
  return harness;
}

describe('a seek inside of the buffer', () => {
  it('fetches nothing when all is there', async () => {
    const harness = await startPlaying(10);
    await harness.runUntil(() => harness.mse.current?.readyState === 'ended');
    const count = harness.paths.length;
    for (const timeSec of [17.3, 0.2, 12, 3.99]) {
      harness.element.currentTime = timeSec;
      await harness.run(300);
      expect(harness.element.seeking).toBe(false);
      expect(harness.element.currentTime).toBeGreaterThanOrEqual(timeSec);
    }
    expect(harness.pathsSince(count)).toEqual([]);
    expect(harness.mse.current?.readyState).toBe('ended');
  });

  it('fetches nothing when it goes back to what is kept behind', async () => {
    const harness = await startPlaying(60);
    await harness.runUntil(() => harness.element.currentTime > 17 && harness.server.activeCount === 0);
    const count = harness.paths.length;
    harness.element.currentTime = 2;
    await harness.run(2000);
    expect(harness.pathsSince(count)).toEqual([]);
    expect(harness.element.currentTime).toBeGreaterThan(3.5);
    expect(harness.element.seeking).toBe(false);
  });

  it('lets go on what is being fetched', async () => {
    const harness = await startPlaying(60, { chunkEveryMs: 200 });
    await harness.runUntil(() => harness.element.currentTime > 3 && harness.server.activeCount > 0);
    const count = harness.paths.length;
    const [running] = harness.server.requests.slice(-1);
    harness.element.currentTime = 1;
    await harness.run(100);
    expect(running?.signal.aborted).toBe(false);
    await harness.run(8000);
    const numbers = segmentNumbers(harness.paths, 'v');
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(harness.paths.length).toBeGreaterThan(count);
  });
});

describe('a seek outside of the buffer', () => {
  it('stops what has become needless, and fetches only what is needed, at once', async () => {
    const harness = await startPlaying(60, { chunkEveryMs: 300 });
    await harness.runUntil(() => harness.element.currentTime > 1 && harness.server.activeCount === 2);
    const running = harness.server.requests.slice(-2);
    const count = harness.paths.length;
    harness.element.currentTime = 81.5;
    await harness.clock.flush();
    expect(running.map(({ signal }) => signal.aborted)).toEqual([true, true]);
    expect(segmentNumbers(harness.pathsSince(count), 'v')).toEqual([41]);
    expect(segmentNumbers(harness.pathsSince(count), 'a')).toEqual([41]);
    expect(harness.server.activeCount).toBe(harness.pathsSince(count).length);
    await harness.runUntil(() => !harness.element.seeking);
    expect(harness.element.currentTime).toBeGreaterThanOrEqual(81.5);
    await harness.run(5000);
    expect(segmentNumbers(harness.pathsSince(count), 'v').slice(0, 3)).toEqual([41, 42, 43]);
    expect(harness.ofType('warning')).toEqual([]);
  });

  it('plays what half arrived for the old position no more, and joins on cleanly', async () => {
    const harness = await startPlaying(60, { chunkEveryMs: 300 });
    await harness.runUntil(() => harness.element.currentTime > 1 && harness.server.activeCount === 2);
    harness.element.currentTime = 60;
    await harness.run(100);
    harness.element.currentTime = 30;
    await harness.run(100);
    harness.element.currentTime = 90.5;
    await harness.runUntil(() => harness.element.currentTime > 95);
    expect(harness.ofType('failed')).toEqual([]);
    expect(harness.ofType('gap-jumped')).toEqual([]);
    const ranges = harness.buffer('video').ranges;
    expect(ranges.at(-1)?.startSec).toBe(90);
  });

  it('to the end shows the last frame and ends', async () => {
    const harness = await startPlaying(60);
    await harness.run(500);
    const count = harness.paths.length;
    harness.element.currentTime = 120;
    await harness.run(3000);
    expect(segmentNumbers(harness.pathsSince(count), 'v')).toEqual([60]);
    expect(harness.mse.current?.readyState).toBe('ended');
    expect(harness.element.ended).toBe(true);
  });

  it('joins what is buffered later on and does not fetch it again', async () => {
    const harness = await startPlaying(60);
    await harness.run(1000);
    harness.element.currentTime = 60;
    await harness.runUntil(() => harness.element.currentTime > 64);
    harness.element.currentTime = 56.5;
    const count = harness.paths.length;
    await harness.runUntil(() => harness.element.currentTime > 61);
    const numbers = segmentNumbers(harness.pathsSince(count), 'v');
    expect(numbers.slice(0, 2)).toEqual([29, 30]);
    // What the buffer holds from 60 s on is not fetched again, and nothing of it is skipped.
    expect(numbers).not.toContain(31);
    expect(harness.ofType('gap-jumped')).toEqual([]);
  });
});

describe('where playback starts', () => {
  it('starts at the wanted position and fetches nothing before it', async () => {
    const harness = new MseHarness(createDashTitle({ segmentCount: 60 }));
    void harness.load({ startSec: 51 });
    await harness.runUntil(() => harness.element.readyState >= 3);
    expect(harness.element.currentTime).toBe(51);
    expect(segmentNumbers(harness.paths, 'v')[0]).toBe(26);
    expect(segmentNumbers(harness.paths, 'a')[0]).toBe(26);
    expect(new Set(harness.paths).size).toBe(harness.paths.length);
  });

  it('starts there though the event that tells of metadata comes late', async () => {
    const harness = new MseHarness(createDashTitle({ segmentCount: 60 }));
    const { element } = harness;
    const fire = element.fire.bind(element);
    element.fire = (type) => {
      if (type !== 'loadedmetadata') fire(type); // the page is busy: looks at the playhead come before it
    };
    void harness.load({ startSec: 51 });
    await harness.runUntil(() => element.readyState > 0);
    await harness.run(2000);
    expect(element.currentTime).toBe(51);
    expect(harness.ofType('gap-jumped')).toEqual([]);
  });

  it('starts in the middle of HLS, whose media tells its place', async () => {
    const harness = new MseHarness(createHlsTitle({ segmentCount: 30, mediaStartSec: 7 }));
    void harness.load({ startSec: 21 });
    await harness.runUntil(() => harness.element.readyState >= 3);
    expect(harness.element.currentTime).toBe(21);
    expect(harness.buffer('video').ranges[0]?.startSec).toBe(20);
    expect(harness.buffer('audio').timestampOffset).toBe(-7);
  });
});

describe('gathering of bytes', () => {
  it('is for what the playhead does not wait for', async () => {
    const harness = await startPlaying(30);
    await harness.runUntil(() => harness.element.currentTime > 3 && harness.server.activeCount === 0);
    harness.element.currentTime = 44.5;
    await harness.run(1000);
    const gathers = harness.server.requests
      .filter(({ url }) => /v\d\/\d+\.m4s/.test(url))
      .map(({ url, gatherMs }) => [parseInt(/(\d+)\.m4s/.exec(url)?.[1] ?? ''), gatherMs]);
    expect(gathers.slice(0, 2)).toEqual([
      [1, 0],
      [2, 100],
    ]);
    const sought = gathers.findIndex(([number]) => number === 23);
    expect(gathers.slice(sought, sought + 2)).toEqual([
      [23, 0],
      [24, expect.closeTo(75, -2)],
    ]);
  });
});
