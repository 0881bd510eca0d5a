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

/** One session, played by the simulator and by the player. */
export interface ReplayedTrace {
  readonly id: string;
  readonly simulated: Replayed & { readonly score: number };
  readonly played: Replayed & { readonly score: number };
}

/** A session that takes longer than the simulated one, so many times, and so much besides, has come to a standstill. */
const LONGEST = 2;
const SLACK_SEC = 30;

/** Plays a title over a trace, in the simulator and, in the time that it takes, in Chromium. */
export async function replayTrace(
  { browser, origin, script }: ReplayPorts,
  session: ReplaySession,
  bufferMaxSec: number,
  scale: ScoreScale,
): Promise<ReplayedTrace> {
  const run = simulate(kinora, { ...session, bufferMaxSec, scale });
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
      LONGEST * run.endSec + SLACK_SEC,
    ] as const);
    const undecided = run.rungs.findIndex((_, segment) => !((played.rungs[segment] ?? -1) >= 0));
    if (undecided >= 0) throw new Error(`segment ${undecided} came, and nobody decided on it`);
    if (!Number.isFinite(played.firstFrameSec + played.stallSec)) throw new Error('the player told no times');
    const { rungs, firstFrameSec, stallSec, abandoned } = run;
    const score = (of: Replayed): number => scoreRun({ ...run, ...of }, scale);
    const simulated = { rungs, firstFrameSec, stallSec, abandoned };
    return {
      id: session.trace.id,
      simulated: { ...simulated, score: score(simulated) },
      played: { ...played, score: score(played) },
    };
  } finally {
    await page.close();
  }
}
