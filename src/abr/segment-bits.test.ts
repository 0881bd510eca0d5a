import { expect, it } from 'vitest';
import { LADDER } from '../../test/fixtures/abr-input.ts';
import type { AbrRendition } from '../model/abr.ts';
import { laterBits, nextBits } from './segment-bits.ts';

const sizes = { ratio: 1, besideBps: 0, trust: 1, spread: 0.15 };
const SEGMENT_SEC = 4;

/** The first three of a ladder, with so many bytes told of what is behind the next segment of each. */
function later(...told: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const candidates: readonly AbrRendition[] = LADDER.slice(0, 3).map((one, rung) => {
    const { [rung]: laterSegmentBytes } = told;
    return laterSegmentBytes ? { ...one, laterSegmentBytes } : one;
  });
  return laterBits(candidates, { segmentSec: SEGMENT_SEC, sizes });
}

it('sizes behind the next segment are told in bits, of as many as any rendition tells, four at the most', () => {
  expect(later()).toEqual([]);
  expect(later([])).toEqual([]);
  expect(later([100_000, 200_000], [300_000, 400_000], [500_000, 600_000])).toEqual([
    [800_000, 2_400_000, 4_000_000],
    [1_600_000, 3_200_000, 4_800_000],
  ]);
  expect(later(Array.from({ length: 9 }, () => 200_000))).toHaveLength(4);
  expect(later([0, 200_000])).toEqual([]);
});

it('what is absurd tells nothing of the others', () => {
  // A rate that nobody knew, and a playlist that says nothing of sizes by a zero.
  const [unknown, known] = [{ ...LADDER[0]!, bandwidthBps: 1 }, LADDER[1]!];
  const basis = { segmentSec: SEGMENT_SEC, sizes };
  expect(nextBits([{ ...unknown, nextSegmentBytes: 500_000 }, known], basis)).toEqual([4_000_000, 3_200_000]);
  expect(nextBits([{ ...known, nextSegmentBytes: 0 }, LADDER[2]!], basis)).toEqual([3_200_000, 5_600_000]);
});

it('the next segment is as declared where no rendition tells, and off that as the others are where one does', () => {
  const bitsFor = (...bytes: readonly (number | null)[]): readonly number[] => {
    const candidates = bytes.map((nextSegmentBytes, rung) => ({ ...LADDER[rung]!, nextSegmentBytes }));
    return nextBits(candidates, { segmentSec: SEGMENT_SEC, sizes }).map(Math.round);
  };
  expect(bitsFor(null, null)).toEqual([1_600_000, 3_200_000]);
  expect(bitsFor(600_000, null)).toEqual([4_800_000, 9_600_000]);
  expect(bitsFor(600_000, 400_000)).toEqual([4_800_000, 3_200_000]);
});

it('a peak of many times the mean is one in every rendition', () => {
  const [large = []] = later([1_900_000]);
  expect(large.map(Math.round)).toEqual([15_200_000, 30_400_000, 53_200_000]);
});

it('what one rendition does not tell is off its declared rate as the others are', () => {
  // Of 400 kbit/s and 4 s: 200 kB. Twice of it, and half.
  const [large = [], small = []] = later([400_000, 100_000]);
  expect(large.map(Math.round)).toEqual([3_200_000, 6_400_000, 11_200_000]);
  expect(small.map(Math.round)).toEqual([800_000, 1_600_000, 2_800_000]);
});

it('sizes count as the plan counts all of them', () => {
  const basis = { segmentSec: SEGMENT_SEC, sizes: { ratio: 0.5, besideBps: 1000, trust: 1, spread: 0.15 } };
  const [first] = LADDER.map((one) => ({ ...one, laterSegmentBytes: [100_000] }));
  expect(laterBits(first ? [first] : [], basis)).toEqual([[(800_000 + 4000) / 0.5]]);
});
