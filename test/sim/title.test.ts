import { expect, it } from 'vitest';
import { joinSegments } from './title.ts';
import { toyTitle } from './toy-setting.ts';

it('joins segments, and leaves out what is left over', () => {
  const title = toyTitle([1e6, 3e6], 5, 2);
  const joined = joinSegments(title, 2);
  expect(joined.segmentSec).toBe(4);
  expect(joined.sizes.map((sizes) => [...sizes])).toEqual([
    [4e6, 12e6],
    [4e6, 12e6],
  ]);
  expect(joinSegments(title, 1)).toEqual(title);
});
