import { describe, expect, it } from 'vitest';
import {
  linkKind,
  meanDelay,
  natsOf,
  throughputOutcomes,
  type LinkKind,
  type Outcome,
} from './throughput-outcomes.ts';
import { ValueTable, type PlanSetting } from './value-table.ts';

const STEADY: LinkKind = { isSteady: true, lateness: 1, seenOutage: 'none' };
const UNSTEADY: LinkKind = { isSteady: false, lateness: 1, seenOutage: 'none' };
const BITRATES = [400_000, 800_000, 1_400_000, 2_800_000, 5_000_000];
const SETTING: PlanSetting = {
  bitratesBps: BITRATES,
  qualities: BITRATES.map((bps) => Math.log(bps / 400_000)),
  segmentSec: 4,
  bufferMaxSec: 32,
  stallCost: 4.3,
  switchCost: 1,
  givingUp: null,
  sizeSpread: 0,
  link: STEADY,
};

/** How likely an outcome of a kind is on a link of so many Mbit/s. */
function likely(mbps: number, kind: LinkKind, isOfKind: (outcome: Outcome) => boolean): number {
  return throughputOutcomes(4, Math.log(mbps * 1e6), kind)
    .filter(isOfKind)
    .reduce((sum, { probability }) => sum + probability, 0);
}
const rises = ({ isOrdinary, change }: Outcome): boolean => !isOrdinary && change > 0;
const falls = ({ isOrdinary, change }: Outcome): boolean => !isOrdinary && change < 0;
const stands = ({ outageSec }: Outcome): boolean => outageSec > 10;

describe('throughputOutcomes', () => {
  it('keep the mean duration of a transfer, whatever the spread, once it is made up for', () => {
    const meanOf = (spread: number): number => {
      const ordinary = throughputOutcomes(4, 15, STEADY).filter(({ isOrdinary }) => isOrdinary);
      const all = ordinary.reduce((sum, { probability }) => sum + probability, 0);
      return ordinary.reduce(
        (sum, outcome) =>
          sum + (outcome.probability / all) * Math.exp(-natsOf(outcome, spread) - meanDelay(spread)),
        0,
      );
    };
    for (const spread of [0, 0.2, 0.5, 1]) expect(meanOf(spread)).toBeCloseTo(1, 9);
  });

  it('are a distribution', () => {
    for (const segmentSec of [0.5, 2, 6, 10, 1000])
      for (const logBps of [0, 11, 15, 25])
        for (const kind of [
          STEADY,
          UNSTEADY,
          linkKind(1, 0.005, 0),
          linkKind(1, 9, 0),
          linkKind(1, 0.07, 3),
          linkKind(1, 0.07, 10),
        ]) {
          const outcomes = throughputOutcomes(segmentSec, logBps, kind);
          expect(outcomes.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
          expect(outcomes.every(({ probability }) => probability >= 0)).toBe(true);
        }
  });

  it('have a slow link rather rise, a fast one rather fall', () => {
    expect(likely(0.5, UNSTEADY, rises)).toBeGreaterThan(likely(4, UNSTEADY, rises));
    expect(likely(0.5, UNSTEADY, falls)).toBeLessThan(likely(4, UNSTEADY, falls));
    expect(likely(20, UNSTEADY, rises)).toBeLessThan(likely(20, UNSTEADY, falls));
  });

  it('have slow links stand still for long more often than fast and than steady ones', () => {
    expect(likely(1, UNSTEADY, stands)).toBeGreaterThan(likely(10, UNSTEADY, stands));
    expect(likely(1, UNSTEADY, stands)).toBeGreaterThan(likely(1, STEADY, stands));
  });

  it('have links that answer late stand still more often, and fall', () => {
    const [line, mobile] = [linkKind(0.3, 0.03, 0), linkKind(0.3, 0.12, 0)];
    expect(likely(1, mobile, stands)).toBeGreaterThan(likely(1, UNSTEADY, stands));
    expect(likely(1, line, stands)).toBeLessThan(likely(1, UNSTEADY, stands));
    expect(likely(1, mobile, falls)).toBeGreaterThan(likely(1, UNSTEADY, falls));
    expect(likely(1, line, falls)).toBe(likely(1, UNSTEADY, falls));
  });

  it('have a link that was away for long stand still as often as one that answers late, and fall no more', () => {
    for (const latencySec of [0, 0.03, 0.07, 0.12]) {
      const [before, after] = [linkKind(0.3, latencySec, 0), linkKind(0.3, latencySec, 10)];
      expect(likely(1, after, stands)).toBe(likely(1, linkKind(0.3, 0.12, 0), stands));
      expect(likely(1, after, falls)).toBe(likely(1, before, falls));
    }
  });

  it('have a link that was away for some seconds, or for long, be away again for ten, four times as often', () => {
    const shorts = (kind: LinkKind): readonly Outcome[] =>
      throughputOutcomes(4, Math.log(4e6), kind).filter(({ outageSec }) => outageSec > 0 && outageSec <= 10);
    const [before] = shorts(linkKind(0.3, 0.07, 2.9));
    expect(before).toMatchObject({ outageSec: 4 });
    for (const awaySec of [3, 10]) {
      const after = shorts(linkKind(0.3, 0.07, awaySec));
      expect(after).toEqual([{ ...before, outageSec: 10, probability: 4 * (before?.probability ?? NaN) }]);
    }
    expect(likely(4, linkKind(0.3, 0.07, 3), stands)).toBe(likely(4, linkKind(0.3, 0.07, 0), stands));
  });
});

describe('linkKind', () => {
  it('takes a link for steady that hardly varies', () => {
    expect(linkKind(0.1, 0.03, 0)).toMatchObject({ isSteady: true });
    expect(linkKind(0.2, 0.03, 0)).toMatchObject({ isSteady: false });
    expect(linkKind(0.1, 0.12, 0)).toMatchObject({ isSteady: false }); // a minute as even says less of what answers late
    expect(linkKind(0.05, 0.12, 0)).toMatchObject({ isSteady: true });
  });

  it.each([
    [0.005, 0.5],
    [0.062, 0.5],
    [0.063, 1],
    [0.089, 1],
    [0.09, 2],
    [3, 2],
  ])('expects of what answers in %d s %d times as many outages', (latencySec, lateness) => {
    expect(linkKind(0.3, latencySec, 0)).toEqual({ isSteady: false, lateness, seenOutage: 'none' });
  });

  it.each([
    [2.9, 0.07, 'none'],
    [3, 0.07, 'short'],
    [9.9, 0.07, 'short'],
    [10, 0.07, 'long'],
    [10, 0.12, 'none'], // late links are away often enough as it is
  ])(
    'takes %d s away, where answers take %d s, for an outage of the kind "%s"',
    (awaySec, latencySec, seenOutage) => {
      expect(linkKind(0.3, latencySec, awaySec)).toMatchObject({ seenOutage });
    },
  );

  it('concludes nothing from a latency that is not known', () => {
    expect(linkKind(0.1, 0, 0)).toEqual({ isSteady: true, lateness: 1, seenOutage: 'none' });
  });
});

describe('ValueTable', () => {
  const table = new ValueTable(SETTING);
  const value = (segments: number, bufferSec: number, rung: number, logBps: number): number =>
    table.outlook(segments, logBps)(bufferSec, rung);

  it('is worth nothing where no segment is left', () => {
    expect(value(0, 20, 4, Math.log(5e6))).toBe(0);
  });

  it('is worth more with more buffer, a faster link, and in the rung that the link bears', () => {
    for (const mbps of [0.6, 1.5, 3, 8]) {
      const at = Math.log(mbps * 1e6);
      for (const bufferSec of [1, 4, 10, 20]) {
        const least = value(24, bufferSec, 2, at) - 1e-6;
        expect(value(24, bufferSec + 4, 2, at)).toBeGreaterThanOrEqual(least);
        expect(value(24, bufferSec, 2, at + 0.5)).toBeGreaterThanOrEqual(least);
      }
    }
    expect(value(24, 20, 4, Math.log(20e6))).toBeGreaterThan(value(24, 20, 0, Math.log(20e6)));
  });

  it('is worth the best picture for each segment on a link that is never at its limit', () => {
    const top = SETTING.qualities.at(-1) ?? 0;
    const best = value(24, 32, 4, Math.log(1e9));
    expect(best).toBeGreaterThan(24 * top * 0.75);
    expect(best).toBeLessThanOrEqual(24 * top);
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
    expect(large.outlook(24, Math.log(3e6))(10, 0)).toBeGreaterThan(0);
    expect(large.byteLength).toBeLessThanOrEqual(65_536);
  });

  it('is worth less where sizes vary, the more the less is buffered, and more with more buffer there, too', () => {
    const varied = new ValueTable({ ...SETTING, sizeSpread: 0.5 });
    const worth = (bufferSec: number, mbps: number): number =>
      varied.outlook(24, Math.log(mbps * 1e6))(bufferSec, 2);
    const less = (bufferSec: number): number =>
      value(24, bufferSec, 2, Math.log(1.2e6)) - worth(bufferSec, 1.2);
    expect(less(4)).toBeGreaterThan(0);
    expect(less(4)).toBeGreaterThan(less(28));
    for (const mbps of [0.6, 1.5, 3, 8])
      for (const bufferSec of [1, 4, 10, 20]) {
        const least = worth(bufferSec, mbps) - 1e-6;
        expect(worth(bufferSec + 4, mbps)).toBeGreaterThanOrEqual(least);
        expect(worth(bufferSec, mbps * 1.5)).toBeGreaterThanOrEqual(least);
      }
  });

  it('is worth no less where long segments are given up, and more with more buffer there, too', () => {
    const long = { ...SETTING, segmentSec: 10, bufferMaxSec: 60, link: UNSTEADY };
    const [waited, given] = [
      new ValueTable(long),
      new ValueTable({ ...long, givingUp: { ofTransfer: 0.25, ofBuffer: 100 } }),
    ];
    for (const mbps of [0.6, 1.5, 3, 5, 8])
      for (const bufferSec of [0, 10, 20, 40, 60])
        for (const rung of [0, 2, 4]) {
          const at = Math.log(mbps * 1e6);
          const worth = given.outlook(24, at)(bufferSec, rung);
          expect(worth).toBeGreaterThanOrEqual(waited.outlook(24, at)(bufferSec, rung) - 1e-3);
          expect(given.outlook(24, at)(bufferSec + 5, rung)).toBeGreaterThanOrEqual(worth - 1e-3);
        }
    const fast = Math.log(5e6);
    expect(given.outlook(24, fast)(30, 4)).toBeGreaterThan(waited.outlook(24, fast)(30, 4) + 1);
  });

  it('fears a fall less where a transfer is given up after a share of the buffer than where it is waited for', () => {
    const long = { ...SETTING, segmentSec: 6, bufferMaxSec: 20, link: UNSTEADY };
    const ofTransfer = 0.5;
    const tables = [100, 0.6].map(
      (ofBuffer) => new ValueTable({ ...long, givingUp: { ofTransfer, ofBuffer } }),
    );
    for (const mbps of [0.6, 1.5, 3, 5])
      for (const bufferSec of [0, 6, 13, 20])
        for (const rung of [0, 2, 4]) {
          const [late = NaN, soon = NaN] = tables.map((one) =>
            one.outlook(24, Math.log(mbps * 1e6))(bufferSec, rung),
          );
          expect(soon).toBeGreaterThanOrEqual(late - 1e-3);
        }
    const [late = NaN, soon = NaN] = tables.map((one) => one.outlook(24, Math.log(3e6))(13, 3));
    expect(soon).toBeGreaterThan(late + 0.5);
  });

  it('can be made in small parts, to the same values', () => {
    const slow = new ValueTable(SETTING);
    let parts = 1;
    while (slow.prepare()) parts += 1;
    expect(parts).toBe(24 * 10); // stages, each by steps of the throughput
    expect(slow.outlook(24, 14.2)(7, 1)).toBe(value(24, 7, 1, 14.2));
  });
});
