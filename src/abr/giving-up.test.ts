import { expect, it } from 'vitest';
import { input, segment } from '../../test/fixtures/abr-input.ts';
import type { AbrInput, AbrRendition } from '../model/abr.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import { DEFAULT_ABR_CONFIG } from './abr-config.ts';
import { decide } from './decide.ts';
import { plannedGivingUp } from './giving-up.ts';
import { Planner } from './planner.ts';

const LADDER_BPS = [0.4e6, 1e6, 2.3e6, 3.5e6, 4.5e6, 6e6, 8e6, 11e6];

const ladderOf = (ratesBps: readonly number[]): readonly AbrRendition[] =>
  ratesBps.map((bandwidthBps) => ({
    ...{ id: String(bandwidthBps), bandwidthBps, width: null, height: null, nextSegmentBytes: null },
  }));

/** Twenty transfers, one after the other at these two rates, bit/s. */
const upAndDown = (
  everyMs: number,
  tookMs: number,
  ...bps: readonly [number, number]
): readonly TransferSample[] =>
  Array.from({ length: 20 }, (_, place) => segment(place * everyMs, tookMs, bps[place % 2] ?? 0));

/** One for all: what it keeps changes nothing of what is decided. */
const planner = new Planner();
const chosen = (asked: AbrInput): string => decide(asked, planner, DEFAULT_ABR_CONFIG).renditionId;

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
  const renditions = ladderOf(LADDER_BPS);
  const samples = upAndDown(6000, 4500, 8.6e6, 9.8e6);
  for (const bufferSec of [6, 12, 18, 24, 30])
    for (const { id: currentId } of renditions.slice(3)) {
      const asked = input({
        ...{ renditions, samples, currentId, atMs: 120_000 },
        ...{ bufferSec, bufferGoalSec: 30 },
      });
      expect(chosen({ ...asked, segmentDurationSec: 4.3 })).toBe(
        chosen({ ...asked, segmentDurationSec: 4.2 }),
      );
    }
});

it('takes what a steady link gives, with long segments in a short buffer', () => {
  // A ladder in steps of a third, on 9.3 Mbit/s give or take 5 %, with two segments of six seconds in the buffer.
  const renditions = ladderOf(LADDER_BPS);
  const samples = upAndDown(6000, 4500, 8.8e6, 9.8e6);
  const asked = input({
    ...{ renditions, samples, currentId: String(6e6), atMs: 120_000 },
    ...{ segmentDurationSec: 6, bufferSec: 14, bufferGoalSec: 14 },
  });
  expect(chosen(asked)).toBe(String(8e6));
  // Where nothing is given up, it is not worth the fear of a fall.
  const waited = { ...asked, isWaitedFor: true };
  expect(chosen(waited)).toBe(String(6e6));
});

it('has a full buffer of long segments spent on a picture that takes a little more than the link gives', () => {
  const [low, high] = [1.5e6, 5e6];
  const renditions = ladderOf([0.5e6, low, high]);
  // 4.7 Mbit/s in the mean, up and down by a tenth.
  const samples = upAndDown(10_000, 3400, 4.2e6, 5.2e6);
  const asked = input({
    ...{ renditions, samples, currentId: String(low), atMs: 200_000 },
    ...{ segmentDurationSec: 10, bufferSec: 50, bufferGoalSec: 50 },
  });
  expect(chosen(asked)).toBe(String(high));
  // But not where little is buffered.
  const short = { ...asked, bufferSec: 15 };
  expect(chosen(short)).toBe(String(low));
});
