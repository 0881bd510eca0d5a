import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimeRange } from '../model/time-range.ts';
import { planEviction, type EvictionView } from './plan-eviction.ts';

const r = (startSec: number, endSec: number): TimeRange => ({ startSec, endSec });
const view = (over: Partial<EvictionView>): EvictionView => ({
  ...{ buffered: [], playheadSec: 100, behindSec: 20, aheadSec: 60 },
  ...over,
});

describe('planEviction', () => {
  it('cuts what is too far behind, once it is worth it', () => {
    expect(planEviction(view({ buffered: [r(70, 120)] }))).toEqual([r(70, 80)]);
    expect(planEviction(view({ buffered: [r(79, 120)] }))).toEqual([]);
  });

  it('removes stretches wholly outside, however short', () => {
    expect(planEviction(view({ buffered: [r(10, 11), r(95, 120), r(300, 301)] }))).toEqual([
      r(10, 11),
      r(300, 301),
    ]);
  });

  it('never cuts the end of a stretch that reaches into the wanted part: media is being appended there', () => {
    expect(planEviction(view({ buffered: [r(95, 130)], aheadSec: 4 }))).toEqual([]);
  });

  it('keeps the group of pictures at the playhead: three seconds, or a segment', () => {
    expect(planEviction(view({ buffered: [r(70, 120)], behindSec: 0 }))).toEqual([r(70, 97)]);
    expect(planEviction(view({ buffered: [r(70, 120)], behindSec: 0, segmentDurationSec: 10 }))).toEqual([
      r(70, 90),
    ]);
  });

  it('plans sorted, disjoint removals of held media, away from the playhead (property)', () => {
    const seconds = fc.double({ min: 0, max: 100, noNaN: true });
    const list = fc.array(fc.tuple(seconds, seconds), { maxLength: 8 }).map((pairs) => {
      let at = 0;
      return pairs.map(([gap, length]) => {
        const startSec = at + gap + 0.01;
        at = startSec + length + 0.01;
        return r(startSec, at);
      });
    });
    const anyView = fc.record({
      buffered: list,
      playheadSec: fc.double({ min: 0, max: 800, noNaN: true }),
      behindSec: seconds,
      aheadSec: seconds,
      segmentDurationSec: fc.double({ min: 0, max: 20, noNaN: true }),
    });
    fc.assert(
      fc.property(anyView, (at) => {
        const safeSec = Math.max(3, at.segmentDurationSec);
        let lastEndSec = -Infinity;
        for (const { startSec, endSec } of planEviction(at)) {
          expect(startSec).toBeGreaterThanOrEqual(lastEndSec);
          expect(endSec).toBeGreaterThan(startSec);
          lastEndSec = endSec;
          expect(at.buffered.some((held) => held.startSec <= startSec && endSec <= held.endSec)).toBe(true);
          const isBehind = endSec <= at.playheadSec - Math.max(safeSec, at.behindSec);
          const isAhead = startSec >= at.playheadSec + Math.max(safeSec, at.aheadSec);
          expect(isBehind || isAhead).toBe(true);
        }
      }),
    );
  });
});
