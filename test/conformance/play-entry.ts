import type { Browser } from '@playwright/test';
import type { Playthrough } from '../e2e/page/play-through.ts';
import { PlayerPage } from '../e2e/player-page.ts';

/** What was seen of one stream. */
export interface Observation extends Playthrough {
  /** Errors that nobody caught. */
  readonly pageErrors: readonly string[];
}

/** A stream that makes no progress for so long hangs: four times what a request may take at the default policy's worst. */
const HANG_MS = 40_000;
const RATE = 4;

/** Plays a stream in a fresh page, to its end, its error, or until nothing moves any more. */
export async function playEntry(browser: Browser, originUrl: string, url: string): Promise<Observation> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const page = await context.newPage();
  const pageErrors: string[] = [];
  page.on('pageerror', (error) => pageErrors.push(String(error)));
  try {
    const player = new PlayerPage(page, originUrl);
    await player.open();
    await player.startLoad(url);
    const seen = await page.evaluate((limits) => window.harness.playThrough(limits), {
      hangMs: HANG_MS,
      rate: RATE,
    });
    return { ...seen, pageErrors };
  } finally {
    await context.close();
  }
}
