import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleIndex, sampleRendition, sampleTrack } from '../../../test/fixtures/model-samples.ts';
import type { Segment } from '../../model/segment.ts';
import type { SegmentIndex, SegmentSource } from '../../model/segment-index.ts';
import type { Track } from '../../model/track.ts';
import { Cursor } from './cursor.ts';

const rendition = sampleRendition();
const durations = fc.array(fc.double({ min: 0.5, max: 10, noNaN: true }), { minLength: 1, maxLength: 30 });

/** What is fetched until the end when `indexAt` says which rendition comes next. */
function walk(cursor: Cursor, indexAt: (step: number) => SegmentIndex): Segment[] {
  const visited: Segment[] = [];
  for (let step = 0; step < 2000; step++) {
    const segment = cursor.next(rendition, indexAt(step), true);
    if (!segment) return visited;
    visited.push(segment);
    cursor.pass(segment);
  }
  throw new Error('the cursor does not get to the end');
}

describe('Cursor', () => {
  it('visits every segment once and in order', () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 0, max: 50, noNaN: true }), (lengths, startSec) => {
        const visited = walk(new Cursor(startSec, 0), () => sampleIndex(lengths, startSec));
        expect(visited.map(({ position }) => position)).toEqual(lengths.map((_, position) => position));
      }),
    );
  });

  it('begins with the segment that holds the wanted position, however little of it is left', () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 0, max: 0.9999, noNaN: true }), (lengths, share) => {
        const index = sampleIndex(lengths);
        const timeSec = index.endSec * share;
        const first = walk(new Cursor(timeSec, 0), () => index)[0];
        expect(first?.position).toBe(index.find(timeSec));
      }),
    );
  });

  it('neither skips nor repeats more than rounding when renditions are cut differently', () => {
    const choices = fc.array(fc.boolean(), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(durations, durations, choices, (one, other, picks) => {
        const indices = [sampleIndex(one), sampleIndex(other)];
        const endSec = Math.min(...indices.map((index) => index.endSec));
        let reachedSec = 0;
        const cursor = new Cursor(0, 0);
        for (let step = 0; step < 60; step++) {
          const index = indices[picks[step] ? 1 : 0] ?? sampleIndex([]);
          const segment = cursor.next(rendition, index, false);
          if (!segment) break;
          // Never a hole that was not fetched: at most a remainder of 0.25 s or a tenth of a segment.
          expect(segment.startSec - reachedSec).toBeLessThan(0.25);
          // Never a segment of which nothing is new.
          expect(segment.startSec + segment.durationSec).toBeGreaterThan(reachedSec);
          cursor.pass(segment);
          reachedSec = Math.max(reachedSec, segment.startSec + segment.durationSec);
        }
        expect(reachedSec).toBeGreaterThan(Math.min(endSec, 0.5) - 0.25);
      }),
    );
  });

  it('shows the last frame when a seek goes to the very end, and stops there otherwise', () => {
    const index = sampleIndex([2, 2, 2]);
    const cursor = new Cursor(6, 0);
    expect(cursor.next(rendition, index, false)).toBeNull();
    const last = cursor.next(rendition, index, true);
    expect(last?.position).toBe(2);
    if (last) cursor.pass(last);
    expect(cursor.next(rendition, index, true)).toBeNull();
  });

  it('finds nothing in an empty index', () => {
    const cursor = new Cursor(0, 0);
    expect(cursor.next(rendition, sampleIndex([]), true)).toBeNull();
    expect(cursor.passCurrent()).toBe(false);
    expect(cursor.segmentDurationSec).toBe(0);
  });

  it('passes a hole between segments', () => {
    const index = sampleIndex([2, 2], 10);
    const cursor = new Cursor(0, 0);
    expect(cursor.next(rendition, index, true)?.startSec).toBe(10);
  });

  it('steps over the segment that it found last, once it has found one', () => {
    const index = sampleIndex([2, 2, 2]);
    const cursor = new Cursor(0, 0);
    expect(cursor.isFirst).toBe(true);
    expect(cursor.passCurrent()).toBe(false);
    cursor.next(rendition, index, true);
    expect(cursor.passCurrent()).toBe(true);
    expect(cursor.isFirst).toBe(true); // nothing has been fetched
    const second = cursor.next(rendition, index, true);
    expect(second?.position).toBe(1);
    if (second) cursor.pass(second);
    expect(cursor.isFirst).toBe(false);
  });

  it('goes on behind what was fetched when it enters a period, and never before it', () => {
    const cursor = new Cursor(0, 0);
    const index = sampleIndex([2, 2.1]);
    for (let segment = cursor.next(rendition, index, false); segment;) {
      cursor.pass(segment);
      segment = cursor.next(rendition, index, false);
    }
    cursor.enterPeriod(1, 4);
    expect([cursor.periodIndex, cursor.timeSec]).toEqual([1, 4.1]);
    expect(cursor.next(rendition, sampleIndex([2, 2], 4), true)?.startSec).toBe(4);
    cursor.enterPeriod(2, 20);
    expect(cursor.timeSec).toBe(20);
  });

  it('tells how far into its segment the position of a start or a seek lies, until that is fetched', () => {
    const index = sampleIndex([4, 4, 4]);
    const trackOf = (source: SegmentSource): Track =>
      sampleTrack({ renditions: [sampleRendition({ source })] });
    const ready = trackOf({ type: 'ready', index });
    const request = { type: 'index', urls: [], range: null } as const;
    const deferred = trackOf({
      type: 'deferred',
      request,
      init: null,
      read: () => Promise.resolve(index),
    });
    const cursor = new Cursor(5, 0);
    expect([cursor.awaitedSec(deferred), cursor.awaitedSec(ready)]).toEqual([0, 1]);
    const segment = cursor.next(rendition, index, true)!;
    expect(cursor.awaitedSec(deferred)).toBe(1); // by the index that it has seen
    cursor.pass(segment);
    expect(cursor.awaitedSec(ready)).toBeNull();
    cursor.moveTo(10.5, true, 0);
    expect(cursor.awaitedSec(deferred)).toBe(2.5);
    cursor.moveTo(8, false, 0);
    expect(cursor.awaitedSec(ready)).toBeNull();
  });

  it('moves to a position that was sought, and to the end of a stretch', () => {
    const index = sampleIndex([2, 2, 2, 2]);
    const cursor = new Cursor(0, 0);
    cursor.moveTo(3.95, true, 0);
    expect(cursor.next(rendition, index, true)?.position).toBe(1);
    cursor.moveTo(3.95, false, 0);
    expect(cursor.next(rendition, index, true)?.position).toBe(2);
  });
});
