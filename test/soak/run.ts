import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import playwrightConfig from '../../playwright.config.ts';
import type { EngineName } from '../../src/engine/engine.ts';
import { ENGINE_NAMES } from '../../src/engine/mse-first.ts';
import { ensureBundle } from '../../tools/build/ensure-bundle.ts';
import { markdownTable } from '../../tools/docs/markdown-table.ts';
import { buildMedia } from '../../tools/media/build-media.ts';
import { oneOf, readOrExit, wholeFromOne } from '../command-line.ts';
import { readStreamIndex } from '../conformance/stream-index.ts';
import { IMPATIENT } from '../e2e/impatient-config.ts';
import { LIVE_RESPONDERS, PAGE_ROOTS, SCRIPT_ROOTS } from '../e2e/page-roots.ts';
import { startOrigin } from '../fixtures/origin/start-origin.ts';
import { seededRandom } from '../fixtures/seeded-random.ts';
import { judgeSoak, leakPerVisit, type Lap, type Visit } from './judge-soak.ts';
import { SoakedPage } from './soaked-page.ts';
import { titlesOf, type SoakTitle } from './stream-titles.ts';

const MEDIA = fileURLToPath(new URL('../../.media', import.meta.url));
const USAGE = `npm run soak -- [--minutes 20] [--laps N] [--faults 0.7] [--seed 1] [--engine auto|NAME] [--only id,id] [--streams DIR] [--json FILE]
  --minutes  a lap that has begun is finished
  --laps     this many, however long they take
  --faults   how often the server does something wrong, from 0 to 1
  --engine   auto (as an app's player chooses), ${ENGINE_NAMES.join(', ')}
  --streams  a folder with an index.json, in place of the generated media`;

interface Options {
  readonly minutes: number;
  readonly laps: number;
  readonly faultShare: number;
  readonly seed: number;
  readonly engine: EngineName | null;
  readonly only: readonly string[];
  readonly streams: string | undefined;
  readonly json: string | undefined;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '20' },
      laps: { type: 'string' },
      faults: { type: 'string', default: '0.7' },
      seed: { type: 'string', default: '1' },
      engine: { type: 'string', default: 'auto' },
      only: { type: 'string', default: '' },
      streams: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const { minutes, laps, faults, seed, engine, only, streams, json } = values;
  const engines = Object.fromEntries([...ENGINE_NAMES, 'auto' as const].map((name) => [name, name]));
  const chosen = oneOf('engine', engine, engines as Record<EngineName | 'auto', string>);
  return {
    minutes: laps === undefined ? wholeFromOne('minutes', minutes) : Infinity,
    laps: laps === undefined ? Infinity : wholeFromOne('laps', laps),
    faultShare: readShare(faults),
    seed: wholeFromOne('seed', seed),
    engine: chosen === 'auto' ? null : chosen,
    only: only.split(',').filter((id) => id !== ''),
    streams: streams === undefined ? undefined : readFolder(streams),
    json,
  };
}

function readShare(word: string): number {
  const share = Number(word);
  if (word.trim() === '' || !(share >= 0 && share <= 1))
    throw new Error(`--faults takes 0 to 1, not ${word}.`);
  return share;
}

function readFolder(word: string): string {
  const dir = resolve(word);
  if (!existsSync(resolve(dir, 'index.json'))) throw new Error(`${dir} has no index.json.`);
  return dir;
}

async function readTitles({ streams, only }: Options): Promise<readonly SoakTitle[]> {
  const all = streams === undefined ? await readGenerated() : titlesOf(await readStreamIndex(streams, []));
  const unknown = only.filter((wanted) => !all.some(({ id }) => id === wanted));
  if (unknown.length > 0)
    throw new Error(`--only names ${unknown.join(', ')}; there are ${all.map(({ id }) => id).join(', ')}.`);
  const titles = all.filter(({ id }) => only.length === 0 || only.includes(id));
  if (titles.length === 0) throw new Error('There is nothing to play.');
  return titles;
}

async function readGenerated(): Promise<readonly SoakTitle[]> {
  await buildMedia(MEDIA);
  const { generatedTitles } = await import('./soak-titles.ts'); // reads what has just been built
  return generatedTitles();
}

async function run(options: Options): Promise<void> {
  const { minutes, laps: lapCount, faultShare, seed, engine, streams, json } = options;
  const titles = await readTitles(options);
  await ensureBundle();
  const origin = await startOrigin({
    roots: { ...PAGE_ROOTS, ...(streams !== undefined && { '/streams/': streams }) },
    scriptRoots: SCRIPT_ROOTS,
    responders: LIVE_RESPONDERS,
  });
  const browser = await chromium.launch(playwrightConfig.use?.launchOptions ?? {});
  const laps: Lap[] = [];
  try {
    const clearKeys = Object.assign({}, ...titles.map((title) => title.clearKeys)) as Record<string, string>;
    const config = { ...IMPATIENT, drm: { clearKeys }, ...(engine !== null && { engines: [engine] }) };
    const page = await SoakedPage.open(browser, origin, config, seededRandom(seed), faultShare);
    const fromMs = performance.now();
    while (laps.length < lapCount && performance.now() - fromMs < minutes * 60_000) {
      console.log(`\nlap ${laps.length + 1}, ${titles.length} titles`);
      laps.push(await page.lap(titles, (visit) => console.log(formatVisit(visit))));
      if (json !== undefined) await writeFile(json, `${JSON.stringify(toJson(options, laps), null, 1)}\n`);
    }
  } finally {
    await browser.close();
    await origin.close();
    if (laps.length > 0) report(laps); // whatever has ended it
  }
}

function toJson(options: Options, laps: readonly Lap[]): object {
  const { seed, faultShare, engine } = options;
  const wrong = judgeSoak(laps);
  return { seed, faultShare, engine, laps, leakBytesPerLoad: leakPerVisit(laps), wrong };
}

function report(laps: readonly Lap[]): void {
  console.log(`\n${formatTable(laps)}`);
  const leakBytes = leakPerVisit(laps);
  console.log(
    leakBytes === null
      ? '\nToo few titles to tell a leak: it takes a hundred, and thirty behind them.'
      : `\nHeap, machine code left out: ${(leakBytes / 1000).toFixed(2)} kB a load, behind the hundredth.`,
  );
  const wrong = judgeSoak(laps);
  for (const text of wrong) console.log(`WRONG  ${text}`);
  console.log(`${wrong.length === 0 ? 'Nothing' : `${wrong.length} things`} wrong in ${laps.length} laps.`);
  if (wrong.length > 0) process.exitCode = 1;
}

function formatVisit({ title, end, errors, stallCount, stalledSec, warningCount }: Visit): string {
  const stalls = stallCount > 0 ? `${stallCount} stalls, ${stalledSec.toFixed(1)} s` : '';
  const warnings = warningCount > 0 ? `${warningCount} warnings` : '';
  return [end.padEnd(9), title.padEnd(32), errors.join(', ').padEnd(24), warnings.padEnd(12), stalls]
    .join('  ')
    .trimEnd();
}

function formatTable(laps: readonly Lap[]): string {
  const sum = (visits: readonly Visit[], of: (visit: Visit) => number): number =>
    visits.reduce((total, visit) => total + of(visit), 0);
  const rows = laps.map(({ visits, held, machineCodeBytes, otherBytes }, index) => {
    const count = (...ends: readonly Visit['end'][]): string =>
      String(visits.filter(({ end }) => ends.includes(end)).length);
    return [
      `lap ${index + 1}`,
      String(visits.length),
      count('moves-on', 'ended'),
      count('failed', 'refused'),
      count('hangs'),
      String(sum(visits, (visit) => visit.warningCount)),
      String(sum(visits, (visit) => visit.stallCount)),
      sum(visits, (visit) => visit.stalledSec).toFixed(1),
      sum(visits, (visit) => visit.playedSec).toFixed(0),
      String(held.length),
      (otherBytes / 1e6).toFixed(2),
      (machineCodeBytes / 1e6).toFixed(2),
    ];
  });
  const figures = ['warnings', 'stalls', 'stalled s', 'played s', 'held', 'heap MB', 'code MB'];
  return markdownTable(['', 'loads', 'play on', 'end in an error', 'hang', ...figures], rows);
}

await run(readOrExit(readOptions, USAGE));
