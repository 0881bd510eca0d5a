import { describe, expect, it } from 'vitest';
import { createDashTitle } from '../fixtures/toy-title.ts';
import { UNKNOWN_DEVICE } from '../fixtures/unknown-device.ts';
import { MseHarness } from './mse-harness.ts';

const BUFFER_SEC = 20;

async function open() {
  let isUnseen = false;
  const harness = new MseHarness(createDashTitle({ segmentCount: 200, videoPayloadBytes: 75_000 }), {
    buffer: { aheadSec: BUFFER_SEC },
    device: { ...UNKNOWN_DEVICE, isHidden: () => isUnseen, savesUnseen: true },
  });
  void harness.load();
  await harness.runUntil(() => harness.element.readyState >= 3);
  await harness.element.play();
  await harness.runUntil(() => harness.ofType('rendition-shown').at(-1)?.renditionId === 'v3');
  await harness.run(BUFFER_SEC * 1000);
  const see = (value: boolean): void => void (isUnseen = !value);
  return { harness, see };
}

const segmentsSince = (harness: MseHarness, count: number): readonly string[] =>
  harness.pathsSince(count).filter((path) => /^v\d\/\d+\.m4s$/.test(path));
const shown = (harness: MseHarness): string | undefined =>
  harness.ofType('rendition-shown').at(-1)?.renditionId;

describe('a page that is hidden', () => {
  it('is fetched for as ever for a minute, then in the lowest rendition, with the reason', async () => {
    const { harness, see } = await open();
    see(false);
    let count = harness.paths.length;
    await harness.run(58_000);
    const before = segmentsSince(harness, count);
    expect(before.length).toBeGreaterThan(20);
    expect(before.every((path) => path.startsWith('v3/'))).toBe(true);
    await harness.run(4000);
    count = harness.paths.length;
    await harness.run(40_000);
    const after = segmentsSince(harness, count);
    expect(after.length).toBeGreaterThan(15);
    expect(after.every((path) => path.startsWith('v1/'))).toBe(true);
    expect(harness.ofType('decision').at(-1)?.decision.reason).toMatch(/, nobody sees the page: 240p /);
    expect(shown(harness)).toBe('v1');
  });

  it('is chosen for normally as soon as it is seen, and what is buffered low is replaced within seconds', async () => {
    const { harness, see } = await open();
    see(false);
    await harness.run(110_000);
    expect(shown(harness)).toBe('v1');
    see(true);
    const seenAtMs = harness.clock.nowMs();
    await harness.runUntil(() => shown(harness) === 'v3');
    // A second for the bytes to come, and the rest of the segment that plays then.
    expect(harness.clock.nowMs() - seenAtMs).toBeLessThan(4000);
    await harness.run(60_000);
    expect(shown(harness)).toBe('v3');
    expect(harness.ofType('rendition-shown').filter(({ renditionId }) => renditionId === 'v1')).toHaveLength(
      2,
    );
    expect(harness.ofType('gap-jumped')).toEqual([]);
    expect(harness.ofType('warning')).toEqual([]);
  });

  it('keeps what is buffered of better ones when it is seen before it plays low', async () => {
    const { harness, see } = await open();
    see(false);
    await harness.run(60_000 + BUFFER_SEC * 500);
    expect(shown(harness)).toBe('v3');
    see(true);
    const count = harness.paths.length;
    const playheadSec = harness.element.currentTime;
    await harness.run(5000);
    const first = segmentsSince(harness, count)[0];
    expect(first).toMatch(/^v3/);
    // Half of the buffer is as good as it was.
    const firstSec = (Number(/\d+(?=\.m4s)/.exec(first ?? '')?.[0]) - 1) * 2;
    expect(firstSec - playheadSec).toBeGreaterThan(BUFFER_SEC / 2 - 4);
    await harness.run(40_000);
    expect(harness.ofType('rendition-shown').filter(({ renditionId }) => renditionId === 'v1')).toHaveLength(
      1,
    );
  });

  it('that is seen again after less than a minute has nothing fetched twice', async () => {
    const { harness, see } = await open();
    const count = harness.paths.length;
    see(false);
    await harness.run(50_000);
    see(true);
    await harness.run(10_000);
    see(false);
    await harness.run(50_000);
    see(true);
    await harness.run(10_000);
    const fetched = segmentsSince(harness, count);
    expect(new Set(fetched).size).toBe(fetched.length);
    expect(fetched.every((path) => path.startsWith('v3/'))).toBe(true);
  });
});
