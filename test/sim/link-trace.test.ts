import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LinkTrace } from './link-trace.ts';

const step = fc.record({
  durationSec: fc.double({ min: 0.01, max: 30, noNaN: true }),
  bps: fc.oneof(fc.constant(0), fc.double({ min: 1000, max: 1e8, noNaN: true })),
});
const steps = fc
  .array(step, { minLength: 1, maxLength: 8 })
  .filter((list) => list.some(({ bps }) => bps > 0));
const time = fc.double({ min: 0, max: 2000, noNaN: true });

/** At the edge of a gap a time has no one answer but for rounding; properties keep this far from it. */
const EDGE_SEC = 1e-5;
const ROUNDING = 1e-12;

/** The step that a time falls into, by going through them. */
function stepAt(list: readonly { durationSec: number; bps: number }[], sec: number): { bps: number } {
  const cycleSec = list.reduce((sum, { durationSec }) => sum + durationSec, 0);
  let rest = sec % cycleSec;
  for (const one of list) {
    if (rest < one.durationSec) return one;
    rest -= one.durationSec;
  }
  return list.at(-1)!;
}

describe('a trace', () => {
  test('gives a time back for its bits wherever bits come', () => {
    fc.assert(
      fc.property(steps, time, (list, sec) => {
        const trace = new LinkTrace('any', list);
        fc.pre([sec - EDGE_SEC, sec + EDGE_SEC].every((near) => near >= 0 && stepAt(list, near).bps > 0));
        expect(trace.secAt(trace.bitsAt(sec))).toBeCloseTo(sec, 4);
      }),
    );
  });

  test('never gives bits back', () => {
    fc.assert(
      fc.property(steps, time, time, (list, one, other) => {
        const trace = new LinkTrace('any', list);
        const [early, late] = one < other ? [one, other] : [other, one];
        expect(trace.bitsAt(late)).toBeGreaterThanOrEqual(trace.bitsAt(early) * (1 - 1e-12));
      }),
    );
  });

  test('says the first time by which bits have come: not later than any at which they have', () => {
    fc.assert(
      fc.property(steps, time, (list, sec) => {
        const trace = new LinkTrace('any', list);
        // What is one rounding too much before a gap has come only behind it.
        const bits = trace.bitsAt(sec) * (1 - ROUNDING);
        expect(trace.secAt(bits)).toBeLessThanOrEqual(sec + 1e-4);
      }),
    );
  });

  test('is played in a loop', () => {
    fc.assert(
      fc.property(steps, time, fc.integer({ min: 1, max: 5 }), (list, sec, loops) => {
        const trace = new LinkTrace('any', list);
        const later = trace.bitsAt(sec + loops * trace.cycleSec) - loops * trace.cycleBits;
        expect(Math.abs(later - trace.bitsAt(sec))).toBeLessThan(1e-6 * trace.cycleBits * (loops + 1) + 1);
      }),
    );
  });

  const gap = new LinkTrace('gap', [
    { durationSec: 2, bps: 1000 },
    { durationSec: 3, bps: 0 },
    { durationSec: 1, bps: 500 },
  ]);

  test.each([
    [2000, 2],
    [2001, 5.002],
    [2500, 6],
    [2600, 6.1],
    [4500, 8],
    [4501, 11.002],
  ])('with a gap has %d bits by %d s', (bits, sec) => {
    expect(gap.secAt(bits)).toBeCloseTo(sec, 9);
  });

  test('holds still in a gap', () => {
    expect([2, 3.5, 5].map((sec) => gap.bitsAt(sec))).toEqual([2000, 2000, 2000]);
  });

  test('that begins with a gap has nothing by any time in it', () => {
    const late = new LinkTrace('late', [
      { durationSec: 4, bps: 0 },
      { durationSec: 1, bps: 100 },
    ]);
    expect(late.secAt(50)).toBeCloseTo(4.5, 9);
    expect(late.secAt(150)).toBeCloseTo(9.5, 9);
  });

  test('that never gives a bit is refused', () => {
    expect(() => new LinkTrace('dead', [{ durationSec: 5, bps: 0 }])).toThrow(RangeError);
    expect(() => new LinkTrace('empty', [])).toThrow(RangeError);
  });
});
