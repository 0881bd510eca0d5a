import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMON_LASTING, dipLasting } from './dip-lasting.ts';
import { believe } from './throughput-belief.ts';

function lastingOf(rates: readonly number[]): number {
  const observations = rates.map((bps) => ({
    logBps: Math.log(bps),
    durationSec: 1,
    sinceSec: 2,
    tailLogBps: Math.log(bps),
  }));
  const belief = believe(observations, 2);
  return dipLasting(observations, belief ?? { history: [], trackers: [] });
}
const repeat = (rates: readonly number[]): number[] => Array.from({ length: 5 }, () => rates).flat();

describe('how much of a dip is left one transfer later', () => {
  it('is what is common where none has been seen, and noise is none', () => {
    expect(lastingOf([])).toBe(COMMON_LASTING);
    expect(lastingOf(repeat([5e6, 5e6, 4e6, 6e6]))).toBe(COMMON_LASTING);
  });

  it('is all of it where the rate goes down in steps', () => {
    const steps = [16e6, 8e6, 4e6, 2e6, 1e6].flatMap((bps) => Array.from({ length: 5 }, () => bps));
    expect(lastingOf(steps)).toBeGreaterThan(0.9);
  });

  it('is little where each passes by the next transfer', () => {
    expect(lastingOf(repeat([8e6, 8e6, 8e6, 1e6]))).toBeLessThan(0.35);
  });

  it('is a share, whatever is seen', () => {
    const rate = fc.double({ min: 1, max: 1e11, noNaN: true });
    fc.assert(
      fc.property(fc.array(rate, { maxLength: 60 }), (rates) => {
        const lasting = lastingOf(rates);
        return lasting >= 0 && lasting <= 1;
      }),
    );
  });
});
