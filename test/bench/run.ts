import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import playwrightConfig from '../../playwright.config.ts';
import { buildMedia } from '../../tools/media/build-media.ts';
import { ensureBundle } from '../../tools/build/ensure-bundle.ts';
import { startBenchOrigin, type BenchOrigin } from './bench-origin.ts';
import { bundlePlayer } from './bundle-players.ts';
import { isPlayer } from './entries.ts';
import { summarise, type Sample, type SuiteRecord } from './figures.ts';
import { judgeGoals } from './goals.ts';
import { installPeers } from './install-peers.ts';
import { lockedPlaylists } from './locked-playlists.ts';
import { readOptions, type BenchOptions, type SuitePlan } from './options.ts';
import { PROFILES } from './profiles.ts';
import { formatTable, updateReport } from './report.ts';
import { TITLES } from './titles.ts';
import { titleUrl } from './suites/suite.ts';
import { readVersions, type Versions } from './versions.ts';
import { Visit } from './visit.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What `--json` writes: suite → profile → player → metric, with what it was measured on. */
export interface BenchRecord {
  readonly versions: Versions;
  /** ISO 8601. */
  readonly date: string;
  readonly failures: readonly string[];
  readonly suites: Readonly<Record<string, SuiteRecord>>;
}

async function runBench(options: BenchOptions): Promise<void> {
  installPeers(options.plans.flatMap(({ entries }) => entries));
  await buildMedia(options.mediaDir);
  await ensureBundle();
  const pages = new Set(options.plans.flatMap(({ entries }) => entries.map(({ page }) => page)));
  const roots: Record<string, string> = { '/media/': options.mediaDir };
  for (const page of pages) roots[`/players/${page}/`] = await bundlePlayer(page);
  const locked = [...(await lockedPlaylists(options.mediaDir))];
  const playlists = new Map(locked.map(([path, text]) => [`/media/${path}`, text]));
  const origin = await startBenchOrigin(roots, playlists);
  const browser = await chromium.launch(playwrightConfig.use?.launchOptions ?? {});
  const suites: Record<string, SuiteRecord> = {};
  const failures: string[] = [];
  try {
    await warmBrowser(browser, origin, options.plans, failures);
    for (const plan of options.plans) {
      const fromMs = performance.now();
      suites[plan.id] = await runSuite(plan, browser, origin, failures);
      console.log(`\n${plan.id}: ${((performance.now() - fromMs) / 60_000).toFixed(1)} min`);
    }
    const versions = await readVersions(browser);
    const record: BenchRecord = { versions, date: new Date().toISOString(), failures, ...{ suites } };
    if (options.json !== undefined)
      await writeFile(options.json, `${JSON.stringify(toJson(record), null, 1)}\n`);
    const goals = judgeGoals(suites);
    for (const { isMet, text } of goals) console.log(`${isMet ? 'met   ' : 'MISSED'}  ${text}`);
    if (options.isWhole) await updateReport(join(ROOT, 'docs/benchmarks.md'), record, goals);
  } finally {
    await browser.close();
    await origin.close();
  }
  for (const failure of failures) console.error(failure);
  // A peer that cannot do what it is asked is a result; Kinora that cannot is a fault.
  if (failures.some((failure) => failure.includes('kinora-'))) process.exitCode = 1;
}

/**
 * One start that is not measured: the first page of a browser just launched waits for the browser's own start, and its first
 * title for that of its decoders.
 */
async function warmBrowser(
  browser: Browser,
  origin: BenchOrigin,
  plans: readonly SuitePlan[],
  failures: string[],
): Promise<void> {
  const entries = plans.flatMap((plan) => plan.entries);
  const entry = entries.find(isPlayer) ?? entries[0];
  if (!entry) return;
  const visit = await Visit.open({ browser, origin, entry, profile: PROFILES.fibre });
  try {
    await visit.settle();
    const title = titleUrl(origin, TITLES[entry.protocol].first);
    if (isPlayer(entry)) await visit.ask('load', (url) => window.bench.firstFrameOf(url), title);
  } catch (error) {
    failures.push(`Warm-up, ${entry.id}: ${String(error)}`);
  } finally {
    await visit.close();
  }
}

/** The suites beside what they were measured on, as `{suite: {profile: {player: {metric: …}}}}`. */
function toJson({ suites, ...rest }: BenchRecord): object {
  return { ...rest, ...suites };
}

/** Round by round: every entry once before any comes again, so that what the machine does meanwhile strikes all alike. */
async function runSuite(
  { suite, profiles, runs, entries }: SuitePlan,
  browser: Browser,
  origin: BenchOrigin,
  failures: string[],
): Promise<SuiteRecord> {
  const record: SuiteRecord = {};
  for (const profileId of profiles) {
    const profile = PROFILES[profileId];
    const samples = new Map(entries.map(({ id }) => [id, [] as Sample[]]));
    for (let run = 0; run < runs; run++) {
      const round = new Map<string, Sample>();
      for (const entry of entries) {
        if (run > 1 && samples.get(entry.id)?.length === 0) continue; // it cannot do this, and costs all others their time
        try {
          const sample = await suite.measure({ browser, origin, entry, profile, run, round });
          round.set(entry.id, sample);
          samples.get(entry.id)?.push(sample);
        } catch (error) {
          if (!browser.isConnected()) throw error; // nothing that comes after it would be a figure
          failures.push(`${suite.title}, ${profileId}, ${entry.id}, run ${run + 1}: ${String(error)}`);
        }
      }
    }
    record[profileId] = Object.fromEntries([...samples].map(([id, of]) => [id, summarise(of)]));
    console.log(`\n${suite.title}, ${profileId}\n\n${formatTable(record[profileId])}`);
  }
  return record;
}

await runBench(readOptions(process.argv.slice(2), join(ROOT, '.media')));
