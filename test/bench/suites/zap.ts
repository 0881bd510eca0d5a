import { isLimit, isPlayer } from '../entries.ts';
import type { Sample } from '../figures.ts';
import { TITLES } from '../titles.ts';
import type { VisitOptions } from '../visit.ts';
import { rungFor, titleUrl, visiting, type RunContext, type Suite } from './suite.ts';

/** When the next title becomes known, and when it is asked for, in seconds of the one before. */
const KNOWN_AT_SEC = 2;
const ZAP_AT_SEC = 5;

export const zap: Suite = {
  title: 'Zap',
  about:
    "From `load()` of the next title, while one plays, to the next one's first frame. Preloaded: with the player's own " +
    'preload feature, told of the title three seconds before; nothing where it has none.',
  profiles: ['fibre', 'cable', 'mobile'],
  runs: 7,
  inAll: { runs: 1, profiles: ['cable'] },
  isFor: (entry) => isPlayer(entry) || entry.rung === 'kinora',
  measure,
};

async function measure(context: RunContext): Promise<Sample> {
  const { first, next } = TITLES[context.entry.protocol];
  const rung = isLimit(context.entry) ? { rung: rungFor(context, 'preloadedHeight') } : {};
  const zap = { from: titleUrl(context.origin, first), to: titleUrl(context.origin, next), ...rung };
  const preloaded = await zapTo(context, { ...zap, isPreloaded: true });
  const plain = isLimit(context.entry) ? null : await zapTo(context, { ...zap, isPreloaded: false });
  return {
    ...(preloaded && { preloadedMs: preloaded.firstFrameMs, preloadedHeight: preloaded.height }),
    ...(plain && { plainMs: plain.firstFrameMs, plainHeight: plain.height }),
  };
}

export interface Zap {
  readonly firstFrameMs: number;
  readonly height: number;
}

export interface ZapPlan extends Pick<VisitOptions, 'rung' | 'isProtected'> {
  /** Addresses of the two titles. */
  readonly from: string;
  readonly to: string;
  readonly isPreloaded: boolean;
}

/** Null where the player cannot preload. */
export async function zapTo(context: RunContext, plan: ZapPlan): Promise<Zap | null> {
  const { from, to, isPreloaded } = plan;
  return visiting(context, plan, async (visit) => {
    if (isPreloaded && !(await visit.ask('features', () => window.bench.features.preload, null))) return null;
    await visit.ask('load', (url) => window.bench.firstFrameOf(url), from);
    await visit.ask('play', (sec) => window.bench.heightAt(sec), KNOWN_AT_SEC);
    // The preload goes on while the title plays: its end is nobody's business here.
    if (isPreloaded) await visit.ask('preload', (url) => void window.bench.preload(url), to);
    await visit.ask('play', (sec) => window.bench.heightAt(sec), ZAP_AT_SEC);
    return visit.ask('zap', (url) => window.bench.zap(url), to);
  });
}
