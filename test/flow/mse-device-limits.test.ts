import { describe, expect, it } from 'vitest';
import type { DecodingAbility, DeviceInfo } from '../../src/core/device-info.ts';
import { createDashTitle } from '../fixtures/toy-title.ts';
import { UNKNOWN_DEVICE } from '../fixtures/unknown-device.ts';
import { MseHarness, type MseHarnessOptions } from './mse-harness.ts';

const SMOOTH: DecodingAbility = { supported: true, smooth: true, powerEfficient: true };
/** Everything is decoded smoothly but what is higher than 480 lines. */
const SMALL: DeviceInfo = {
  ...UNKNOWN_DEVICE,
  decoding: ({ height }) => ({ ...SMOOTH, smooth: height <= 480 }),
};

function open(options: MseHarnessOptions = {}): MseHarness {
  const harness = new MseHarness(createDashTitle({ segmentCount: 90, videoPayloadBytes: 75_000 }), {
    buffer: { aheadSec: 10 },
    ...options,
  });
  void harness.load();
  return harness;
}

async function start(harness: MseHarness): Promise<void> {
  await harness.runUntil(() => harness.element.readyState >= 3);
  await harness.element.play();
}

const segmentsOf = ({ paths }: MseHarness, since = 0): readonly string[] =>
  paths.slice(since).filter((path) => /^v\d\/\d+\.m4s$/.test(path));

const reasonsOf = (harness: MseHarness): readonly string[] =>
  harness.ofType('decision').map(({ decision }) => decision.reason);

/** Plays until a rendition is on the screen. */
const untilShown = (harness: MseHarness, id: string): Promise<void> =>
  harness.runUntil(() => harness.ofType('rendition-shown').at(-1)?.renditionId === id);

/** Plays on at 25 frames a second, of which a share is dropped while v3 is on the screen. */
async function playDropping(harness: MseHarness, seconds: number, share: number): Promise<void> {
  for (let passedMs = 0; passedMs < seconds * 1000; passedMs += 100) {
    const isHigh = harness.ofType('rendition-shown').at(-1)?.renditionId === 'v3';
    harness.element.totalVideoFrames += 2.5;
    harness.element.droppedVideoFrames += isHigh ? 2.5 * share : 0;
    await harness.run(100);
  }
}

describe('what the browser says that the device cannot play smoothly', () => {
  it('is not fetched, and the reason says so', async () => {
    const harness = open({ device: SMALL });
    await start(harness);
    await harness.runUntil(() => harness.element.currentTime > 20);
    expect(segmentsOf(harness).some((path) => path.startsWith('v3/'))).toBe(false);
    expect(segmentsOf(harness).some((path) => path.startsWith('v2/'))).toBe(true);
    expect(reasonsOf(harness).at(-1)).toMatch(
      /^keep, segments count as \d+ % of their declared rate, the device decodes nothing better smoothly: 480p /,
    );
  });

  it('is heeded from the next segment on where the answer comes late, and delays nothing', async () => {
    let hasAnswered = false;
    const device: DeviceInfo = {
      ...SMALL,
      decoding: (format) => (hasAnswered ? SMALL.decoding(format) : null),
    };
    const quick = open({ device: UNKNOWN_DEVICE });
    const harness = open({ device });
    await start(quick);
    await start(harness);
    expect(harness.clock.nowMs()).toBe(quick.clock.nowMs());
    await untilShown(harness, 'v3');
    hasAnswered = true;
    const count = harness.paths.length;
    await harness.runUntil(() => harness.element.currentTime > 40);
    const later = segmentsOf(harness, count);
    expect(later.length).toBeGreaterThan(3);
    expect(later.some((path) => path.startsWith('v3/'))).toBe(false);
  });

  it('plays all the same where the app pins it', async () => {
    const harness = open({ device: SMALL });
    await start(harness);
    harness.engine.setQuality('v3');
    await untilShown(harness, 'v3');
    await harness.run(20_000);
    expect(harness.ofType('rendition-shown').at(-1)?.renditionId).toBe('v3');
  });
});

/** Time passes, and the playhead stands but for what pushes it. */
async function stand(harness: MseHarness, ms: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += 50) await harness.clock.advance(50);
}

describe('a rendition that the playhead stands on although it is buffered', () => {
  it('is left within a segment, with a reason of its own, and not fetched again for 30 s, then 60 s', async () => {
    const harness = open();
    await start(harness);
    for (const banSec of [30, 60]) {
      await untilShown(harness, 'v3');
      await harness.run(1500);
      const stoodAtMs = harness.clock.nowMs();
      const count = harness.paths.length;
      await stand(harness, 1300);
      expect(segmentsOf(harness, count)[0]).toMatch(/^v2/);
      // Of v3, only the segment under the playhead is played to its end.
      await harness.run(4000);
      expect(harness.ofType('rendition-shown').at(-1)?.renditionId).toBe('v2');
      await harness.run((banSec - 8) * 1000);
      expect(segmentsOf(harness, count).some((path) => path.startsWith('v3/'))).toBe(false);
      expect(reasonsOf(harness).at(-1)).toMatch(/, the device stalls above 480p: 480p /);
      await harness.runUntil(() => segmentsOf(harness, count).some((path) => path.startsWith('v3/')));
      expect((harness.clock.nowMs() - stoodAtMs) / 1000).toBeGreaterThan(banSec);
    }
    expect(harness.ofType('warning')).toEqual([]);
  });

  it('goes on where it is short of media, paused, or began so', async () => {
    const harness = open();
    await start(harness);
    await stand(harness, 1300); // a start
    await untilShown(harness, 'v3');
    await harness.run(1500);
    harness.element.pause();
    await stand(harness, 5000);
    await harness.element.play();
    await stand(harness, 1300); // it has not moved since
    await harness.run(10_000);
    harness.element.currentTime = 100;
    await stand(harness, 1300); // nor here
    await harness.run(20_000);
    expect(reasonsOf(harness).some((reason) => reason.includes('the device stalls'))).toBe(false);
    expect(harness.ofType('rendition-shown').at(-1)?.renditionId).toBe('v3');
  });
});

describe('a rendition whose frames are dropped', () => {
  it('is left within a segment, also where it is buffered, and not fetched again for 30 s, then 60 s', async () => {
    const harness = open();
    await start(harness);
    for (const banSec of [30, 60]) {
      await untilShown(harness, 'v3');
      const shownAtMs = harness.clock.nowMs();
      await playDropping(harness, 3.7, 0.3);
      const count = harness.paths.length;
      // What is buffered ahead is replaced: of v3, only the segment under the playhead is played to its end.
      await playDropping(harness, 4, 0.3);
      expect(harness.ofType('rendition-shown').at(-1)?.renditionId).toBe('v2');
      await playDropping(harness, banSec - 6, 0.3);
      const meanwhile = segmentsOf(harness, count);
      expect(meanwhile.some((path) => path.startsWith('v3/'))).toBe(false);
      expect(reasonsOf(harness).at(-1)).toMatch(
        /^keep, segments count as \d+ % of their declared rate, the device drops frames above 480p: 480p /,
      );
      await harness.runUntil(() => segmentsOf(harness, count).some((path) => path.startsWith('v3/')));
      expect((harness.clock.nowMs() - shownAtMs) / 1000).toBeGreaterThan(banSec);
    }
    expect(harness.ofType('gap-jumped')).toEqual([]);
    expect(harness.ofType('warning')).toEqual([]);
  });

  it('goes on where the page is hidden', async () => {
    const harness = open({ device: { ...UNKNOWN_DEVICE, isHidden: () => true } });
    await start(harness);
    await untilShown(harness, 'v3');
    await playDropping(harness, 20, 0.9);
    expect(harness.ofType('rendition-shown').at(-1)?.renditionId).toBe('v3');
  });

  it('goes on where the app has pinned it, without being fetched twice', async () => {
    const harness = open();
    await start(harness);
    harness.engine.setQuality('v3');
    await untilShown(harness, 'v3');
    const count = harness.paths.length;
    await playDropping(harness, 20, 0.5);
    const fetched = segmentsOf(harness, count);
    expect(fetched.every((path) => path.startsWith('v3/'))).toBe(true);
    expect(new Set(fetched).size).toBe(fetched.length);
  });
});
