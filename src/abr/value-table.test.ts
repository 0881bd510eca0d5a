import { describe, expect, it } from 'vitest';
import { throughputOutcomes, type Outcome } from './throughput-outcomes.ts';
import { ValueTable, type PlanSetting } from './value-table.ts';

const BITRATES = [400_000, 800_000, 1_400_000, 2_800_000, 5_000_000];
const SETTING: PlanSetting = {
  bitratesBps: BITRATES,
  qualities: BITRATES.map((bps) => Math.log(bps / 400_000)),
  segmentSec: 4,
  bufferMaxSec: 32,
  stallCost: 4.3,
  switchCost: 1,
  isSteady: true,
};

/** How likely an outcome of a kind is on a link of so many Mbit/s. */
function likely(mbps: number, isSteady: boolean, isOfKind: (outcome: Outcome) => boolean): number {
  return throughputOutcomes(4, { logBps: Math.log(mbps * 1e6), isSteady })
    .filter(isOfKind)
    .reduce((sum, { probability }) => sum + probability, 0);
}
const rises = ({ isOrdinary, change }: Outcome): boolean => !isOrdinary && change > 0;
const falls = ({ isOrdinary, change }: Outcome): boolean => !isOrdinary && change < 0;
const stands = ({ outageSec }: Outcome): boolean => outageSec > 10;

describe('throughputOutcomes', () => {
  it('are a distribution', () => {
    for (const segmentSec of [0.5, 2, 6, 10, 1000])
      for (const logBps of [0, 11, 15, 25])
        for (const isSteady of [false, true]) {
          const outcomes = throughputOutcomes(segmentSec, { logBps, isSteady });
          expect(outcomes.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
          expect(outcomes.every(({ probability }) => probability >= 0)).toBe(true);
        }
  });

  it('have a slow link rather rise, a fast one rather fall', () => {
    expect(likely(0.5, false, rises)).toBeGreaterThan(likely(4, false, rises));
    expect(likely(0.5, false, falls)).toBeLessThan(likely(4, false, falls));
    expect(likely(20, false, rises)).toBeLessThan(likely(20, false, falls));
  });

  it('have slow links stand still for long more often than fast and than steady ones', () => {
    expect(likely(1, false, stands)).toBeGreaterThan(likely(10, false, stands));
    expect(likely(1, false, stands)).toBeGreaterThan(likely(1, true, stands));
  });
});

describe('ValueTable', () => {
  const table = new ValueTable(SETTING);

  it('is worth nothing where no segment is left', () => {
    expect(table.value(0, 20, 4, Math.log(5e6))).toBe(0);
  });

  it('is worth more with more buffer, a faster link, and in the rung that the link bears', () => {
    for (const mbps of [0.6, 1.5, 3, 8]) {
      const at = Math.log(mbps * 1e6);
      for (const bufferSec of [1, 4, 10, 20]) {
        const value = table.value(24, bufferSec, 2, at);
        expect(table.value(24, bufferSec + 4, 2, at)).toBeGreaterThanOrEqual(value - 1e-6);
        expect(table.value(24, bufferSec, 2, at + 0.5)).toBeGreaterThanOrEqual(value - 1e-6);
      }
    }
    expect(table.value(24, 20, 4, Math.log(20e6))).toBeGreaterThan(table.value(24, 20, 0, Math.log(20e6)));
  });

  it('is worth the best picture for each segment on a link that is never at its limit', () => {
    const top = SETTING.qualities.at(-1) ?? 0;
    const value = table.value(24, 32, 4, Math.log(1e9));
    expect(value).toBeGreaterThan(24 * top * 0.75);
    expect(value).toBeLessThanOrEqual(24 * top);
  });

  it.each([
    [1, 1.42],
    [13, 1.42],
    [13, 2],
    [24, 1.2],
    [60, 1.1],
  ])('keeps within its 64 kB on a ladder of %d rungs, each %d times the one below', (rungs, factor) => {
    const bitratesBps = Array.from({ length: rungs }, (_, rung) => 235_000 * factor ** rung);
    const large = new ValueTable({ ...SETTING, bitratesBps, qualities: bitratesBps.map(Math.log) });
    expect(large.value(24, 10, 0, Math.log(3e6))).toBeGreaterThan(0);
    expect(large.byteLength).toBeLessThanOrEqual(65_536);
  });

  it('can be made in small parts, to the same values', () => {
    const slow = new ValueTable(SETTING);
    let parts = 1;
    while (slow.prepare()) parts += 1;
    expect(parts).toBe(24 * 10); // stages, each by steps of the throughput
    expect(slow.value(24, 7, 1, 14.2)).toBe(table.value(24, 7, 1, 14.2));
  });
});
