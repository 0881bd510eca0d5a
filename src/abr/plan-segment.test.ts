import { expect, it } from 'vitest';
import { input, segment } from '../../test/fixtures/abr-input.ts';
import { DEFAULT_ABR_CONFIG } from './abr-config.ts';
import { learnSizes } from './learn-sizes.ts';
import { readPlan } from './plan-ahead.ts';
import { worthIn } from './plan-segment.ts';
import { readLink } from './read-link.ts';
import { ValueTable } from './value-table.ts';

const BUFFER_SEC = 4;
const BPS = 1e6;

/** What fetching is worth on four seconds of buffer, where the link gives so much, for sure. */
function worthAt(
  bps: number,
  fetch: { readonly rung: number; readonly bits: number; readonly outageSec?: number },
  current: number,
  over: Parameters<typeof input>[0] = {},
): number {
  const asked = input({ bufferSec: BUFFER_SEC, samples: [segment(0, 1000, BPS)], ...over });
  const link = readLink(asked, DEFAULT_ABR_CONFIG);
  const tableFor = (setting: ValueTable['setting']): ValueTable => new ValueTable(setting);
  const plan = readPlan(
    asked.renditions,
    current,
    asked,
    { link, forecast: null, sizes: learnSizes(asked) },
    DEFAULT_ABR_CONFIG,
    tableFor,
  );
  const { rung, bits, outageSec = 0 } = fetch;
  const state = {
    ...plan.state,
    meanwhileLogBps: Math.log(bps),
    outcomes: [{ probability: 1, change: 0, isOrdinary: true, lasting: 1, outageSec }],
  };
  return worthIn(state, plan.table)({ rung, bits, latencySec: 0 });
}

/** Of a segment that takes so long. */
const worthOfTaking = (sec: number): number => worthAt(BPS, { rung: 1, bits: sec * BPS }, 0);

/** Of a long one, where the link has fallen to half a megabit a second. */
const worthWhenFallen = (
  fetch: Parameters<typeof worthAt>[1],
  over: Parameters<typeof input>[0] = {},
): number => worthAt(0.5e6, fetch, 4, { segmentDurationSec: 10, ...over });

it('a long segment that would come too late is given up for the lowest rung, sound and all', () => {
  const { stallCost } = DEFAULT_ABR_CONFIG;
  const large = { rung: 4, bits: 50e6 };
  const waited = worthWhenFallen(large, { isWaitedFor: true });
  const given = worthWhenFallen(large);
  // 100 s at half a megabit; or a quarter of that, and 8 s for the lowest rung.
  expect(given - waited).toBeGreaterThan(50 * stallCost);
  // A second of sound more is a second and a third of stall more.
  const withSound = worthWhenFallen(large, { audioBps: 64_000 });
  expect(given - withSound).toBeGreaterThan(1.2 * stallCost);
  // Nothing else would come while the link is away; and there is nothing below the lowest rung.
  const away = worthWhenFallen({ ...large, outageSec: 1 });
  expect(away).toBeCloseTo(worthWhenFallen({ ...large, outageSec: 1 }, { isWaitedFor: true }), 0);
  const slow = { rung: 0, bits: 8e6 };
  expect(worthWhenFallen(slow)).toBeCloseTo(worthWhenFallen(slow, { isWaitedFor: true }), 0);
});

it('to go on and give up later is never worth more than to give up now', () => {
  const now = worthWhenFallen({ rung: 0, bits: 4e6 });
  for (const bits of [5e6, 10e6, 30e6, 100e6])
    expect(worthWhenFallen({ rung: 4, bits })).toBeLessThanOrEqual(now);
});

it('a stall costs as long as it lasts, and half a second more, however short it is', () => {
  const { stallCost } = DEFAULT_ABR_CONFIG;
  const inTime = worthOfTaking(BUFFER_SEC - 0.001);
  expect(inTime - worthOfTaking(BUFFER_SEC + 0.001)).toBeCloseTo(0.501 * stallCost, 2);
  expect(inTime - worthOfTaking(BUFFER_SEC + 2)).toBeCloseTo(2.5 * stallCost, 2);
});
