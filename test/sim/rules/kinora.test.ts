import { expect, test } from 'vitest';
import { simulate, type SimRun, type SimSetting } from '../simulate.ts';
import { constant, toySetting, toyTitle } from '../toy-setting.ts';
import { kinora } from './kinora.ts';

const title = { ...toyTitle([0.5e6, 2e6, 8e6], 60, 2), heights: [270, 540, 1080] };

function play(more: Partial<SimSetting>): SimRun {
  return simulate(kinora, toySetting(title, constant(20e6), { bufferMaxSec: 20, rttSec: 0.05, ...more }));
}

test('after a seek Kinora is asked as for a start, of a link that it knows', () => {
  const legs = [
    { from: 0, to: 20 },
    { from: 40, to: 60 },
    { from: 20, to: 40 },
  ];
  const { rungs } = play({ legs });
  // At 20 Mbit/s a first segment of the highest would come 0.75 s later than the lowest one, that of the middle 0.15 s.
  expect([rungs[19], rungs[20], rungs[39], rungs[40], rungs[59]]).toEqual([2, 1, 2, 1, 2]);
});

test('Kinora fetches nothing that the element is too small for', () => {
  const { rungs } = play({ elementHeights: Array.from({ length: 60 }, (_, at) => (at < 20 ? 1080 : 360)) });
  expect(rungs[19]).toBe(2);
  expect(Math.max(...rungs.slice(30))).toBe(1);
});
