import { describe, expect, it } from 'vitest';
import { median, summarise } from './figures.ts';

describe('summarise', () => {
  it('gives median, least and most of each metric, over the runs that have it', () => {
    const figures = summarise([{ coldMs: 30, warmMs: 5 }, { coldMs: 10 }, { coldMs: 20, warmMs: 7 }]);
    expect(figures).toEqual({
      coldMs: { median: 20, min: 10, max: 30, runs: 3 },
      warmMs: { median: 6, min: 5, max: 7, runs: 2 },
    });
    expect(Object.keys(figures)).toEqual(['coldMs', 'warmMs']);
  });

  it('of nothing is nothing', () => {
    expect(summarise([])).toEqual({});
  });
});

it('median takes the middle of an odd number, the mean of the middle two of an even one', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([1, 2, 10, 20])).toBe(6);
  expect(median([])).toBeNaN();
});
