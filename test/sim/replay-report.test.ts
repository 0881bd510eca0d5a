import { describe, expect, it } from 'vitest';
import {
  standardErrorPercent,
  differencePercent,
  REPORT_COLUMNS,
  reportRow,
  type ReplayedTrace,
} from './replay-report.ts';
import type { Scored } from './replay-session.ts';

const session = (score: number, rungs: readonly number[] = [0, 1]): Scored => ({
  ...{ score, rungs, firstFrameSec: 0.5, stallSec: 0, abandoned: 0 },
});

const trace = (simulated: readonly Scored[], played: readonly Scored[]): ReplayedTrace => ({
  ...{ id: 't', simulated, played },
});

describe('the report of a replay', () => {
  it('holds means against each other: of a trace’s sessions first, then of the traces', () => {
    const traces = [
      trace([session(9), session(11)], [session(8), session(10), session(12)]),
      trace([session(30), session(30)], [session(34)]),
    ];
    expect(differencePercent(traces)).toBeCloseTo(10); // 10 and 34 against 10 and 30
    expect(differencePercent([trace([session(-10)], [session(-12)])])).toBeCloseTo(-20);
  });

  it('says by how much chance alone would make them differ', () => {
    const simulated = [session(8), session(12)]; // a variance of 8, so of 4 for the mean of two
    expect(standardErrorPercent([trace(simulated, [session(10)])])).toBeCloseTo(10 * Math.sqrt(8 + 4));
    const twice = trace(simulated, [session(10), session(10)]);
    expect(standardErrorPercent([twice])).toBeCloseTo(10 * Math.sqrt(4 + 4));
    expect(standardErrorPercent([twice, twice])).toBeCloseTo((10 * Math.sqrt(4 + 4)) / Math.sqrt(2));
  });

  it('has a figure for each column', () => {
    const traces = [trace([session(10, [0, 1, 2, 3]), session(10)], [session(9, [0, 1, 2, 2])])];
    const row = reportRow('wifi', traces);
    expect(row).toEqual([
      'wifi',
      '1',
      '1',
      '10.0',
      '9.0',
      '-10.0',
      '0.0',
      '0.50',
      '0.50',
      '0.00',
      '0.00',
      '75',
    ]);
    expect(row).toHaveLength(REPORT_COLUMNS.length);
  });
});
