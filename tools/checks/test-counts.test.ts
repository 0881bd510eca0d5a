import { describe, expect, it } from 'vitest';
import { countPlaywright, countsLines, countVitest, sumCounts, type VitestReport } from './test-counts.ts';

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
    expect(countVitest(report)).toEqual({ passed: 5, failed: 2, skipped: 2 });
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

describe('countPlaywright', () => {
  it('counts flaky tests and errors outside tests as failures', () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
    expect(countPlaywright({ stats, errors: ['no such file'] })).toEqual({
      passed: 4,
      failed: 3,
      skipped: 2,
    });
  });
});

describe('countsLines', () => {
  it('adds up and names skipped tests, where there are some, on a line before the last', () => {
    const counts = { passed: 2, failed: 0, skipped: 0 };
    expect(countsLines(sumCounts([counts, counts]))).toBe('4 passed, 0 failed');
    expect(countsLines(sumCounts([counts, { passed: 0, failed: 1, skipped: 3 }]))).toBe(
      '3 skipped\n2 passed, 1 failed',
    );
  });
});
