import { expect, it } from 'vitest';
import { input, segment } from '../../test/fixtures/abr-input.ts';
import { DEFAULT_ABR_CONFIG } from './abr-config.ts';
import { decide } from './decide.ts';
import { plannedGivingUp } from './giving-up.ts';
import { Planner } from './planner.ts';

it('waits for segments of up to four seconds, and the less for longer ones', () => {
  for (const sec of [0.5, 2, 4]) expect(plannedGivingUp(sec, 60)).toBeNull();
  const [six = 0, ten = 0, thirty = 0] = [6, 10, 30].map((sec) => plannedGivingUp(sec, 60)?.ofTransfer);
  expect(six).toBeLessThan(1);
  expect(ten).toBeLessThan(six);
  expect(thirty).toBeLessThan(ten);
  // In seconds of a segment, the patience is less for longer ones, too.
  expect(ten * 10).toBeLessThan(six * 6);
  expect(thirty).toBeGreaterThan(0);
});

it('gives up before the buffer runs out, where it holds few segments', () => {
  const [low, five, ten] = [12, 30, 60].map((bufferMaxSec) => plannedGivingUp(6, bufferMaxSec)?.ofBuffer);
  expect(low).toBeLessThan(1);
  expect(five).toBe(low);
  expect(ten).toBe(2 * (five ?? 0));
});

it('plans alike for segments of four seconds and of a little more', () => {
  const share = (sec: number): number => plannedGivingUp(sec, 30)?.ofBuffer ?? Infinity;
  expect(share(4.5)).toBeGreaterThan(1.5);
  expect(share(5)).toBeLessThan(share(4.5));
  expect(share(6)).toBeLessThan(share(5));
  const renditions = [0.4e6, 1e6, 2.3e6, 3.5e6, 4.5e6, 6e6, 8e6, 11e6].map((bandwidthBps) => ({
    ...{ id: String(bandwidthBps), bandwidthBps, width: null, height: null, nextSegmentBytes: null },
  }));
  const samples = Array.from({ length: 20 }, (_, place) =>
    segment(place * 6000, 4500, place % 2 === 0 ? 8.6e6 : 9.8e6),
  );
  const chosen = (segmentDurationSec: number, bufferSec: number, currentId: string): string =>
    decide(
      input({
        ...{ renditions, samples, currentId, atMs: 120_000 },
        ...{ segmentDurationSec, bufferSec, bufferGoalSec: 30 },
      }),
      new Planner(),
      DEFAULT_ABR_CONFIG,
    ).renditionId;
  for (const bufferSec of [6, 12, 18, 24, 30])
    for (const { id } of renditions.slice(3))
      expect(chosen(4.3, bufferSec, id)).toBe(chosen(4.2, bufferSec, id));
});

it('takes what a steady link gives, with long segments in a short buffer', () => {
  // A ladder in steps of a third, on 9.3 Mbit/s give or take 5 %, with two segments of six seconds in the buffer.
  const renditions = [0.4e6, 1e6, 2.3e6, 3.5e6, 4.5e6, 6e6, 8e6, 11e6].map((bandwidthBps) => ({
    ...{ id: String(bandwidthBps), bandwidthBps, width: null, height: null, nextSegmentBytes: null },
  }));
  const samples = Array.from({ length: 20 }, (_, place) =>
    segment(place * 6000, 4500, place % 2 === 0 ? 8.8e6 : 9.8e6),
  );
  const asked = input({
    ...{ renditions, samples, currentId: String(6e6), atMs: 120_000 },
    ...{ segmentDurationSec: 6, bufferSec: 14, bufferGoalSec: 14 },
  });
  expect(decide(asked, new Planner(), DEFAULT_ABR_CONFIG).renditionId).toBe(String(8e6));
  // Where nothing is given up, it is not worth the fear of a fall.
  const waited = { ...asked, isWaitedFor: true };
  expect(decide(waited, new Planner(), DEFAULT_ABR_CONFIG).renditionId).toBe(String(6e6));
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
