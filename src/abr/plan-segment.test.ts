import { expect, it } from 'vitest';
import { input, segment } from '../../test/fixtures/abr-input.ts';
import { DEFAULT_ABR_CONFIG } from './abr-config.ts';
import { readPlan } from './plan-ahead.ts';
import { worthIn } from './plan-segment.ts';
import { readLink } from './read-link.ts';
import { ValueTable } from './value-table.ts';

const BUFFER_SEC = 4;
const BPS = 1e6;

/** What a segment is worth that takes so long, for sure, on four seconds of buffer. */
function worthOfTaking(sec: number): number {
  const asked = input({ bufferSec: BUFFER_SEC, samples: [segment(0, 1000, BPS)] });
  const link = readLink(asked, DEFAULT_ABR_CONFIG);
  const tableFor = (setting: ValueTable['setting']): ValueTable => new ValueTable(setting);
  const plan = readPlan(asked.renditions, 0, asked, link, null, DEFAULT_ABR_CONFIG, tableFor);
  const state = {
    ...plan.state,
    meanwhileLogBps: Math.log(BPS),
    outcomes: [{ probability: 1, change: 0, isOrdinary: true, lasting: 1, outageSec: 0 }],
  };
  return worthIn(state, plan.table)({ rung: 1, bits: sec * BPS, latencySec: 0 });
}

it('a stall costs as long as it lasts, and half a second more, however short it is', () => {
  const { stallCost } = DEFAULT_ABR_CONFIG;
  const inTime = worthOfTaking(BUFFER_SEC - 0.001);
  expect(inTime - worthOfTaking(BUFFER_SEC + 0.001)).toBeCloseTo(0.501 * stallCost, 2);
  expect(inTime - worthOfTaking(BUFFER_SEC + 2)).toBeCloseTo(2.5 * stallCost, 2);
});
