import { describe, expect, it } from 'vitest';
import {
  countPlaywright,
  countsLines,
  countVitest,
  sumCounts,
  type PlaywrightReport,
  type VitestReport,
} from './test-counts.ts';

const vitest = (report: Partial<VitestReport>): VitestReport => ({
  success: true,
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...report,
});

describe('countVitest', () => {
  it('counts passed, failed and skipped tests', () => {
    const report = vitest({
      success: false,
      numPassedTests: 5,
      numFailedTests: 2,
      numPendingTests: 1,
      numTodoTests: 1,
    });
    expect(countVitest(report)).toEqual({ passed: 5, failed: 2, skipped: 2, flaky: [] });
  });

  it('counts a file that could not be read as a failure', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ];
    expect(countVitest(vitest({ success: false, numFailedTests: 1, testResults })).failed).toBe(2);
  });

  it('counts an error outside every test as a failure', () => {
    expect(countVitest(vitest({ success: false, numPassedTests: 3 })).failed).toBe(1);
  });
});

/** A report of `flaky` flaky tests beside four that passed, one that failed and two that were skipped. */
const playwright = (flaky: number, errors: readonly unknown[] = []): PlaywrightReport => ({
  stats: { expected: 4, unexpected: 1, flaky, skipped: 2 },
  suites: [
    {
      title: 'seek.test.ts',
      specs: [{ title: 'fails', tests: [{ status: 'unexpected' }] }],
      suites: [
        {
          title: 'a seek',
          specs: [
            { title: 'passes', tests: [{ status: 'expected' }] },
            ...Array.from({ length: flaky }, (_, i) => ({
              title: `wavers ${i}`,
              tests: [{ status: 'flaky' }],
            })),
          ],
        },
      ],
    },
  ],
  errors,
});

describe('countPlaywright', () => {
  it('counts errors outside tests as failures', () => {
    expect(countPlaywright(playwright(0, ['no such file']))).toEqual({
      passed: 4,
      failed: 2,
      skipped: 2,
      flaky: [],
    });
  });

  it('names flaky tests, and lets two of them pass', () => {
    expect(countPlaywright(playwright(2))).toEqual({
      passed: 6,
      failed: 1,
      skipped: 2,
      flaky: ['seek.test.ts › a seek › wavers 0', 'seek.test.ts › a seek › wavers 1'],
    });
  });

  it('counts more of them as failures, all', () => {
    const counts = countPlaywright(playwright(3));
    expect(counts).toMatchObject({ passed: 4, failed: 4 });
    expect(counts.flaky).toHaveLength(3);
  });
});

describe('countsLines', () => {
  const counts = { passed: 2, failed: 0, skipped: 0, flaky: [] };

  it('adds up and names skipped tests, where there are some, on a line before the last', () => {
    expect(countsLines(sumCounts([counts, counts]))).toBe('4 passed, 0 failed');
    expect(countsLines(sumCounts([counts, { passed: 0, failed: 1, skipped: 3, flaky: [] }]))).toBe(
      '3 skipped\n2 passed, 1 failed',
    );
  });

  it('names each flaky test before that, and says what they mean', () => {
    const one = sumCounts([counts, { ...counts, skipped: 1, flaky: ['a › b'] }]);
    expect(countsLines(one).split('\n')).toEqual([
      'flaky: a › b',
      '1 flaky (failed, then passed): look into it',
      '1 skipped',
      '4 passed, 0 failed',
    ]);
    const three = { ...counts, failed: 3, flaky: ['a', 'b', 'c'] };
    expect(countsLines(three).split('\n').slice(3)).toEqual([
      '3 flaky (failed, then passed): more than 2, they count as failed',
      '2 passed, 3 failed',
    ]);
  });
});
