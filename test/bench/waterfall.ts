import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import prettier from 'prettier';
import playwrightConfig from '../../playwright.config.ts';
import { buildMedia } from '../../tools/media/build-media.ts';
import { ensureBundle } from '../../tools/build/ensure-bundle.ts';
import { startBenchOrigin, type BenchOrigin } from './bench-origin.ts';
import { bundlePlayer } from './bundle-players.ts';
import { ENTRIES, type BenchEntry } from './entries.ts';
import { PROFILES } from './profiles.ts';
import { TITLES } from './titles.ts';
import { Visit } from './visit.ts';
import { drawWaterfall, type Start, type Transfer } from './waterfall-page.ts';

/** `npm run bench:waterfall`: writes docs/startup.md out of real cold starts of Kinora and of the limit. */
const ROOT = join(import.meta.dirname, '../..');
const MEDIA = join(ROOT, '.media');
const PROFILE = 'cable';
const RUNS = 7;

async function drawStarts(): Promise<void> {
  await buildMedia(MEDIA);
  await ensureBundle();
  const entries = ['kinora-dash', 'limit-dash'].map((id) => {
    const entry = ENTRIES.find((each) => each.id === id);
    if (!entry) throw new Error(`there is no player ${id}`);
    return entry;
  });
  const roots: Record<string, string> = { '/media/': MEDIA };
  for (const { page } of entries) roots[`/players/${page}/`] = await bundlePlayer(page);
  const origin = await startBenchOrigin(roots);
  const browser = await chromium.launch(playwrightConfig.use?.launchOptions ?? {});
  const starts = new Map<string, Start[]>(entries.map(({ id }) => [id, []]));
  try {
    for (let run = 0; run < RUNS; run++) {
      for (const entry of entries) starts.get(entry.id)?.push(await recordStart(browser, origin, entry));
    }
  } finally {
    await browser.close();
    await origin.close();
  }
  const [kinora, limit] = entries.map(({ id }) => medianStart(starts.get(id) ?? []));
  if (!kinora || !limit) throw new Error('nothing was recorded');
  const file = join(ROOT, 'docs/startup.md');
  const text = drawWaterfall(kinora, limit, PROFILES[PROFILE]);
  await writeFile(
    file,
    await prettier.format(text, { ...(await prettier.resolveConfig(file)), parser: 'markdown' }),
  );
}

/** The run whose first frame came in the middle of all. */
function medianStart(starts: readonly Start[]): Start | undefined {
  const sorted = [...starts].sort((a, b) => a.firstFrameMs - b.firstFrameMs);
  return sorted[Math.floor(sorted.length / 2)];
}

async function recordStart(browser: Browser, origin: BenchOrigin, entry: BenchEntry): Promise<Start> {
  const title = `${origin.url}/media/${TITLES.dash.first}`;
  const visit = await Visit.open({ browser, origin, entry, profile: PROFILES[PROFILE], title });
  try {
    const figures = await visit.ask('start', () => window.benchStart?.first, null);
    if (!figures) throw new Error('the page did not start its title');
    // A segment is told of when all of it is here, which is after the first frame.
    await visit.ask('played', () => window.benchStart?.played, null);
    const transfers = await visit.ask('timings', readTransfers, null);
    const phases = await visit.ask('phases', () => window.bench.phases(), null);
    const { firstFrameMs, firstFrameHeight } = figures;
    return {
      firstFrameMs,
      firstFrameHeight,
      phases,
      transfers: transfers.filter(({ startMs }) => startMs < firstFrameMs),
    };
  } finally {
    await visit.close();
  }
}

/** Runs in the page: times count from the navigation. */
function readTransfers(): Transfer[] {
  const timings = [
    ...performance.getEntriesByType('navigation'),
    ...performance.getEntriesByType('resource'),
  ] as PerformanceResourceTiming[];
  return timings.map(({ name, startTime, responseEnd, transferSize }) => ({
    path: new URL(name).pathname,
    startMs: startTime,
    endMs: responseEnd,
    bytes: transferSize,
  }));
}

await drawStarts();
