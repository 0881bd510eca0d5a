import { isLimit, isVia } from '../entries.ts';
import type { Sample } from '../figures.ts';
import { TITLES } from '../titles.ts';
import { rungFor, titleUrl, visiting, type RunContext, type Suite } from './suite.ts';

/** What comes after the first frame takes longer than all the rest, and differs little from run to run. */
const RUNS_PER_LONG_RUN = 3;
const LONG_RUN_SEC = 10;

export const startup: Suite = {
  title: 'Start',
  about:
    'Cold: navigation to first frame, script download included. Played: navigation to two seconds played. ' +
    'Warm: `load()` to first frame, script there and the page at rest. Heights in lines, of the first frame and of ' +
    'the picture at 2 s and 10 s. What comes after the first frame is measured in every third run, from the second on.',
  profiles: ['fibre', 'cable', 'mobile', 'tv', 'weak-tv'],
  runs: 7,
  inAll: { runs: 2 },
  isFor: (entry) => !isVia(entry),
  measure: measureStart,
};

export async function measureStart(context: RunContext): Promise<Sample> {
  const { entry, origin, run } = context;
  const title = titleUrl(origin, TITLES[entry.protocol].first);
  const rung = isLimit(entry) ? rungFor(context, 'firstFrameHeight') : undefined;
  const options = rung === undefined ? {} : { rung };
  const isLong = !isLimit(entry) && run % RUNS_PER_LONG_RUN === 1; // not in a single run, such as CI's
  const cold = await visiting(context, { ...options, title }, async (visit) => {
    const first = await visit.ask('first frame', () => window.benchStart?.first, null);
    if (!first) throw new Error('the page did not start its title');
    if (!isLong) return first;
    const played = await visit.ask('two seconds', () => window.benchStart?.played, null);
    const heightAt10s = await visit.ask('ten seconds', (sec) => window.bench.heightAt(sec), LONG_RUN_SEC);
    return { ...first, ...played, heightAt10s };
  });
  const warmMs = await visiting(context, options, async (visit) => {
    await visit.settle();
    return visit.ask('load', (url) => window.bench.firstFrameOf(url), title);
  });
  const { firstFrameMs, ...rest } = cold;
  return { coldMs: firstFrameMs, warmMs, ...rest };
}
