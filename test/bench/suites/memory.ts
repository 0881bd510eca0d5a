import { isPlayer } from '../entries.ts';
import type { Sample } from '../figures.ts';
import { TITLES } from '../titles.ts';
import type { Visit } from '../visit.ts';
import { titleUrl, visiting, type RunContext, type Suite } from './suite.ts';

/** Ten minutes of viewing: in each of these loads, half a minute of the title is gone through. */
const LOADS = 20;
const SEEKS_PER_LOAD = 3;
/** Where the seeks go; each is played on from for a moment. */
const SEEK_TO_SEC = [12.3, 41.7, 26.1] as const satisfies { readonly length: typeof SEEKS_PER_LOAD };
/** Loads after which caches of a player are filled and its code compiled, so that only leaks still grow. */
const WARM_UP_LOADS = 10;

export const memory: Suite = {
  title: 'Memory',
  about:
    `JS heap after garbage collection, MB: at the end of ${LOADS} loads with ${SEEKS_PER_LOAD} seeks each, the last ` +
    `title still playing; and its growth per load after the first ${WARM_UP_LOADS}, kB (slope of a line through them).`,
  profiles: ['fibre'],
  runs: 3,
  inAll: { runs: 1 },
  isFor: isPlayer,
  measure,
};

async function measure(context: RunContext): Promise<Sample> {
  const { first, next } = TITLES[context.entry.protocol];
  return visiting(context, {}, async (visit) => {
    const heaps: number[] = [];
    for (let load = 0; load < LOADS; load++) {
      const title = titleUrl(context.origin, load % 2 === 0 ? first : next);
      await visit.ask('load', (url) => window.bench.startOver(url), title);
      for (const sec of SEEK_TO_SEC) {
        await visit.ask('seek', (toSec) => window.bench.seek(toSec), sec);
        await visit.ask('play', () => window.bench.playOn(0.3), null);
      }
      heaps.push(await heapBytes(visit));
    }
    return {
      heapMB: (heaps.at(-1) ?? 0) / 1e6,
      growthPerLoadKB: slope(heaps.slice(WARM_UP_LOADS)) / 1e3,
    };
  });
}

async function heapBytes({ cdp }: Visit): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize;
}

/** Of the line through the values by least squares, per step. */
function slope(values: readonly number[]): number {
  const meanX = (values.length - 1) / 2;
  const meanY = values.reduce((sum, value) => sum + value, 0) / values.length;
  const products = values.map((value, x) => (x - meanX) * (value - meanY));
  const squares = values.map((_value, x) => (x - meanX) ** 2);
  const sum = (terms: readonly number[]): number => terms.reduce((total, term) => total + term, 0);
  return sum(products) / sum(squares);
}
