import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import playwrightConfig from '../../playwright.config.ts';
import { markdownTable } from '../../tools/docs/markdown-table.ts';
import { ensureBundle } from '../e2e/ensure-bundle.ts';
import { bundlePage } from './bundle-page.ts';
import { loadGroups, loadTitle, thin } from './load-inputs.ts';
import { readReplayOptions, type ReplayOptions } from './replay-options.ts';
import { startReplayOrigin, type ReplaySession } from './replay-origin.ts';
import { replayTrace, type ReplayedTrace } from './replay-session.ts';
import { fitTitle, makeReplayMedia } from './replay-title.ts';
import { scaleOf } from './scenario-plan.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { beginTitle, capTitle } from './title.ts';

/**
 * `npm run sim:replay` (`replay-options.ts`): the beginning of a title over traces, through the real player in Chromium from a
 * server on loopback whose link follows the trace, beside the simulator's figures for the same. Takes as long as it plays: 20
 * minutes for fifty traces.
 */
const options = readReplayOptions(process.argv.slice(2));
const ROOT = join(import.meta.dirname, '../..');
/** How far the player's score may be from the simulator's, per cent of it. */
const GOAL_PERCENT = 3;

interface ReplayedGroup {
  readonly name: string;
  readonly traces: ReplayedTrace[];
  /** What became of those that did not come to their end. */
  readonly failures: string[];
}

async function replayAll({
  scenario: scenarioId,
  tracesDir,
  moviesDir,
  seconds,
  max,
  atOnce,
}: ReplayOptions): Promise<readonly ReplayedGroup[]> {
  const scenario: Scenario = SCENARIOS[scenarioId];
  const whole = capTitle(loadTitle(moviesDir, scenario.title), scenario.maxBps);
  const groups = loadGroups(tracesDir).map((group) => thin(group, max));
  await ensureBundle();
  const count = Math.max(1, Math.round(seconds / whole.segmentSec));
  const media = await makeReplayMedia(join(ROOT, '.cache/replay'), whole.segmentSec, count);
  const title = fitTitle(whole, media);
  const scale = scaleOf({ title, scenario });
  const replayed = groups.map(({ name }): ReplayedGroup => ({ name, traces: [], failures: [] }));
  const jobs = groups.flatMap((group, place) =>
    group.traces.map((trace) => ({
      place,
      session: { title, trace, rttSec: group.rttSec },
    })),
  );
  const script = await bundlePage('replay-page.ts');
  const origin = await startReplayOrigin(media, join(ROOT, 'dist'));
  const browser = await chromium.launch(playwrightConfig.use?.launchOptions ?? {});
  try {
    const ports = { browser, origin, script };
    // One that is not measured: a browser just launched has its own start to see to.
    const [first] = jobs;
    const beginning = beginTitle(title, 2 * title.segmentSec);
    const play = async (place: number, session: ReplaySession): Promise<ReplayedTrace | null> => {
      try {
        return await replayTrace(ports, session, scenario.bufferMaxSec, scale);
      } catch (error) {
        if (!browser.isConnected()) throw error; // nor would any other come to its end
        replayed[place]?.failures.push(`${session.trace.id}: ${String(error)}`);
        return null;
      }
    };
    if (first) await play(first.place, { ...first.session, title: beginning });
    const goOn = async (): Promise<void> => {
      for (let job = jobs.shift(); job; job = jobs.shift()) {
        const trace = await play(job.place, job.session);
        if (trace) replayed[job.place]?.traces.push(trace);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, goOn));
  } finally {
    await browser.close();
    await origin.close();
  }
  return replayed;
}

type Side = 'simulated' | 'played';

function rowOf(name: string, traces: readonly ReplayedTrace[]): readonly string[] {
  const mean = (figure: (trace: ReplayedTrace) => number): number =>
    traces.reduce((sum, trace) => sum + figure(trace), 0) / traces.length;
  const both = (figure: (side: ReplayedTrace[Side]) => number, digits: number): string[] =>
    (['simulated', 'played'] as const).map((side) => mean((trace) => figure(trace[side])).toFixed(digits));
  return [
    name,
    String(traces.length),
    ...both(({ score }) => score, 1),
    differenceOf(traces).toFixed(1),
    ...both(({ firstFrameSec }) => firstFrameSec, 2),
    ...both(({ stallSec }) => stallSec, 2),
    mean(sameRungs).toFixed(0),
  ];
}

/** Of the player's score from the simulator's, per cent of that. */
function differenceOf(traces: readonly ReplayedTrace[]): number {
  const sum = (side: Side): number => traces.reduce((total, trace) => total + trace[side].score, 0);
  return (100 * (sum('played') - sum('simulated'))) / Math.abs(sum('simulated'));
}

/** Per cent of the segments that came in the same rung. */
function sameRungs({ simulated, played }: ReplayedTrace): number {
  const same = simulated.rungs.filter((rung, segment) => played.rungs[segment] === rung);
  return (100 * same.length) / simulated.rungs.length;
}

const replayed = await replayAll(options);
const columns = ['group', 'traces', 'score: simulated', 'played', 'difference %'];
const more = ['first frame s: simulated', 'played', 'stalled s: simulated', 'played', 'same rungs %'];
const all = replayed.flatMap(({ traces }) => traces);
const played = replayed.filter(({ traces }) => traces.length > 0);
const rows = played.map(({ name, traces }) => rowOf(name, traces));
if (all.length > 0) rows.push(rowOf('all', all));
console.log(markdownTable([...columns, ...more], rows));
if (options.json !== null)
  await writeFile(options.json, `${JSON.stringify({ [options.scenario]: replayed }, null, 1)}\n`);
for (const { name, traces, failures } of replayed) {
  const difference = traces.length > 0 ? differenceOf(traces) : null;
  const isMet = difference !== null && Math.abs(difference) <= GOAL_PERCENT && failures.length === 0;
  const words =
    difference === null ? 'none came to its end' : `${difference.toFixed(2)} % of ${GOAL_PERCENT} %`;
  console.log(`${isMet ? 'met   ' : 'MISSED'}  ${name}: ${words}`);
  for (const failure of failures) console.error(`        failed, ${failure}`);
  if (!isMet) process.exitCode = 1;
}
