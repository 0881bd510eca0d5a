import type { Sample } from '../figures.ts';
import { PROTECTED_TITLES } from '../titles.ts';
import { titleUrl, visiting, type RunContext, type Suite } from './suite.ts';
import { zapTo } from './zap.ts';

export const protectedStart: Suite = {
  title: 'Start of a protected title',
  about:
    'Encrypted titles, the keys from a ClearKey licence server on the same network. HLS has no name for ClearKey: there it goes by that of Widevine, ' +
    'which is a mock. Cold: navigation to first frame. ' +
    'Zap: from `load()`, while another such title plays, to the first frame, with and without the own preload feature. Goals: those of a start and of a zap.',
  profiles: ['cable'],
  runs: 3,
  inAll: { runs: 1 },
  isFor: ({ takesLicences = false }) => takesLicences,
  measure,
};

async function measure(context: RunContext): Promise<Sample> {
  const { first, next } = PROTECTED_TITLES[context.entry.protocol];
  const from = titleUrl(context.origin, first);
  const to = titleUrl(context.origin, next);
  const cold = await visiting(context, { title: to, isProtected: true }, async (visit) => {
    const frame = await visit.ask('first frame', () => window.benchStart?.first, null);
    if (!frame) throw new Error('the page did not start its title');
    return frame;
  });
  const zap = { from, to, isProtected: true };
  const preloaded = await zapTo(context, { ...zap, isPreloaded: true });
  const plain = await zapTo(context, { ...zap, isPreloaded: false });
  return {
    coldMs: cold.firstFrameMs,
    ...(preloaded && { preloadedMs: preloaded.firstFrameMs, preloadedHeight: preloaded.height }),
    ...(plain && { plainMs: plain.firstFrameMs, plainHeight: plain.height }),
  };
}
