import { expect, it } from 'vitest';
import { sampleIndex, sampleSegment } from '../../../test/fixtures/model-samples.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import { tellSizes } from './tell-sizes.ts';

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

it('tells the sizes of the next segment and of those behind it, as many as are asked for and are there', () => {
  const index = indexOf([10, 20, 30, 40].map((bytes) => [bytes, 4] as const));
  expect(tellSizes(index, 0, 3)).toEqual([10, 20, 30]);
  expect(tellSizes(index, 8, 5)).toEqual([30, 40]);
  expect(tellSizes(index, 16, 5)).toEqual([]);
  expect(tellSizes(null, 0, 5)).toEqual([]);
});

it('ends where a size is not told', () => {
  expect(
    tellSizes(
      indexOf([
        [10, 4],
        [null, 4],
        [30, 4],
      ]),
      0,
      5,
    ),
  ).toEqual([10]);
  expect(
    tellSizes(
      indexOf([
        [null, 4],
        [20, 4],
      ]),
      0,
      5,
    ),
  ).toEqual([]);
  expect(
    tellSizes(
      indexOf([
        [10, 4],
        [0, 4],
        [30, 4],
      ]),
      0,
      5,
    ),
  ).toEqual([10]);
});

it('ends where a segment is not as long as the next one', () => {
  expect(
    tellSizes(
      indexOf([
        [10, 6],
        [20, 6.3],
        [5, 1.2],
        [30, 6],
      ]),
      0,
      5,
    ),
  ).toEqual([10, 20]);
});
