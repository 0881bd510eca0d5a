import { isPlayer } from '../entries.ts';
import type { Sample } from '../figures.ts';
import { weighHeap } from '../heap-make-up.ts';
import { TITLES } from '../titles.ts';
import type { Visit } from '../visit.ts';
import { titleUrl, visiting, type RunContext, type Suite } from './suite.ts';

/** In place of ten minutes of viewing: in each of these loads, seeks go through half a minute of the title. */
const LOADS = 20;
const SEEKS_PER_LOAD = 3;
/** Where the seeks go; each is played on from for a moment. */
const SEEK_TO_SEC = [12.3, 41.7, 26.1] as const satisfies { readonly length: typeof SEEKS_PER_LOAD };
/**
 * Behind them, shorter loads, of one seek each: the first until caches are filled and what runs often is compiled, and as
 * many more in which only leaks still grow. Even, as the title that plays when the heap is weighed then is the same each time.
 */
const FURTHER_LOADS = 10;
const FURTHER_SEEKS = SEEK_TO_SEC.slice(0, 1);

export const memory: Suite = {
  title: 'Memory',
  about:
    `JS heap after garbage collection, MB: at the end of ${LOADS} loads with ${SEEKS_PER_LOAD} seeks each, the last ` +
    'title still playing (a blank page has 0.7); and of it the machine code that the browser has compiled of the ' +
    `scripts. Growth per load with one seek, kB: over ${FURTHER_LOADS} of them, when ${FURTHER_LOADS} more have gone before; of it all, ` +
    'and of all but the machine code, which is what a leak grows.',
  profiles: ['fibre'],
  runs: 3,
  inAll: { runs: 1 },
  isFor: isPlayer,
  measure,
};

async function measure(context: RunContext): Promise<Sample> {
  return visiting(context, {}, async (visit) => {
    await playThrough(visit, context, LOADS, SEEK_TO_SEC);
    const viewed = await weighHeap(visit.cdp);
    await playThrough(visit, context, FURTHER_LOADS, FURTHER_SEEKS);
    const warm = await weighHeap(visit.cdp);
    await playThrough(visit, context, FURTHER_LOADS, FURTHER_SEEKS);
    const end = await weighHeap(visit.cdp);
    const codeGrowth = end.machineCodeBytes - warm.machineCodeBytes;
    const leak = end.otherBytes - warm.otherBytes;
    return {
      heapMB: (viewed.machineCodeBytes + viewed.otherBytes) / 1e6,
      machineCodeMB: viewed.machineCodeBytes / 1e6,
      growthPerLoadKB: (codeGrowth + leak) / FURTHER_LOADS / 1e3,
      leakPerLoadKB: leak / FURTHER_LOADS / 1e3,
    };
  });
}

async function playThrough(
  visit: Visit,
  { origin, entry }: RunContext,
  loads: number,
  seeks: readonly number[],
): Promise<void> {
  const { first, next } = TITLES[entry.protocol];
  for (let load = 0; load < loads; load++) {
    const title = titleUrl(origin, load % 2 === 0 ? first : next);
    await visit.ask('load', (url) => window.bench.startOver(url), title);
    await visit.ask('play', () => window.bench.playOn(0.3), null);
    for (const sec of seeks) {
      await visit.ask('seek', (toSec) => window.bench.seek(toSec), sec);
      await visit.ask('play', () => window.bench.playOn(0.1), null);
    }
  }
}
