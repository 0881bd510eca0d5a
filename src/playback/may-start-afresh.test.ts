import { expect, it } from 'vitest';
import { mayStartAfresh } from './may-start-afresh.ts';

it('a decoder gets one fresh start at a position, and another ten seconds on or back', () => {
  expect([10, 19.9, 20, 0.1, 0].map((sec) => mayStartAfresh(sec, 10))).toEqual([
    false,
    false,
    true,
    false,
    true,
  ]);
  expect(mayStartAfresh(0, -Infinity)).toBe(true);
});
