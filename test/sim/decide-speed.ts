import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import playwrightConfig from '../../playwright.config.ts';
import { markdownTable } from '../../tools/docs/markdown-table.ts';
import { bundlePage } from './bundle-page.ts';
import type { DecideTimes } from './decide-speed-page.ts';

/**
 * `npm run sim:decide -- [--cpu 6] [--sessions 10] [--json FILE]`: what a decision takes in Chromium, where tables are made ready
 * between decisions as in the player.
 */
const { values } = parseArgs({
  options: {
    cpu: { type: 'string', default: '6' },
    sessions: { type: 'string', default: '10' },
    json: { type: 'string' },
  },
});
/** Answered by this command itself, as nothing listens there. Isolated pages have finer clocks. */
const ADDRESS = 'http://localhost:9/';
const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

async function openPage(page: Page): Promise<void> {
  await page.route(ADDRESS, (route) =>
    route.fulfill({ contentType: 'text/html', headers: ISOLATED, body: '<!doctype html>' }),
  );
  await page.goto(ADDRESS);
  await page.addScriptTag({ type: 'module', content: await bundlePage('decide-speed-page.ts') });
  await page.waitForFunction(() => 'timeDecide' in window);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: Number(values.cpu) });
}

/** Each session makes its tables anew, in a page of its own whose code is cold. */
async function timeSessions(): Promise<readonly DecideTimes[]> {
  const browser = await chromium.launch(playwrightConfig.use?.launchOptions ?? {});
  try {
    const sessions: DecideTimes[] = [];
    while (sessions.length < Number(values.sessions)) {
      const page = await browser.newPage();
      await openPage(page);
      sessions.push(await page.evaluate(() => window.timeDecide()));
      await page.close();
    }
    return sessions;
  } finally {
    await browser.close();
  }
}

function summary(times: readonly number[]): Readonly<Record<'count' | 'p50' | 'p99' | 'max', number>> {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

const sessions = await timeSessions();
const figures = {
  'next segment': summary(sessions.flatMap(({ decisions }) => decisions)),
  'transfer under way': summary(sessions.flatMap(({ looks }) => looks)),
  'a part made ready': summary(sessions.flatMap(({ parts }) => parts)),
};
const rows = Object.entries(figures).map(([question, { count, p50, p99, max }]) => [
  question,
  String(count),
  ...[p50, p99, max].map((ms) => ms.toFixed(3)),
]);
console.log(markdownTable(['question', 'asked', 'p50 ms', 'p99 ms', 'max ms'], rows));
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(figures, null, 1)}\n`);
