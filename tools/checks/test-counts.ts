/** How many tests passed, failed and were skipped. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Names of tests that failed, and passed when they were run again. They are among `passed` while they are few. */
  readonly flaky: readonly string[];
}

/** So many tests may need a second run, of hundreds that play in real time on a shared machine. More are a fault. */
const MAX_FLAKY = 2;

/** The fields read of what vitest's JSON reporter writes. */
export interface VitestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** The fields read of what Playwright's JSON reporter writes. */
export interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
  readonly suites: readonly PlaywrightSuite[];
  readonly errors: readonly unknown[];
}

/** A file, or a `describe` in one. */
interface PlaywrightSuite {
  readonly title: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly { readonly status: string }[];
  }[];
}

/** Counts vitest's results. A file that failed without a failed test (it could not be read) counts as one failure. */
export function countVitest(report: VitestReport): TestCounts {
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  return {
    passed: report.numPassedTests,
    // Unhandled errors fail a run in which every test passed.
    failed: failed === 0 && !report.success ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
    flaky: [], // nothing here is run again
  };
}

/**
 * Counts Playwright's results. Each error outside a test (a file that could not be read) counts as one failure, and each
 * flaky test too where they are more than a few.
 */
export function countPlaywright({ stats, suites, errors }: PlaywrightReport): TestCounts {
  const isFlakyTooOften = stats.flaky > MAX_FLAKY;
  return {
    passed: stats.expected + (isFlakyTooOften ? 0 : stats.flaky),
    failed: stats.unexpected + errors.length + (isFlakyTooOften ? stats.flaky : 0),
    skipped: stats.skipped,
    flaky: suites.flatMap((suite) => flakyIn(suite, [])),
  };
}

function flakyIn(suite: PlaywrightSuite, outer: readonly string[]): readonly string[] {
  const path = [...outer, suite.title];
  const own = (suite.specs ?? [])
    .filter(({ tests }) => tests.some(({ status }) => status === 'flaky'))
    .map(({ title }) => [...path, title].join(' › '));
  return [...own, ...(suite.suites ?? []).flatMap((inner) => flakyIn(inner, path))];
}

export function sumCounts(counts: readonly TestCounts[]): TestCounts {
  return counts.reduce(
    (sum, { passed, failed, skipped, flaky }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
      flaky: [...sum.flaky, ...flaky],
    }),
    { passed: 0, failed: 0, skipped: 0, flaky: [] },
  );
}

/** The end of a test run. Machines read the last line, so what else there is to say has lines of its own before it. */
export function countsLines({ passed, failed, skipped, flaky }: TestCounts): string {
  const verdict = flaky.length > MAX_FLAKY ? `more than ${MAX_FLAKY}, they count as failed` : 'look into it';
  return [
    ...flaky.map((name) => `flaky: ${name}`),
    ...(flaky.length > 0 ? [`${flaky.length} flaky (failed, then passed): ${verdict}`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    `${passed} passed, ${failed} failed`,
  ].join('\n');
}
