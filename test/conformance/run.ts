import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { markdownTable } from '../../tools/docs/markdown-table.ts';
import { chromium } from '@playwright/test';
import playwrightConfig from '../../playwright.config.ts';
import type { EngineName } from '../../src/engine/engine.ts';
import { ENGINE_NAMES } from '../../src/engine/mse-first.ts';
import { ensureBundle } from '../../tools/build/ensure-bundle.ts';
import { PAGE_ROOTS, SCRIPT_ROOTS } from '../e2e/page-roots.ts';
import { startOrigin } from '../fixtures/origin/start-origin.ts';
import { judge, type ConformanceRow, type Outcome } from './judge.ts';
import { mayPlayAlone, playAlone, VENDORS, type AloneRow } from './play-alone.ts';
import { playEntry, type Attempt } from './play-entry.ts';
import { readStreamIndex, type StreamEntry } from './stream-index.ts';

/** Where the third-party set lies beside a checkout, if it does. */
const DEFAULT_DIR = fileURLToPath(new URL('../../../shared/streams', import.meta.url));

interface Options {
  readonly dir: string;
  readonly only: readonly string[];
  readonly json: string | undefined;
  /** The engines to force, one after the other; null: the player chooses. */
  readonly engines: readonly (EngineName | null)[];
  /** Whether the players behind the adapters play each stream by themselves, too. */
  readonly alone: boolean;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      streams: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'string' },
      engine: { type: 'string' },
      alone: { type: 'boolean' },
    },
  });
  const { streams, only, json, engine = 'auto', alone = false } = values;
  return {
    dir: streams === undefined ? DEFAULT_DIR : resolve(streams),
    only: only?.split(',').filter((id) => id !== '') ?? [],
    json,
    engines: readEngines(engine),
    alone,
  };
}

function readEngines(word: string): Options['engines'] {
  if (word === 'auto') return [null];
  if (word === 'all') return [null, ...ENGINE_NAMES];
  const name = ENGINE_NAMES.find((engine) => engine === word);
  if (!name) throw new Error(`--engine takes auto, all, ${ENGINE_NAMES.join(', ')}; not ${word}.`);
  return [name];
}

async function run({ dir, only, json, engines, alone }: Options): Promise<void> {
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
  const others: AloneRow[] = [];
  try {
    for (const entry of entries) {
      for (const attempt of attemptsAt(entry, engines)) {
        const seen = await playEntry(browser, origin, entry, { dir, ...attempt });
        const row = judge(entry, attempt, seen);
        rows.push(row);
        console.log(formatRow(row));
      }
      for (const vendor of alone ? VENDORS.filter((name) => mayPlayAlone(name, entry)) : []) {
        const row = await playAlone(browser, origin, entry, vendor, dir);
        others.push(row);
        console.log(formatAlone(row));
      }
    }
  } finally {
    await browser.close();
    await origin.close();
  }
  if (json !== undefined) await writeFile(json, `${JSON.stringify([...rows, ...others], null, 1)}\n`);
  if (engines.length > 1) console.log(`\n${formatTable(rows, engines)}`);
  report(rows, others, entries.length);
}

/** What an engine claims; an encrypted entry is tried without its keys, too, where the player chooses. */
function attemptsAt(entry: StreamEntry, engines: Options['engines']): readonly Attempt[] {
  const attempts = engines
    .filter((engine) => engine === null || claims(engine, entry))
    .map((forced): Attempt => ({ forced, withKeys: true }));
  const needsKeys = entry.drm?.clearkeys && engines.includes(null);
  return needsKeys ? [...attempts, { forced: null, withKeys: false }] : attempts;
}

function claims(engine: EngineName, { protocol }: StreamEntry): boolean {
  return engine === 'mse' || engine === 'shaka' || protocol === 'hls';
}

function report(rows: readonly ConformanceRow[], others: readonly AloneRow[], streamCount: number): void {
  const own = rows.filter(({ forced }) => forced === null);
  const count = (outcome: Outcome): number => rows.filter((row) => row.outcome === outcome).length;
  const parts = (['plays', 'clear-error', 'declines', 'unexpected'] as const).map(
    (name) => `${count(name)} ${name}`,
  );
  console.log(`\n${streamCount} streams, ${rows.length} attempts: ${parts.join(', ')}`);
  const playing = [
    ...rows.filter(({ forced, outcome }) => forced !== null && outcome === 'plays'),
    ...others.filter(({ plays }) => plays),
  ];
  const missed = playing.filter(({ id }) =>
    own.some((row) => row.id === id && row.withKeys && row.outcome !== 'plays'),
  );
  for (const one of missed) {
    const name = 'alone' in one ? `${one.alone} alone` : String(one.forced);
    console.log(`${one.id}: ${name} plays it, and Kinora's choice does not`);
  }
  if (count('unexpected') > 0 || missed.length > 0) process.exitCode = 1;
}

function formatRow(row: ConformanceRow): string {
  const { id, forced, withKeys, engine, outcome, firstFrameMs, playedSec, error, reason } = row;
  const figures = [
    outcome.padEnd(11),
    `${id}${withKeys ? '' : ' (no keys)'}`.padEnd(32),
    `${forced ?? 'auto'}${engine && engine !== forced ? ` → ${engine}` : ''}`.padEnd(14),
    (firstFrameMs === null ? '–' : `${firstFrameMs} ms`).padStart(8),
    (playedSec === null ? '–' : `${playedSec.toFixed(1)} s`).padStart(8),
    (error?.code ?? '').padEnd(20),
  ];
  return `${figures.join('  ')}  ${reason}`.trimEnd();
}

function formatAlone({ id, alone, plays, positionSec, errors }: AloneRow): string {
  const outcome = plays ? 'plays' : 'fails';
  return `${outcome.padEnd(11)}  ${id.padEnd(32)}  ${`${alone} alone`.padEnd(20)} ${positionSec.toFixed(1)} s  ${errors[0] ?? ''}`.trimEnd();
}

/** A Markdown table: a row a stream, a column an engine. */
function formatTable(rows: readonly ConformanceRow[], engines: Options['engines']): string {
  const ids = [...new Set(rows.map(({ id }) => id))];
  const cell = (id: string, forced: EngineName | null): string => {
    const row = rows.find((one) => one.id === id && one.forced === forced && one.withKeys);
    if (!row) return '';
    return forced === null ? `${row.outcome} (${row.engine ?? 'none'})` : row.outcome;
  };
  const lines = ids.map((id) => [id, ...engines.map((engine) => cell(id, engine))]);
  return markdownTable(['stream', ...engines.map((engine) => engine ?? 'chosen')], lines);
}

await run(readOptions());
