import { loadGroups } from '../../sim/load-inputs.ts';
import type { LinkTrace } from '../../sim/link-trace.ts';
import { TraceLink } from '../../sim/trace-link.ts';
import { tracesDir } from '../../sim/traces-dir.ts';
import { isPlayer } from '../entries.ts';
import type { Sample } from '../figures.ts';
import { TITLES } from '../titles.ts';
import type { Visit } from '../visit.ts';
import { titleUrl, visiting, type RunContext, type Suite } from './suite.ts';

/** From the first frame on; the titles are a minute long. */
const VIEWED_MS = 45_000;
/** The page is not given longer for one answer. */
const LOOK_MS = 15_000;

export const traces: Suite = {
  title: 'Recorded networks',
  about:
    'In real time, over the beginning of a recording of a real network (the first of its group in `../shared/traces`, or in the ' +
    'folder that KINORA_TRACES names), which the link of the origin follows: `load()` to first frame; and from there on ' +
    `for ${VIEWED_MS / 1000} s, how often and how long the picture stood, its lines 10 s into the title (nothing where ` +
    'it did not get so far), and their mean over what was shown.',
  profiles: ['trace-3g', 'trace-dsl', 'trace-puffer'],
  runs: 1,
  inAll: null, // half an hour by itself
  isFor: isPlayer,
  measure,
};

async function measure(context: RunContext): Promise<Sample> {
  const { entry, origin } = context;
  const { traceGroup, roundTripMs } = context.profile;
  if (traceGroup === undefined) throw new Error('this profile is no recording');
  const trace = firstTrace(traceGroup);
  return visiting(context, {}, async (visit) => {
    await visit.settle();
    origin.useLink(new TraceLink(trace, roundTripMs));
    try {
      return await view(visit, titleUrl(origin, TITLES[entry.protocol].first));
    } finally {
      origin.useLink(null);
    }
  });
}

/** @throws Error where the folder or the group is not there */
function firstTrace(group: string): LinkTrace {
  const dir = tracesDir();
  const trace = loadGroups(dir).find(({ name }) => name === group)?.traces[0];
  if (!trace) throw new Error(`No group of traces ${group} in ${dir}: KINORA_TRACES names another folder.`);
  return trace;
}

async function view(visit: Visit, title: string): Promise<Sample> {
  const firstFrameMs = await visit.ask('load', (url) => window.bench.firstFrameOf(url), title);
  await visit.ask('view', () => window.bench.startViewing(), null);
  for (let viewedMs = 0; viewedMs < VIEWED_MS; viewedMs += LOOK_MS)
    await visit.ask('view on', (ms) => window.bench.wait(ms), LOOK_MS);
  const { heightAt10s, meanHeight, ...stalls } = await visit.ask('view', () => window.bench.viewed(), null);
  return {
    firstFrameMs,
    ...stalls,
    ...(heightAt10s !== null && { heightAt10s }),
    ...(meanHeight !== null && { meanHeight }),
  };
}
