import { expect, it } from 'vitest';
import { sinceFall } from './since-fall.ts';

const FORETOLD = Math.log(10e6);
const at = (elapsedSec: number, bps: number) => ({ elapsedSec, logBps: Math.log(bps) });
/** Six seconds as was foretold, and then thirty of a trickle. */
const WHOLE = at(36, (6 * 10e6 + 30 * 150_000) / 36);

it('is the slow part, since it began, where the last five seconds came much slower than the whole', () => {
  const { elapsedSec, logBps } = sinceFall(WHOLE, at(5, 150_000), FORETOLD, 10);
  expect(elapsedSec).toBeCloseTo(30, 6);
  expect(Math.exp(logBps)).toBeCloseTo(150_000, 0);
});

it('is no less than those five seconds, where all of it came faster than was foretold', () => {
  expect(sinceFall(WHOLE, at(5, 150_000), Math.log(1e6), 5).elapsedSec).toBe(5);
});

it('is the whole where it has not been slow for as long as is asked', () => {
  expect(sinceFall(WHOLE, at(5, 150_000), FORETOLD, 31)).toBe(WHOLE);
});

it('is the whole where these came about as fast, or faster, or are not measured', () => {
  expect(sinceFall(WHOLE, at(5, 0.8e6), FORETOLD, 10)).toBe(WHOLE);
  expect(sinceFall(WHOLE, at(5, 9e6), FORETOLD, 10)).toBe(WHOLE);
  expect(sinceFall(WHOLE, null, FORETOLD, 10)).toBe(WHOLE);
});
