import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Segment } from '../model/segment.ts';
import { createArrayIndex, createSegmentIndex } from './segment-array-index.ts';

const timeline = { id: 'p', offsetSec: 0, windowStartSec: 0, windowEndSec: Infinity };

function segment(position: number, startSec: number, durationSec: number): Segment {
  return {
    position,
    startSec,
    durationSec,
    urls: [],
    range: null,
    init: null,
    timeline,
    isGap: false,
    encryption: null,
    programDateTimeMs: null,
    sizeBytes: null,
  };
}

describe('createArrayIndex', () => {
  const index = createArrayIndex([segment(0, 1, 2), segment(1, 3, 2), segment(2, 8, 2)], {
    isComplete: true,
  });

  it('finds what covers a time, or comes next behind a gap', () => {
    expect([0, 1, 2.9, 3, 5, 7.9, 8, 9.9, 10, 99].map((sec) => index.find(sec))).toEqual([
      0, 0, 0, 1, 2, 2, 2, 2, 3, 3,
    ]);
  });

  it('answers null outside', () => {
    expect([-1, 0.5, 3, NaN].map((position) => index.at(position))).toEqual([null, null, null, null]);
    expect([index.count, index.startSec, index.endSec]).toEqual([3, 1, 10]);
  });

  it('is empty without segments', () => {
    const empty = createArrayIndex([], { isComplete: false });
    expect([empty.count, empty.find(0), empty.at(0), empty.isComplete]).toEqual([0, 0, null, false]);
  });

  it('finds each segment by its start and its middle', () => {
    const spans = fc.array(
      fc.record({ gap: fc.nat(3), length: fc.double({ min: 0.01, max: 9, noNaN: true }) }),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(spans, (list) => {
        let at = 0;
        const segments = list.map(({ gap, length }, i) => {
          const made = segment(i, at + gap, length);
          at += gap + length;
          return made;
        });
        const made = createArrayIndex(segments, { isComplete: true });
        segments.forEach(({ startSec, durationSec }, i) => {
          expect(made.find(startSec)).toBe(i);
          expect(made.find(startSec + durationSec / 2)).toBe(i);
        });
        expect(made.find(at + 1)).toBe(segments.length);
      }),
    );
  });
});

describe('createSegmentIndex', () => {
  it('asks for few segments, however many there are', () => {
    let asked = 0;
    const index = createSegmentIndex(
      {
        count: 1e12,
        startSecAt: (position) => {
          asked += 1;
          return position * 2;
        },
        segmentAt: (position) => segment(position, position * 2, 2),
      },
      { isComplete: false },
    );
    asked = 0;
    expect(index.find(1_999_999_999_999)).toBe(999_999_999_999);
    expect(asked).toBeLessThan(50);
  });
});
