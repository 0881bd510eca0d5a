import { describe, expect, it } from 'vitest';
import { isPlayedOut } from './is-played-out.ts';

describe('isPlayedOut', () => {
  it.each([
    [0.19, 4, false, true],
    [0.2, 4, false, false],
    [0.99, 2, false, true],
    [1, 2, false, false],
    [0.5, 2, true, false],
    [0.1, 2, true, true],
  ])('with %d s ahead, readyState %i, seeking %s: %s', (aheadSec, readyState, seeking, expected) => {
    expect(isPlayedOut(aheadSec, { readyState, seeking })).toBe(expected);
  });
});
