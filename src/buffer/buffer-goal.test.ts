import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BUFFER_CONFIG as CONFIG } from './buffer-config.ts';
import { goalAheadSec, goalBehindSec, MIN_GOAL_SEC, recoverGoal, shrinkGoal } from './buffer-goal.ts';

const MBPS = 1e6;

describe('the goals', () => {
  it('are the seconds of the config while the bytes allow it, or the bitrate is unknown', () => {
    expect(goalAheadSec(CONFIG, 'video', 5 * MBPS, 1)).toBe(30);
    expect(goalBehindSec(CONFIG, 'video', 5 * MBPS)).toBe(20);
    expect(goalAheadSec(CONFIG, 'video', 0, 1)).toBe(30);
    expect(goalBehindSec(CONFIG, 'audio', 0)).toBe(20);
  });

  it('share the bytes at high bitrates', () => {
    expect(goalAheadSec(CONFIG, 'video', 20 * MBPS, 1)).toBe(20);
    expect(goalBehindSec(CONFIG, 'video', 20 * MBPS)).toBe(20);
    expect(goalAheadSec(CONFIG, 'video', 50 * MBPS, 1)).toBe(8);
    expect(goalBehindSec(CONFIG, 'video', 50 * MBPS)).toBe(8);
    expect(goalAheadSec(CONFIG, 'audio', 4 * MBPS, 1)).toBe(8);
  });

  it('shrink by half, recover slowly, and keep a floor', () => {
    let factor = shrinkGoal(1);
    expect(goalAheadSec(CONFIG, 'video', 0, factor)).toBe(15);
    for (let i = 0; i < 10; i += 1) factor = shrinkGoal(factor);
    expect(goalAheadSec(CONFIG, 'video', 0, factor)).toBe(MIN_GOAL_SEC);
    let segments = 0;
    for (factor = 0.5; factor < 1; segments += 1) factor = recoverGoal(factor);
    expect([factor, segments]).toEqual([1, 8]);
    for (let i = 0; i < 100; i += 1) factor = shrinkGoal(factor);
    for (segments = 0; factor < 1; segments += 1) factor = recoverGoal(factor);
    expect(segments).toBe(25);
  });

  it('hold no more than the bytes granted, except for the floor ahead (property)', () => {
    const bitrate = fc.integer({ min: 10_000, max: 400 * MBPS });
    fc.assert(
      fc.property(bitrate, fc.constantFrom('video' as const, 'audio' as const), (bitrateBps, kind) => {
        const aheadSec = goalAheadSec(CONFIG, kind, bitrateBps, 1);
        const behindSec = goalBehindSec(CONFIG, kind, bitrateBps);
        const granted = kind === 'video' ? CONFIG.videoBytes : CONFIG.audioBytes;
        const held = ((aheadSec + behindSec) * bitrateBps) / 8;
        expect(aheadSec).toBeGreaterThanOrEqual(MIN_GOAL_SEC);
        expect(behindSec).toBeGreaterThanOrEqual(0);
        if (aheadSec > MIN_GOAL_SEC) expect(held).toBeLessThanOrEqual(granted * 1.000001);
        else expect(behindSec).toBeLessThanOrEqual(MIN_GOAL_SEC);
      }),
    );
  });
});
