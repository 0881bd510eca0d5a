import { expect, it } from 'vitest';
import { Holes } from './holes.ts';

it('counts the media between two positions, each second of a hole once', () => {
  const holes = new Holes();
  holes.add({ startSec: 10, endSec: 20 });
  holes.add({ startSec: 15, endSec: 30 });
  expect(holes.mediaSec(0, 10)).toBe(10);
  expect(holes.mediaSec(0, 40)).toBe(20);
  expect(holes.mediaSec(12, 18)).toBe(0);
  expect(holes.mediaSec(28, 35)).toBe(5);
  expect(holes.mediaSec(35, 28)).toBe(-7);
});

it('takes rounding for no hole', () => {
  const holes = new Holes();
  for (let place = 0; place < 100; place++) holes.add({ startSec: place, endSec: place + 0.2 });
  expect(holes.mediaSec(0, 100)).toBe(100);
});

it('tells what will be jumped: all that lies in one long hole', () => {
  const holes = new Holes();
  holes.add({ startSec: 10, endSec: 30 });
  holes.add({ startSec: 40, endSec: 45 });
  expect(holes.isJumped({ startSec: 10, endSec: 16 })).toBe(true);
  expect(holes.isJumped({ startSec: 28, endSec: 34 })).toBe(false);
  expect(holes.isJumped({ startSec: 41, endSec: 43 })).toBe(false); // played over
});

it('forgets what is looked at anew', () => {
  const holes = new Holes();
  holes.add({ startSec: 10, endSec: 30 });
  holes.forgetFrom(20);
  expect(holes.mediaSec(0, 40)).toBe(30);
});
