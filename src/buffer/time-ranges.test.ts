import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimeRange } from '../model/time-range.ts';
import {
  bufferAheadSec,
  intersectRanges,
  toTimeRanges,
  withoutRange,
  restOfRangeSec,
} from './time-ranges.ts';

/** Sorted, disjoint, none empty: integers, so that sets of seconds can be compared exactly. */
const ranges: fc.Arbitrary<readonly TimeRange[]> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), { maxLength: 6 })
  .map((pairs) => {
    let at = 0;
    return pairs.map(([gap, length]) => {
      const startSec = at + gap;
      at = startSec + length;
      return { startSec, endSec: at };
    });
  });
const secondsOf = (list: readonly TimeRange[]): number[] =>
  list.flatMap(({ startSec, endSec }) => Array.from({ length: endSec - startSec }, (_, i) => startSec + i));
const r = (startSec: number, endSec: number): TimeRange => ({ startSec, endSec });

describe('toTimeRanges', () => {
  it('copies what the browser gives', () => {
    const port = { length: 2, start: (i: number) => i * 10, end: (i: number) => i * 10 + 4 };
    expect(toTimeRanges(port)).toEqual([r(0, 4), r(10, 14)]);
  });
});

describe('intersectRanges', () => {
  it('covers exactly what both cover, sorted and disjoint (property)', () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        const common = intersectRanges(a, b);
        const inB = new Set(secondsOf(b));
        expect(secondsOf(common)).toEqual(secondsOf(a).filter((second) => inB.has(second)));
        for (const [i, { startSec, endSec }] of common.entries()) {
          expect(startSec).toBeLessThan(endSec);
          if (i > 0) expect(common[i - 1]!.endSec).toBeLessThanOrEqual(startSec);
        }
        expect(intersectRanges(b, a)).toEqual(common);
      }),
    );
  });

  it('with everything changes nothing', () => {
    expect(intersectRanges([r(0, Infinity)], [r(1, 2), r(4, 5)])).toEqual([r(1, 2), r(4, 5)]);
  });
});

describe('withoutRange', () => {
  it('leaves exactly what lies outside, sorted and disjoint (property)', () => {
    fc.assert(
      fc.property(
        ranges,
        fc.integer({ max: 120 }),
        fc.integer({ min: 1, max: 30 }),
        (list, startSec, length) => {
          const left = withoutRange(list, r(startSec, startSec + length));
          const isOutside = (second: number): boolean => second < startSec || second >= startSec + length;
          expect(secondsOf(left)).toEqual(secondsOf(list).filter(isOutside));
        },
      ),
    );
  });

  it('takes holes and ranges without end', () => {
    expect(withoutRange([r(0, 10), r(12, 20)], r(4, Infinity))).toEqual([r(0, 4)]);
    expect(withoutRange([r(4, Infinity)], r(6, 8))).toEqual([r(4, 6), r(8, Infinity)]);
  });
});

describe('bufferAheadSec', () => {
  it('plays over small holes and stops at large ones', () => {
    const list = [r(0, 10), r(10.1, 20), r(25, 30)];
    expect(bufferAheadSec(list, 4, 0.2)).toBe(16);
    expect(bufferAheadSec(list, 4, 0.05)).toBe(6);
    expect(bufferAheadSec(list, 22, 0.2)).toBe(0);
    expect(bufferAheadSec(list, 24.9, 0.2)).toBeCloseTo(5.1);
    expect(bufferAheadSec([], 4, 0.2)).toBe(0);
  });

  it('is never negative, and counts seconds in one piece (property)', () => {
    fc.assert(
      fc.property(ranges, fc.integer({ min: 0, max: 120 }), (list, timeSec) => {
        const held = new Set(secondsOf(list));
        let expected = 0;
        while (held.has(timeSec + expected)) expected += 1;
        expect(bufferAheadSec(list, timeSec, 0)).toBe(expected);
      }),
    );
  });
});

describe('restOfRangeSec', () => {
  const ranges = [
    { startSec: 2, endSec: 6 },
    { startSec: 6.05, endSec: 9 },
  ];

  it.each([
    [0, 0],
    [1.95, 4.05],
    [2, 4],
    [5, 1],
    [6, 3],
    [9, 0],
  ])('from %d s: %d s', (timeSec, restSec) => {
    expect(restOfRangeSec(ranges, timeSec)).toBeCloseTo(restSec, 9);
  });
});
