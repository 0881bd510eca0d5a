import { describe, expect, test } from 'vitest';
import { bootstrapInterval, quantile } from './bootstrap.ts';
import { seededRandom } from '../fixtures/seeded-random.ts';

const meanOf = (values: readonly number[]) => (positions: Int32Array) =>
  positions.reduce((sum, position) => sum + (values[position] ?? 0), 0) / positions.length;

describe('the bootstrap', () => {
  const random = seededRandom(7);
  const values = Array.from({ length: 400 }, random);

  test('finds the interval of a mean as the normal distribution has it', () => {
    const [low, high] = bootstrapInterval(values.length, meanOf(values));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const halfWidth = (1.96 * Math.sqrt(1 / 12)) / Math.sqrt(values.length);
    expect(low).toBeCloseTo(mean - halfWidth, 2);
    expect(high).toBeCloseTo(mean + halfWidth, 2);
  });

  test('gives the same each time', () => {
    expect(bootstrapInterval(50, meanOf(values))).toEqual(bootstrapInterval(50, meanOf(values)));
  });

  test('has no width where all are alike, or where there is one', () => {
    expect(bootstrapInterval(9, () => 3)).toEqual([3, 3]);
    expect(bootstrapInterval(1, meanOf([5]))).toEqual([5, 5]);
  });

  test('pairs: a rule that is always 1 better is 1 better in every draw', () => {
    const better = values.map((value) => value + 1);
    const [low, high] = bootstrapInterval(
      values.length,
      (positions) => meanOf(better)(positions) - meanOf(values)(positions),
    );
    expect(low).toBeCloseTo(1, 9);
    expect(high).toBeCloseTo(1, 9);
  });

  test.each([
    [0, 1],
    [0.5, 2.5],
    [1, 4],
  ])('quantile %d of 1 to 4 is %d', (share, value) => {
    expect(quantile([1, 2, 3, 4], share)).toBe(value);
  });
});
