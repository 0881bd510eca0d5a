import type { Random } from '../fixtures/seeded-random.ts';
import type { SimSetting } from './simulate.ts';
import type { SimTitle } from './title.ts';

/** A stretch of a title that is watched in one go: positions of its first segment, and of the one behind its last. */
export interface Leg {
  readonly from: number;
  readonly to: number;
}

/** How long a viewer watches between two seeks. Seconds; the shorter one is no less than any scenario's buffer. */
const [LEAST_LEG_SEC, MOST_LEG_SEC] = [60, 120];

/** Fewer cannot be put into an order in which each seek leads to where nothing is buffered. */
const FEWEST_LEGS = 3;

/** What is watched of a title, in order: all of it from its beginning, where nobody seeks. */
export function legsOf({ title, legs }: Pick<SimSetting, 'title' | 'legs'>): readonly Leg[] {
  return legs ?? [{ from: 0, to: title.sizes.length }];
}

/**
 * Cuts a title into legs, and puts all but the first into another order. Each segment is watched once, as without seeks; each
 * seek leads to what was not watched before, and forwards by a leg at least: beyond the buffer. A title that is too short is
 * watched in one go.
 */
export function drawLegs({ sizes, segmentSec }: SimTitle, random: Random): readonly Leg[] {
  const least = Math.ceil(LEAST_LEG_SEC / segmentSec);
  const most = Math.floor(MOST_LEG_SEC / segmentSec);
  const legs: Leg[] = [];
  let from = 0;
  while (from < sizes.length) {
    const left = sizes.length - from;
    // What is left has to make up the fewest legs.
    const kept = least * Math.max(1, FEWEST_LEGS - 1 - legs.length);
    const longest = Math.min(most, left - kept);
    const length = longest < least ? left : least + Math.floor(random() * (longest - least + 1));
    legs.push({ from, to: from + length });
    from += length;
  }
  const [first, ...others] = legs;
  if (!first || legs.length < FEWEST_LEGS) return [{ from: 0, to: sizes.length }];
  let order = legs;
  while (order.some(({ to }, index) => order[index + 1]?.from === to))
    order = [first, ...shuffled(others, random)];
  return order;
}

/** @see Fisher and Yates, Statistical Tables, 1938, example 12 */
function shuffled(legs: readonly Leg[], random: Random): Leg[] {
  const pool = [...legs];
  return legs.flatMap(() => pool.splice(Math.floor(random() * pool.length), 1));
}
