import type { Browser } from '@playwright/test';
import type { ReplayOrigin, ReplaySession } from './replay-origin.ts';
import type { Replayed } from './replay-page.ts';
import { kinora } from './rules/kinora.ts';
import { scoreRun, type ScoreScale } from './score.ts';
import { simulate } from './simulate.ts';

export interface ReplayPorts {
  readonly browser: Browser;
  readonly origin: ReplayOrigin;
  /** The text of `replay-page.ts`, for a browser. */
  readonly script: string;
}

/** What the viewer met, and what it is worth. */
export interface Scored extends Replayed {
  readonly score: number;
}

/** One trace in the simulator. */
export interface SimulatedTrace {
  readonly session: ReplaySession;
  readonly bufferMaxSec: number;
  readonly scale: ScoreScale;
  /** One for each of `DELAYS_SEC`. */
  readonly runs: readonly Scored[];
  readonly longestSec: number;
}

/**
 * By so much more than its round trip each request of a simulated session takes: a player's take 10 ms more in the median, from a
 * segment's end to the next request (docs/abr.md). Where a link wanders, one decision that falls otherwise makes another session of
 * it, so that one session alone says little of what the model says.
 */
const DELAYS_SEC: readonly number[] = [0, 2, 4, 6, 8, 10, 12, 14].map((ms) => ms / 1000);

/** Keeps the processor busy: to be done before anything plays from a server in the same process. */
export function simulateTrace(
  session: ReplaySession,
  bufferMaxSec: number,
  scale: ScoreScale,
): SimulatedTrace {
  const runs = DELAYS_SEC.map((delaySec) =>
    simulate(kinora, { ...session, rttSec: session.rttSec + delaySec, bufferMaxSec, scale }),
  );
  const scored = runs.map(({ rungs, firstFrameSec, stallSec, abandoned }) =>
    withScore({ rungs, firstFrameSec, stallSec, abandoned }, scale),
  );
  return {
    session,
    bufferMaxSec,
    scale,
    runs: scored,
    longestSec: Math.max(...runs.map(({ endSec }) => endSec)),
  };
}

function withScore(replayed: Replayed, scale: ScoreScale): Scored {
  return { ...replayed, score: scoreRun(replayed, scale) };
}

/** A session that takes longer than the simulated one, so many times, and so much besides, has come to a standstill. */
const LONGEST = 2;
const SLACK_SEC = 30;

/** Plays a title over a trace in Chromium, in the time that it takes. */
export async function replayTrace(
  { browser, origin, script }: ReplayPorts,
  { session, bufferMaxSec, scale, longestSec }: SimulatedTrace,
): Promise<Scored> {
  const page = await browser.newPage();
  try {
    const pageUrl = origin.add(session);
    await page.goto(pageUrl);
    await page.addScriptTag({ type: 'module', content: script });
    await page.waitForFunction(() => 'replay' in window);
    const { segmentSec } = session.title;
    const order = { distUrl: origin.distUrl, aheadSec: bufferMaxSec - segmentSec, segmentSec };
    await page.evaluate((given) => window.replay.open(given), order);
    await page.waitForLoadState('networkidle'); // an idle page fetches parser and planner, which the simulator has
    const played = await page.evaluate(([url, limitSec]) => window.replay.play(url, limitSec), [
      `${pageUrl}manifest.mpd`,
      LONGEST * longestSec + SLACK_SEC,
    ] as const);
    const undecided = session.title.sizes.findIndex((_, segment) => !((played.rungs[segment] ?? -1) >= 0));
    if (undecided >= 0) throw new Error(`segment ${undecided} came, and nobody decided on it`);
    if (!Number.isFinite(played.firstFrameSec + played.stallSec)) throw new Error('the player told no times');
    return withScore(played, scale);
  } finally {
    await page.close();
  }
}
