import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValueTable } from './value-table.ts';
import { weighSizesAhead } from './weigh-sizes-ahead.ts';

const BITRATES = [400_000, 800_000, 1_400_000, 2_800_000, 5_000_000];
const SEGMENT_SEC = 4;
const table = new ValueTable({
  bitratesBps: BITRATES,
  qualities: BITRATES.map((bps) => Math.log(bps / 400_000)),
  segmentSec: SEGMENT_SEC,
  bufferMaxSec: 32,
  stallCost: 4.3,
  switchCost: 1,
  givingUp: null,
  sizeSpread: 0,
  link: { isSteady: true, lateness: 1, seenOutage: 'none' },
});
const LOG_BPS = Math.log(1.2e6);
const sized = (factor: number): readonly number[] => BITRATES.map((bps) => bps * SEGMENT_SEC * factor);

/** What these factors of declared sizes change, at a buffer and a rung, on a link of 1.2 Mbit/s. */
function changed(
  factors: readonly number[],
  { bufferSec = 8, rung = 2, left = 30, logBps = LOG_BPS } = {},
): number | null {
  const ahead = weighSizesAhead(factors.map(sized), table, left, LOG_BPS);
  return ahead && ahead(logBps)(bufferSec, rung);
}

describe('sizes of segments behind the next one', () => {
  it('change nothing where none is known, where all are as declared, and behind the end', () => {
    expect(changed([])).toBeNull();
    expect(changed([1, 1.02, 0.98, 1])).toBeNull();
    expect(changed([1, 3], { left: 1 })).toBeNull();
  });

  it('cost the more, the larger they are and the less is buffered', () => {
    const larger = changed([2, 2, 2, 2]) ?? 0;
    expect(larger).toBeLessThan(-1);
    expect(changed([3, 3, 3, 3])).toBeLessThan(larger);
    expect(changed([2, 2, 2, 2], { bufferSec: 28 })).toBeGreaterThan(larger);
  });

  it('cost where the first are large, though as much is saved behind them: playback would stall before', () => {
    const [peakFirst, peakLast] = [changed([4, 0.5, 0.5, 0.5]) ?? 0, changed([0.5, 0.5, 0.5, 4]) ?? 0];
    expect(peakFirst).toBeLessThan(peakLast);
  });

  it('gain what they save on a link that stays as it is', () => {
    // With an empty buffer, in the lowest rung: 0.67 s sooner, or 1.33 s later, of stall.
    const place = { bufferSec: 0, rung: 0 };
    expect(changed([0.5], place)).toBeGreaterThan(0.6 * table.setting.stallCost);
    expect(changed([2], place)).toBeLessThan(-1.3 * table.setting.stallCost);
    for (const bufferSec of [0, 4, 16, 32])
      for (const rung of BITRATES.keys()) {
        expect(changed([0.5], { bufferSec, rung })).toBeGreaterThanOrEqual(0);
        expect(changed([2], { bufferSec, rung })).toBeLessThanOrEqual(0);
      }
  });

  it('are worth something where they are small, and never less than larger ones (property)', () => {
    const factor = fc.double({ min: 0.2, max: 4, noNaN: true });
    const place = fc.record({
      bufferSec: fc.double({ min: 0, max: 32, noNaN: true }),
      rung: fc.integer({ min: 0, max: 4 }),
      logBps: fc.double({ min: LOG_BPS - 2, max: LOG_BPS + 2, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(factor, { minLength: 1, maxLength: 4 }), place, (factors, at) => {
        const small = changed(
          factors.map((one) => one * 0.6),
          at,
        );
        const large = changed(
          factors.map((one) => one * 1.2),
          at,
        );
        if (small === null || large === null) return;
        expect(small).toBeGreaterThanOrEqual(large - 1e-6);
        expect(Number.isFinite(small) && Number.isFinite(large)).toBe(true);
      }),
    );
    expect(changed([0.5, 0.5, 0.5, 0.5])).toBeGreaterThan(0);
  });

  it('are reckoned for a link that is slower or faster than believed, too', () => {
    const at = (nats: number): number => changed([2, 2, 2, 2], { logBps: LOG_BPS + nats }) ?? 0;
    expect(at(-0.7)).toBeLessThan(at(0));
    expect(at(0.7)).toBeGreaterThan(at(0));
    expect(at(0.35)).toBeCloseTo((at(0) + at(0.7)) / 2, 9);
    // Beyond these it is as at the last of them.
    expect(at(5)).toBeCloseTo(at(0.7), 9);
    expect(at(-5)).toBeCloseTo(at(-0.7), 9);
  });
});
