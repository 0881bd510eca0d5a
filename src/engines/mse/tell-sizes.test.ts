import { expect, it } from 'vitest';
import { sampleIndex, sampleSegment } from '../../../test/fixtures/model-samples.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import { SIZES_TOLD, tellSizes } from './tell-sizes.ts';

/** Segments of such sizes and durations, one behind the other. */
function indexOf(segments: readonly (readonly [number | null, number])[]): SegmentIndex {
  const index = sampleIndex(segments.map(([, durationSec]) => durationSec));
  return {
    ...index,
    at: (position) => {
      const segment = index.at(position);
      return segment && sampleSegment({ ...segment, sizeBytes: segments[position]?.[0] ?? null });
    },
  };
}

const told = (
  segments: readonly (readonly [number | null, number])[],
  { fetchedUntilSec = 0, isAwaited = false, segmentSec = 4 } = {},
  count = SIZES_TOLD,
): readonly number[] => {
  const moment = { awaitedSec: isAwaited ? 0 : null, segmentDurationSec: segmentSec };
  return tellSizes(indexOf(segments), fetchedUntilSec, moment, count);
};

it('tells the sizes of the next segment and of those behind it, as many as are asked for and are there', () => {
  const segments = [10, 20, 30, 40].map((bytes) => [bytes, 4] as const);
  expect(told(segments, {}, 3)).toEqual([10, 20, 30]);
  expect(told(segments, { fetchedUntilSec: 8 })).toEqual([30, 40]);
  expect(told(segments, { fetchedUntilSec: 16 })).toEqual([]);
  expect(tellSizes(null, 0, { awaitedSec: null, segmentDurationSec: 4 }, 5)).toEqual([]);
});

it('ends where a size is not told', () => {
  expect(
    told([
      [10, 4],
      [null, 4],
      [30, 4],
    ]),
  ).toEqual([10]);
  expect(
    told([
      [null, 4],
      [20, 4],
    ]),
  ).toEqual([]);
  expect(
    told([
      [10, 4],
      [0, 4],
      [30, 4],
    ]),
  ).toEqual([10]);
});

it('ends behind the next one where one is not as long as segments are taken for', () => {
  const uneven = [
    [10, 6],
    [20, 6.3],
    [5, 1.2],
    [30, 6],
  ] as const;
  expect(told(uneven, { segmentSec: 6 })).toEqual([10, 20]);
  // Behind ten seconds each, four: the next one is told, and those behind it are no larger ones that bring as much.
  expect(
    told(
      [10, 20, 30].map((bytes) => [bytes, 4] as const),
      { segmentSec: 10 },
    ),
  ).toEqual([10]);
});

it('passes over what little is left of a segment, as the fetch does, but not where that is awaited', () => {
  const segments = [10, 20, 30].map((bytes) => [bytes, 4.01] as const);
  expect(told(segments, { fetchedUntilSec: 4 })).toEqual([20, 30]);
  expect(told(segments, { fetchedUntilSec: 4, isAwaited: true })).toEqual([10, 20, 30]);
});
