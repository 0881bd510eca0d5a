import type { Browser } from '@playwright/test';
import type { Origin } from '../fixtures/origin/start-origin.ts';
import { setStage } from './play-entry.ts';
import { isLive, type StreamEntry } from './stream-index.ts';

/** The players behind Kinora's adapters, by themselves. */
export const VENDORS = ['shaka-player', 'hls.js'] as const;
export type Vendor = (typeof VENDORS)[number];

/** What a vendor's player made of a stream, without Kinora. */
export interface AloneRow {
  readonly id: string;
  readonly alone: Vendor;
  /** It came to the end, or, live, far enough. */
  readonly plays: boolean;
  readonly positionSec: number;
  /** Everything that it reported as an error, fatal or not. */
  readonly errors: readonly string[];
}

/** Without progress for so long it does not play. Milliseconds. */
const HANG_MS = 20_000;
const RATE = 4;
const LIVE_ENOUGH_SEC = 6;
/** A title that came so close to its duration was played. Seconds. */
const END_SLACK_SEC = 1;

export const mayPlayAlone = (vendor: Vendor, { protocol }: StreamEntry): boolean =>
  vendor === 'shaka-player' || protocol === 'hls';

/** Plays a stream in a fresh page with a vendor's player at its defaults; keys in the clear are given to Shaka. */
export async function playAlone(
  browser: Browser,
  origin: Origin,
  entry: StreamEntry,
  vendor: Vendor,
  dir: string,
): Promise<AloneRow> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const page = await context.newPage();
  const { path, leave } = await setStage(page, origin, entry, dir);
  try {
    await page.goto(`${origin.url}/test/e2e/page/bare-player.html`);
    await page.waitForFunction(() => 'bare' in window);
    const given = {
      ...{ vendor, url: origin.url + path, keys: entry.drm?.clearkeys ?? null, hangMs: HANG_MS },
      ...{ rate: isLive(entry) ? 1 : RATE, enoughSec: isLive(entry) ? LIVE_ENOUGH_SEC : Infinity },
    };
    const seen = await page.evaluate(async ({ url, keys, hangMs, rate, enoughSec, vendor: name }) => {
      const { bare } = window;
      const started =
        name === 'hls.js'
          ? bare.playHls(url, {})
          : bare.playShaka(url, keys ? { drm: { clearKeys: keys } } : {});
      started.then(
        () => (bare.video.playbackRate = rate),
        (error: unknown) => bare.errors.push(String(error)),
      );
      const from = { sec: NaN, lastSec: 0, lastMs: performance.now() };
      while (performance.now() - from.lastMs < hangMs) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        const { currentTime, ended, readyState } = bare.video;
        if (Number.isNaN(from.sec) && readyState > 2) from.sec = currentTime;
        if (ended || currentTime - from.sec >= enoughSec) break;
        if (currentTime !== from.lastSec)
          Object.assign(from, { lastSec: currentTime, lastMs: performance.now() });
      }
      const { currentTimeSec, durationSec, isEnded } = bare.look();
      return {
        positionSec: currentTimeSec,
        durationSec,
        isEnded,
        playedSec: currentTimeSec - from.sec,
        errors: bare.errors,
      };
    }, given);
    const isThrough =
      seen.isEnded && seen.positionSec >= (entry.duration ?? seen.durationSec) - END_SLACK_SEC;
    const { positionSec, errors } = seen;
    return {
      id: entry.id,
      alone: vendor,
      plays: isThrough || seen.playedSec >= given.enoughSec,
      positionSec,
      errors,
    };
  } finally {
    leave();
    await context.close();
  }
}
