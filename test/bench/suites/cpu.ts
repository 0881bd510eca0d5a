import { isPlayer } from '../entries.ts';
import type { Sample } from '../figures.ts';
import { mainThreadTasks, TASK_CATEGORIES, type Task } from '../main-thread-tasks.ts';
import { TITLES } from '../titles.ts';
import { titleUrl, visiting, type RunContext, type Suite } from './suite.ts';

const START_MS = 10_000;
/** Played after the first ten seconds: long enough that not only the buffer's filling is seen. */
const STEADY_MS = 15_000;
/** A task longer than this makes a page miss input (the Long Tasks API's own line). */
const LONG_TASK_MS = 50;

export const cpu: Suite = {
  title: 'Processor',
  about:
    "The renderer's main thread, from a trace (workers, such as Kinora's for what can wait, are other threads): busy in the ten seconds from navigation on, and per minute of steady " +
    'playing (15 s, times four); tasks over 50 ms in the first ten seconds, their number and the longest.',
  profiles: ['cable'],
  runs: 3,
  inAll: { runs: 1 },
  isFor: isPlayer,
  measure,
};

async function measure(context: RunContext): Promise<Sample> {
  const { origin, entry, browser } = context;
  const title = titleUrl(origin, TITLES[entry.protocol].first);
  return visiting(context, {}, async (visit) => {
    // Traced from before the page's own navigation, in a page that is open already: its thread is known by then.
    await browser.startTracing(visit.page, { categories: [...TASK_CATEGORIES] });
    let trace: Buffer;
    try {
      const url = new URL(visit.page.url());
      url.searchParams.set('load', title);
      await visit.page.goto(url.href);
      await visit.ask('mark', () => void performance.mark('bench-origin', { startTime: 0 }), null);
      await visit.ask('start', () => window.benchStart?.played, null);
      // What follows is the player's doing alone.
      await visit.ask('stop', () => window.bench.frames.stop(), null);
      await visit.ask('steady', (untilMs) => window.bench.wallClock(untilMs), START_MS + STEADY_MS);
    } finally {
      trace = await browser.stopTracing();
    }
    const { tasks, navigationMs } = mainThreadTasks(trace, 'bench-origin');
    const first = within(tasks, navigationMs, navigationMs + START_MS);
    const steady = within(tasks, navigationMs + START_MS, navigationMs + START_MS + STEADY_MS);
    const long = first.filter(({ durationMs }) => durationMs > LONG_TASK_MS);
    return {
      first10sBusyMs: busyMs(first),
      perMinuteBusyMs: busyMs(steady) * (60_000 / STEADY_MS),
      longTasks: long.length,
      longestTaskMs: Math.max(0, ...first.map(({ durationMs }) => durationMs)),
    };
  });
}

const within = (tasks: readonly Task[], fromMs: number, untilMs: number): readonly Task[] =>
  tasks.filter(({ startMs }) => startMs >= fromMs && startMs < untilMs);

const busyMs = (tasks: readonly Task[]): number => tasks.reduce((sum, { durationMs }) => sum + durationMs, 0);
