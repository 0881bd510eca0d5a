import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Observation } from './observe-transfers.ts';
import { believe } from './throughput-belief.ts';

const SEGMENT_SEC = 4;
const seen = (bps: number, durationSec = 2, sinceSec = SEGMENT_SEC): Observation => ({
  logBps: Math.log(bps),
  durationSec,
  sinceSec,
  tailLogBps: Math.log(bps),
});
const bpsOf = (observations: readonly Observation[]): number =>
  Math.exp(believe(observations, SEGMENT_SEC)?.logBps ?? NaN);

describe('believe', () => {
  it('gives a constant input back, and grows sure of it (property)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 1e9 }),
        fc.array(fc.double({ min: 0.01, max: 60, noNaN: true }), { minLength: 30, maxLength: 60 }),
        (bps, durations) => {
          const belief = believe(
            durations.map((sec) => seen(bps, sec)),
            SEGMENT_SEC,
          );
          expect(Math.exp(belief?.logBps ?? 0) / bps).toBeCloseTo(1, 9);
          expect(belief?.spread).toBeLessThan(0.1);
        },
      ),
    );
  });

  it('lies between the extremes of what was seen, with a finite spread (property)', () => {
    const any = fc.tuple(
      fc.integer({ min: 1, max: 1e9 }),
      fc.double({ min: 0, max: 600, noNaN: true }),
      fc.double({ min: 0, max: 60, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 60 }), (list) => {
        const observations = list.map(([bps, sec, sinceSec]) => seen(bps, sec, sinceSec));
        const belief = believe(observations, SEGMENT_SEC);
        const logs = observations.map(({ logBps }) => logBps);
        expect(belief?.logBps).toBeGreaterThanOrEqual(Math.min(...logs) - 1e-9);
        expect(belief?.logBps).toBeLessThanOrEqual(Math.max(...logs) + 1e-9);
        expect(belief?.spread).toBeGreaterThan(0);
        expect(belief?.spread).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('knows nothing of nothing, and is not sure after one segment', () => {
    expect(believe([], SEGMENT_SEC)).toBeNull();
    expect(believe([seen(5e6)], SEGMENT_SEC)?.spread).toBe(0.4);
  });

  it('counts what comes in bursts by time, on a link that varies', () => {
    // Half of the time nearly nothing comes; most segments, four of five, come in the other half.
    const burst = Array.from({ length: 4 }, () => seen(20e6, 0.5, 0.5));
    const bursts = (since?: number): readonly Observation[] =>
      Array.from({ length: 8 }, () => [
        seen(0.2e6, 8, 8),
        ...burst.map((one) => ({ ...one, ...(since && { sinceSec: since }) })),
      ]).flat();
    // The same segments, each asked for when the one before has been played: then they are alike in what they tell.
    expect(bpsOf(bursts())).toBeLessThan(0.5 * bpsOf(bursts(SEGMENT_SEC)));
    const steady = (sinceSec: number): readonly Observation[] =>
      Array.from({ length: 30 }, (_, index) => seen(8e6 * (index % 2 === 0 ? 1.1 : 0.9), 1, sinceSec));
    expect(bpsOf(steady(1))).toBe(bpsOf(steady(SEGMENT_SEC)));
  });

  it('follows a steady link that has changed at once, and does not chase noise', () => {
    const steady = Array.from({ length: 30 }, () => seen(8e6));
    expect(bpsOf([...steady, seen(0.8e6)])).toBeLessThan(1e6);
    const noisy = Array.from({ length: 30 }, (_, index) => seen(8e6 * (index % 2 === 0 ? 2 : 0.5)));
    expect(bpsOf([...noisy, seen(0.8e6)])).toBeGreaterThan(4e6);
  });
});
