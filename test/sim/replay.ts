import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import playwrightConfig from '../../playwright.config.ts';
import { markdownTable } from '../../tools/docs/markdown-table.ts';
import { ensureBundle } from '../../tools/build/ensure-bundle.ts';
import { bundlePage } from './bundle-page.ts';
import { loadGroups, loadScenarioTitle, thin } from './load-inputs.ts';
import { readReplayOptions, type ReplayOptions } from './replay-options.ts';
import { startReplayOrigin } from './replay-origin.ts';
import { differencePercent, REPORT_COLUMNS, reportRow, type ReplayedTrace } from './replay-report.ts';
import { replayTrace, simulateTrace, type Scored, type SimulatedTrace } from './replay-session.ts';
import { fitTitle, makeReplayMedia } from './replay-title.ts';
import { scaleOf } from './scenario-plan.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { beginTitle } from './title.ts';

/**
 * `npm run sim:replay` (`replay-options.ts`): the beginning of a title over traces, through the real player in Chromium from a
 * server on loopback whose link follows the trace, beside the simulator's figures for the same. Takes as long as it plays: 20
 * minutes for fifty traces, each time that they are played.
 */
const options = readReplayOptions(process.argv.slice(2));
const ROOT = join(import.meta.dirname, '../..');
/** How far the player's score may be from the simulator's, per cent of it. */
const GOAL_PERCENT = 3;

interface ReplayedGroup {
  readonly name: string;
  readonly traces: readonly ReplayedTrace[];
  /** What became of those that did not come to their end. */
  readonly failures: readonly string[];
}

/** One trace, and what has become of it so far. */
interface Job {
  readonly simulated: SimulatedTrace;
  readonly played: Scored[];
  readonly failures: string[];
}

async function replayAll({
  scenario: scenarioId,
  tracesDir,
  moviesDir,
  seconds,
  max,
  runs,
  atOnce,
}: ReplayOptions): Promise<readonly ReplayedGroup[]> {
  const scenario: Scenario = SCENARIOS[scenarioId];
  const whole = loadScenarioTitle(moviesDir, scenario);
  const groups = loadGroups(tracesDir).map((group) => thin(group, max));
  await ensureBundle();
  const count = Math.max(1, Math.round(seconds / whole.segmentSec));
  const media = await makeReplayMedia(join(ROOT, '.cache/replay'), whole.segmentSec, count);
  const title = fitTitle(whole, media);
  const scale = scaleOf({ title, scenario });
  const jobsOfGroups = groups.map(({ name, traces, rttSec }) => ({
    name,
    jobs: traces.map((trace): Job => {
      const simulated = simulateTrace({ title, trace, rttSec }, scenario.bufferMaxSec, scale);
      return { simulated, played: [], failures: [] };
    }),
  }));
  const jobs = jobsOfGroups.flatMap((group) => group.jobs);
  const script = await bundlePage('replay-page.ts');
  const origin = await startReplayOrigin(media, join(ROOT, 'dist'));
  const browser = await chromium.launch(playwrightConfig.use?.launchOptions ?? {});
  try {
    const ports = { browser, origin, script };
    const play = async ({ simulated, played, failures }: Job): Promise<void> => {
      try {
        played.push(await replayTrace(ports, simulated));
      } catch (error) {
        if (!browser.isConnected()) throw error; // nor would any other come to its end
        failures.push(`${simulated.session.trace.id}: ${String(error)}`);
      }
    };
    // One that is not measured: a browser just launched has its own start to see to.
    const [first] = jobs;
    if (first) {
      const session = { ...first.simulated.session, title: beginTitle(title, 2 * title.segmentSec) };
      await play({ ...first, simulated: { ...first.simulated, session }, played: [] });
    }
    const queue = Array.from({ length: runs }, () => jobs).flat();
    const goOn = async (): Promise<void> => {
      for (let job = queue.shift(); job; job = queue.shift()) await play(job);
    };
    await Promise.all(Array.from({ length: atOnce }, goOn));
  } finally {
    await browser.close();
    await origin.close();
  }
  return jobsOfGroups.map(reportOf);
}

function reportOf({ name, jobs }: { readonly name: string; readonly jobs: readonly Job[] }): ReplayedGroup {
  const traces = jobs
    .filter(({ played }) => played.length > 0)
    .map(({ simulated: { session, runs }, played }) => ({ id: session.trace.id, simulated: runs, played }));
  return { name, traces, failures: jobs.flatMap(({ failures }) => failures) };
}

const replayed = await replayAll(options);
const rows = replayed.filter(hasPlayed).map(({ name, traces }) => reportRow(name, traces));
const all = replayed.flatMap(({ traces }) => traces);
if (all.length > 0) rows.push(reportRow('all', all));
console.log(markdownTable(REPORT_COLUMNS, rows));
if (options.json !== null)
  await writeFile(options.json, `${JSON.stringify({ [options.scenario]: replayed }, null, 1)}\n`);
for (const group of replayed) {
  const { name, traces, failures } = group;
  const difference = hasPlayed(group) ? differencePercent(traces) : null;
  const isMet = difference !== null && Math.abs(difference) <= GOAL_PERCENT && failures.length === 0;
  const words =
    difference === null ? 'none came to its end' : `${difference.toFixed(2)} % of ${GOAL_PERCENT} %`;
  console.log(`${isMet ? 'met   ' : 'MISSED'}  ${name}: ${words}`);
  for (const failure of failures) console.error(`        failed, ${failure}`);
  if (!isMet) process.exitCode = 1;
}

function hasPlayed({ traces }: ReplayedGroup): boolean {
  return traces.length > 0;
}
