import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type Browser } from '@playwright/test';
import playwrightConfig from '../../playwright.config.ts';
import { ensureBundle } from '../e2e/ensure-bundle.ts';
import { PAGE_ROOTS, SCRIPT_ROOTS } from '../e2e/page-roots.ts';
import { startOrigin, type Origin } from '../fixtures/origin/start-origin.ts';
import { judge, judgeEncrypted, notTried, whyNotYet, type ConformanceRow, type Outcome } from './judge.ts';
import { playEntry } from './play-entry.ts';
import { readStreamIndex, type StreamEntry } from './stream-index.ts';

/** Where the third-party set lies beside a checkout, if it does. */
const DEFAULT_DIR = fileURLToPath(new URL('../../../shared/streams', import.meta.url));

interface Options {
  readonly dir: string;
  readonly only: readonly string[];
  readonly json: string | undefined;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: { streams: { type: 'string' }, only: { type: 'string' }, json: { type: 'string' } },
  });
  const { streams, only, json } = values;
  return {
    dir: streams === undefined ? DEFAULT_DIR : resolve(streams),
    only: only?.split(',').filter((id) => id !== '') ?? [],
    json,
  };
}

async function run({ dir, only, json }: Options): Promise<void> {
  if (!existsSync(resolve(dir, 'index.json'))) {
    console.error(
      `No streams to play: ${dir} has no index.json. Name a folder that has one with --streams DIR.`,
    );
    process.exitCode = 2;
    return;
  }
  const entries = await readStreamIndex(dir, only);
  await ensureBundle();
  const origin = await startOrigin({ roots: { ...PAGE_ROOTS, '/streams/': dir }, scriptRoots: SCRIPT_ROOTS });
  const browser = await chromium.launch(playwrightConfig.use?.launchOptions ?? {});
  const rows: ConformanceRow[] = [];
  try {
    for (const entry of entries) {
      const row = await play(entry, browser, origin);
      rows.push(row);
      console.log(formatRow(row));
    }
  } finally {
    await browser.close();
    await origin.close();
  }
  if (json !== undefined) await writeFile(json, `${JSON.stringify(rows, null, 1)}\n`);
  const count = (outcome: Outcome): number => rows.filter((row) => row.outcome === outcome).length;
  const parts = (['plays', 'clear-error', 'not-yet', 'unexpected'] as const).map(
    (name) => `${count(name)} ${name}`,
  );
  console.log(`\n${rows.length} streams: ${parts.join(', ')}`);
  if (count('unexpected') > 0) process.exitCode = 1;
}

async function play(entry: StreamEntry, browser: Browser, origin: Origin): Promise<ConformanceRow> {
  const reason = whyNotYet(entry);
  if (reason !== null && !entry.drm) return notTried(entry, reason);
  const path = entry.manifest.split('/').map(encodeURIComponent).join('/');
  const seen = await playEntry(browser, origin.url, `${origin.url}/streams/${path}`);
  return reason === null ? judge(entry, seen) : judgeEncrypted(entry, seen, reason);
}

function formatRow({ id, outcome, firstFrameMs, playedSec, error, reason }: ConformanceRow): string {
  const figures = [
    outcome.padEnd(11),
    id.padEnd(28),
    (firstFrameMs === null ? '–' : `${firstFrameMs} ms`).padStart(8),
    (playedSec === null ? '–' : `${playedSec.toFixed(1)} s`).padStart(8),
    (error?.code ?? '').padEnd(20),
  ];
  return `${figures.join('  ')}  ${reason}`.trimEnd();
}

await run(readOptions());
