import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import playwrightConfig from '../../playwright.config.ts';
import { markdownTable } from '../../tools/docs/markdown-table.ts';
import { ensureBundle } from '../e2e/ensure-bundle.ts';
import { bundlePage } from './bundle-page.ts';
import { loadGroups, loadTitle, thin } from './load-inputs.ts';
import { startReplayOrigin } from './replay-origin.ts';
import { replayTrace, type ReplayedTrace } from './replay-session.ts';
import { fitTitle, makeReplayMedia } from './replay-title.ts';
import { scaleOf } from './scenario-plan.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { beginTitle, capTitle } from './title.ts';
import { tracesDir } from './traces-dir.ts';

/**
 * `npm run sim:replay -- [--scenario tv] [--traces DIR] [--movies DIR] [--seconds 90] [--max 5] [--at-once 5] [--json FILE]`: the beginning of a
 * title over traces, through the real player in Chromium from a server on loopback whose link follows the trace, beside the
 * simulator's figures for the same. Takes as long as it plays: 20 minutes for fifty traces.
 */
const { values } = parseArgs({
  options: {
    scenario: { type: 'string', default: 'tv' },
    traces: { type: 'string' },
    movies: { type: 'string' },
    seconds: { type: 'string', default: '90' },
    max: { type: 'string', default: '5' },
    'at-once': { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const ROOT = join(import.meta.dirname, '../..');
/** How far the player's score may be from the simulator's, per cent of it. */
const GOAL_PERCENT = 3;

interface ReplayedGroup {
  readonly name: string;
  readonly traces: ReplayedTrace[];
}

async function replayAll(scenario: Scenario): Promise<readonly ReplayedGroup[]> {
  const traces = tracesDir(values.traces);
  const movies = values.movies === undefined ? join(traces, 'movies') : resolve(values.movies);
  const whole = capTitle(loadTitle(movies, scenario.title), scenario.maxBps);
  await ensureBundle();
  const count = Math.round(Number(values.seconds) / whole.segmentSec);
  const media = await makeReplayMedia(join(ROOT, '.cache/replay'), whole.segmentSec, count);
  const title = fitTitle(whole, media);
  const scale = scaleOf({ title, scenario });
  const groups = loadGroups(traces).map((group) => thin(group, Number(values.max)));
  const replayed = groups.map(({ name }) => ({ name, traces: [] as ReplayedTrace[] }));
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
    if (first) await replayTrace(ports, { ...first.session, title: beginning }, scenario.bufferMaxSec, scale);
    const goOn = async (): Promise<void> => {
      for (let job = jobs.shift(); job; job = jobs.shift()) {
        replayed[job.place]?.traces.push(await replayTrace(ports, job.session, scenario.bufferMaxSec, scale));
      }
    };
    await Promise.all(Array.from({ length: Number(values['at-once']) }, goOn));
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

if (!Object.hasOwn(SCENARIOS, values.scenario)) throw new Error(`There is no scenario ${values.scenario}.`);
const replayed = await replayAll(SCENARIOS[values.scenario as keyof typeof SCENARIOS]);
const columns = ['group', 'traces', 'score: simulated', 'played', 'difference %'];
const more = ['first frame s: simulated', 'played', 'stalled s: simulated', 'played', 'same rungs %'];
const all = replayed.flatMap(({ traces }) => traces);
const rows = [...replayed.map(({ name, traces }) => rowOf(name, traces)), rowOf('all', all)];
console.log(markdownTable([...columns, ...more], rows));
if (values.json !== undefined)
  await writeFile(values.json, `${JSON.stringify({ [values.scenario]: replayed }, null, 1)}\n`);
for (const { name, traces } of replayed) {
  const difference = differenceOf(traces);
  const isMet = Math.abs(difference) <= GOAL_PERCENT;
  console.log(`${isMet ? 'met   ' : 'MISSED'}  ${name}: ${difference.toFixed(2)} % of ${GOAL_PERCENT} %`);
  if (!isMet) process.exitCode = 1;
}
