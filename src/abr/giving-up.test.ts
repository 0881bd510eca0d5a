import { expect, it } from 'vitest';
import { input, segment } from '../../test/fixtures/abr-input.ts';
import { DEFAULT_ABR_CONFIG } from './abr-config.ts';
import { decide } from './decide.ts';
import { shareUntilGivenUp } from './giving-up.ts';
import { Planner } from './planner.ts';

it('waits for segments of up to four seconds, and the less for longer ones', () => {
  expect([0.5, 2, 4].map(shareUntilGivenUp)).toEqual([1, 1, 1]);
  const [six = 0, ten = 0, thirty = 0] = [6, 10, 30].map(shareUntilGivenUp);
  expect(six).toBeLessThan(1);
  expect(ten).toBeLessThan(six);
  expect(thirty).toBeLessThan(ten);
  // In seconds of a segment, the patience is less for longer ones, too.
  expect(ten * 10).toBeLessThan(six * 6);
  expect(thirty).toBeGreaterThan(0);
});

it('has a full buffer of long segments spent on a picture that takes a little more than the link gives', () => {
  const [low, high] = [1.5e6, 5e6];
  const renditions = [0.5e6, low, high].map((bandwidthBps) => ({
    ...{ id: String(bandwidthBps), bandwidthBps, width: null, height: null, nextSegmentBytes: null },
  }));
  // 4.7 Mbit/s in the mean, up and down by a tenth.
  const samples = Array.from({ length: 20 }, (_, place) =>
    segment(place * 10_000, 3400, place % 2 === 0 ? 4.2e6 : 5.2e6),
  );
  const asked = input({
    ...{ renditions, samples, currentId: String(low), atMs: 200_000 },
    ...{ segmentDurationSec: 10, bufferSec: 50, bufferGoalSec: 50 },
  });
  expect(decide(asked, new Planner(), DEFAULT_ABR_CONFIG).renditionId).toBe(String(high));
  // But not where little is buffered.
  const short = { ...asked, bufferSec: 15 };
  expect(decide(short, new Planner(), DEFAULT_ABR_CONFIG).renditionId).toBe(String(low));
});
