import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { ensureBundle } from '../build/ensure-bundle.ts';
import {
  countPlaywright,
  countsLines,
  countVitest,
  sumCounts,
  type PlaywrightReport,
  type TestCounts,
  type VitestReport,
} from './test-counts.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const REPORTS = join(ROOT, '.cache/tests');
const ONE_FAILURE: TestCounts = { passed: 0, failed: 1, skipped: 0, flaky: [] };

/** Runs a command under a title; returns whether it ended well. */
function run(
  title: string,
  command: readonly [string, ...string[]],
  env: Record<string, string> = {},
): boolean {
  console.log(`\n── ${title}`);
  const [program, ...args] = command;
  const options = { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } } as const;
  const { status, error } = spawnSync(program, args, options);
  if (error) console.error(error);
  return status === 0;
}

interface Runner {
  readonly title: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: Record<string, string>;
  /** Where it writes its JSON report. */
  readonly file: string;
  readonly count: (report: unknown) => TestCounts;
}

/** Runs a test runner; a run that leaves no report, or that fails while its tests pass, is itself a failure. */
function runTests({ title, command, env, file, count }: Runner): TestCounts {
  const hasPassed = run(title, command, env);
  if (!existsSync(file)) {
    console.error(`${title}: the run left no report`);
    return ONE_FAILURE;
  }
  const counts = count(JSON.parse(readFileSync(file, 'utf8')));
  return hasPassed || counts.failed > 0 ? counts : sumCounts([counts, ONE_FAILURE]);
}

/** The tag of tests that measure, and so have the machine for themselves. */
const ALONE = '@alone';

/** A failed one runs once more, and is named at the end: see `countPlaywright`. */
function browserTests(title: string, selection: readonly string[]): TestCounts {
  const file = join(REPORTS, `${title.replaceAll(/\W+/g, '-')}.json`);
  return runTests({
    title,
    command: [
      'npx',
      ...['playwright', 'test', '--retries=1', '--reporter=list,json'],
      ...['--output', join('test-results', basename(file, '.json'))], // a run clears its own
      ...selection,
    ],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    file,
    count: (report) => countPlaywright(report as PlaywrightReport),
  });
}

/** What the tests need; throws where it cannot be had. */
async function prepare(): Promise<void> {
  for (const step of ['setup', 'media']) {
    if (!run(step, ['npm', 'run', '--silent', step])) throw new Error(`npm run ${step} failed`);
  }
  console.log('\n── build');
  await ensureBundle();
}

function runAll(): TestCounts {
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  const unit = join(REPORTS, 'vitest.json');
  return sumCounts([
    runTests({
      title: 'unit, contract and flow tests (vitest)',
      command: ['npx', 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${unit}`],
      file: unit,
      count: (report) => countVitest(report as VitestReport),
    }),
    browserTests('tests in Chromium (Playwright)', ['--grep-invert', ALONE]),
    browserTests('tests in Chromium that judge the time a processor takes', [
      '--grep',
      ALONE,
      '--workers',
      '1',
    ]),
  ]);
}

const counts = await prepare().then(runAll, (error: unknown) => {
  console.error(`\n${error instanceof Error ? error.message : String(error)}: no test was run`);
  return ONE_FAILURE;
});
if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
console.log(`\n${countsLines(counts)}`);
