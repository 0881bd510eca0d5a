import { expect, it } from 'vitest';
import { liveGoalSec } from './live-goal.ts';

it('is what is wanted, as far as it is recorded', () => {
  expect(liveGoalSec(30, 300 - 4)).toBe(30);
  expect(liveGoalSec(30, 12 - 4)).toBe(8);
  expect(liveGoalSec(30, 2 - 4)).toBe(0);
  expect(liveGoalSec(30, -1)).toBe(0); // ahead of what is known of the edge
});
