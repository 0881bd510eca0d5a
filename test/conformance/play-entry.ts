import type { Browser } from '@playwright/test';
import type { ErrorReport } from '../e2e/page/harness.ts';
import { PlayerPage } from '../e2e/player-page.ts';

/** What was seen of one stream. */
export interface Observation {
  readonly end: 'ended' | 'error' | 'hang';
  readonly error: ErrorReport | null;
  readonly firstFrameMs: number | null;
  /** How far the playhead came from where it started, seconds. */
  readonly playedSec: number;
  /** Where the playhead stood at last. */
  readonly positionSec: number;
  /** Decoded frames, as the browser counts them. */
  readonly frames: number;
  readonly eventCount: number;
  /** Errors that nobody caught. */
  readonly pageErrors: readonly string[];
  /** The state of things at a hang. */
  readonly detail: string;
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
    const seen = await page.evaluate(watchToTheEnd, { hangMs: HANG_MS, rate: RATE });
    return { ...seen, pageErrors };
  } finally {
    await context.close();
  }
}

/** Runs in the page. */
async function watchToTheEnd({
  hangMs,
  rate,
}: {
  readonly hangMs: number;
  readonly rate: number;
}): Promise<Omit<Observation, 'pageErrors'>> {
  const { harness } = window;
  const { video, player } = harness;
  let startSec = 0;
  let frames = 0;
  const end = new Promise<Observation['end']>((resolve) => {
    let lastSec = -1;
    let movedAtMs = performance.now();
    const look = (): void => {
      frames = Math.max(frames, video.getVideoPlaybackQuality().totalVideoFrames);
      if (video.currentTime !== lastSec) movedAtMs = performance.now();
      lastSec = video.currentTime;
      if (player.state === 'ended' || player.state === 'error') resolve(player.state);
      else if (performance.now() - movedAtMs > hangMs) resolve('hang');
      else requestAnimationFrame(look);
    };
    look();
  });
  void harness.settled().then(async ({ error }) => {
    if (error) return;
    startSec = video.currentTime;
    await harness.play(rate);
  });
  const how = await end;
  const positionSec = player.positionSec;
  const errors = harness.events.filter(({ type }) => type === 'error');
  const error = (errors[0]?.detail['error'] ?? null) as ErrorReport | null;
  return {
    end: how,
    error,
    firstFrameMs: player.stats()?.joinTime.totalMs ?? null,
    playedSec: positionSec - startSec,
    positionSec,
    frames,
    eventCount: harness.events.filter(({ type }) => type === 'mediaevent').length,
    detail: how === 'hang' ? harness.describe() : '',
  };
}
