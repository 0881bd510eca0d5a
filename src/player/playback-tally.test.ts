import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlaybackTally } from './playback-tally.ts';

describe('PlaybackTally', () => {
  it('counts time played and stalled apart, and nothing else', () => {
    const tally = new PlaybackTally();
    tally.setState('loading', 100);
    tally.setState('ready', 300);
    tally.setState('playing', 1000);
    tally.setState('stalled', 3000);
    tally.setState('playing', 3500);
    tally.setState('paused', 4000);
    tally.setState('seeking', 9000);
    expect(tally.read(12_000)).toEqual({
      playedMs: 2500,
      stalls: { count: 1, totalMs: 500 },
      averageBitrateBps: null,
    });
  });

  it('includes what is still going on', () => {
    const tally = new PlaybackTally();
    tally.setState('stalled', 1000);
    expect(tally.read(1250).stalls).toEqual({ count: 1, totalMs: 250 });
    expect(tally.read(1400).stalls).toEqual({ count: 1, totalMs: 400 });
  });

  it('weighs bitrates by the time they were played', () => {
    const tally = new PlaybackTally();
    tally.setState('playing', 0);
    tally.setBitrate(1_000_000, 1000);
    tally.setBitrate(4_000_000, 4000);
    tally.setState('paused', 5000);
    // The first second had no known bitrate; the pause counts for nothing.
    expect(tally.read(60_000).averageBitrateBps).toBe((3 * 1_000_000 + 1 * 4_000_000) / 4);
  });

  it('keeps the average within the bitrates shown', () => {
    const step = fc.record({
      ms: fc.integer({ min: 1, max: 10_000 }),
      bps: fc.integer({ min: 1, max: 50_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1 }), (steps) => {
        const tally = new PlaybackTally();
        let atMs = 0;
        tally.setState('playing', atMs);
        for (const { ms, bps } of steps) {
          tally.setBitrate(bps, atMs);
          atMs += ms;
        }
        const average = tally.read(atMs).averageBitrateBps!;
        const rates = steps.map(({ bps }) => bps);
        expect(average).toBeGreaterThanOrEqual(Math.min(...rates) * (1 - 1e-9));
        expect(average).toBeLessThanOrEqual(Math.max(...rates) * (1 + 1e-9));
      }),
    );
  });
});
