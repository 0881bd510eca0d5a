import { expect, test } from 'vitest';
import { scoreRun } from './score.ts';

const scale = { qualities: Float64Array.of(0, 1, 3), stallCost: 2 };
const steady = { firstFrameSec: 0, stallSec: 0 };

test('a session is worth its qualities, less stalls and changes', () => {
  expect(scoreRun({ rungs: [0, 2, 2, 1], firstFrameSec: 1, stallSec: 0.5 }, scale)).toBe(7 - 3 - 5);
});

test('on a small element no rung is worth more than the one that fills it', () => {
  expect(scoreRun({ rungs: [2, 2, 2], ...steady }, scale, [1, 1, 0])).toBe(2);
  expect(scoreRun({ rungs: [1, 1, 0], ...steady }, scale, [1, 1, 0])).toBe(2);
});

test('a change counts by what is seen of it at the smaller one of two sizes', () => {
  // With the element's growth; a segment after it.
  expect(scoreRun({ rungs: [0, 2, 2], ...steady }, scale, [0, 2, 2])).toBe(6);
  expect(scoreRun({ rungs: [0, 0, 2], ...steady }, scale, [0, 2, 2])).toBe(3 - 3);
  // Among rungs that look alike; and the same rung, on an element that grows.
  expect(scoreRun({ rungs: [2, 1, 2], ...steady }, scale, [1, 1, 1])).toBe(3);
  expect(scoreRun({ rungs: [2, 2, 2], ...steady }, scale, [1, 2, 1])).toBe(5);
});
