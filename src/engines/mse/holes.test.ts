import { expect, it } from 'vitest';
import { Holes } from './holes.ts';

it('counts what will be played between two positions, each second of a hole once', () => {
  const holes = new Holes();
  holes.add({ startSec: 10, endSec: 20 });
  holes.add({ startSec: 15, endSec: 30 });
  expect(holes.playedSec(0, 10)).toBe(10);
  expect(holes.playedSec(0, 40)).toBe(20);
  expect(holes.playedSec(12, 18)).toBe(0);
  expect(holes.playedSec(28, 35)).toBe(5);
  expect(holes.playedSec(35, 28)).toBe(-7);
});

it('takes rounding for no hole', () => {
  const holes = new Holes();
  for (let place = 0; place < 100; place++) holes.add({ startSec: place, endSec: place + 0.2 });
  expect(holes.playedSec(0, 100)).toBe(100);
});
