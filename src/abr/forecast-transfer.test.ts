import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastTransfer, type Forecast } from './forecast-transfer.ts';
import type { Observation } from './observe-transfers.ts';
import { believe } from './throughput-belief.ts';

const SEGMENT_SEC = 2;
const seen = (bps: number, tailBps = bps): Observation => ({
  logBps: Math.log(bps),
  durationSec: 1,
  sinceSec: SEGMENT_SEC,
  tailLogBps: Math.log(tailBps),
});
const forecast = (observations: readonly Observation[]): Forecast | null => {
  const belief = believe(observations, SEGMENT_SEC);
  return belief && forecastTransfer(observations, belief);
};
const forecastBps = (observations: readonly Observation[]): number =>
  Math.exp(forecast(observations)?.logBps ?? NaN);

describe('forecastTransfer', () => {
  it('foretells nothing of nothing', () => {
    expect(forecastTransfer([], { history: [], trackers: [] })).toBeNull();
  });

  it('has a weight for each tracker of the belief, and one for none', () => {
    const belief = believe([seen(1e6)], SEGMENT_SEC);
    expect(forecast([seen(1e6)])?.weights).toHaveLength((belief?.trackers.length ?? 0) + 1);
  });

  it('gives a constant input back, and grows sure of it (property)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 1e9 }), fc.integer({ min: 1, max: 60 }), (bps, count) => {
        const foretold = forecast(Array<Observation>(count).fill(seen(bps)));
        expect(Math.exp(foretold?.logBps ?? 0) / bps).toBeCloseTo(1, 6);
        if (count > 30) expect(foretold?.spread).toBeLessThan(0.1);
      }),
    );
  });

  it('expects the next transfer to be as the last one was at its end, where links go on so', () => {
    // Each transfer begins as the one before ended.
    const rates = Array.from({ length: 41 }, (_, index) => 3e6 * Math.exp(Math.sin(index / 3)));
    const wandering = rates.slice(1).map((bps, index) => seen(bps, rates[index + 2] ?? bps));
    const last = wandering.at(-1)?.tailLogBps ?? NaN;
    expect(Math.abs(Math.log(forecastBps(wandering)) - last)).toBeLessThan(0.1);
  });

  it('learns that ends tell nothing, where the rate comes back each time', () => {
    const steady = Array.from({ length: 60 }, (_, index) => seen(4e6, index % 3 === 0 ? 1e6 : 6e6));
    const foretoldBps = forecastBps([...steady, seen(4e6, 1e6)]);
    expect(foretoldBps).toBeGreaterThan(3e6);
    expect(foretoldBps).toBeLessThan(5e6);
  });

  it('is finite, whatever was seen (property)', () => {
    const rate = fc.integer({ min: 1, max: 1e9 });
    fc.assert(
      fc.property(fc.array(fc.tuple(rate, rate), { minLength: 1, maxLength: 60 }), (pairs) => {
        const foretold = forecast(pairs.map(([bps, tailBps]) => seen(bps, tailBps)));
        expect(Number.isFinite(foretold?.logBps)).toBe(true);
        expect(foretold?.spread).toBeGreaterThanOrEqual(0.06);
        expect(foretold?.spread).toBeLessThanOrEqual(1);
      }),
    );
  });
});
