import { expect, it } from 'vitest';
import { likelyToStaySlow } from './link-away.ts';

it('takes a fall of up to two nats for one that stays, one of five for an outage, and one between for the less lasting the deeper it is', () => {
  for (const nats of [-Infinity, -1, 0, 2]) expect(likelyToStaySlow(nats)).toBeGreaterThan(0.99);
  for (const nats of [5, 9, Infinity]) expect(likelyToStaySlow(nats)).toBeLessThan(0.11);
  const between = [2.5, 3, 3.5, 4, 4.5].map(likelyToStaySlow);
  expect(between).toEqual([...between].sort((one, other) => other - one));
});
