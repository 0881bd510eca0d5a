import type { PlayedTrace } from './play-trace.ts';
import type { Rule } from './rule.ts';
import { simulate, type SimSetting } from './simulate.ts';

/** What is shorter nobody sees: about a frame of film. Seconds. */
const LEAST_SEEN_SEC = 0.05;

/** Shorter ones are roundings. Seconds. */
const ROUNDING_SEC = 0.001;

/** What a rule stalled on traces that can be played without. */
export interface AvoidableStalls {
  /** How many of the traces are such. */
  readonly traces: number;
  /** Stalled time over all time on these, from 0 to 1, without the time to first frame. */
  readonly stallRatio: number;
  /** How many of these sessions had a stall that can be seen, from 0 to 1. */
  readonly stalledSessions: number;
}

/** Takes the smallest of what there is of each segment. */
const leanest: Rule = {
  name: 'leanest',
  create: ({ title: { sizes } }) => ({
    choose: ({ segment }) => {
      const ofSegment = sizes[segment] ?? [0];
      return { rung: ofSegment.indexOf(Math.min(...ofSegment)) };
    },
  }),
};

/**
 * Whether a session need not stall. No play has its segments sooner than one that takes the smallest of each, so where that
 * one stalls, so does every other that begins as early. The clairvoyant's own play does not tell: it stalls where the score
 * is better for it.
 */
export function canPlayWithoutStall(setting: SimSetting): boolean {
  return simulate(leanest, setting).stallSec <= ROUNDING_SEC;
}

/** Undefined where no trace can be played without a stall. */
export function avoidableStalls(traces: readonly PlayedTrace[], rule: string): AvoidableStalls | undefined {
  const sessions = traces.flatMap(({ needsNoStall, sessions: { [rule]: own } }) =>
    needsNoStall && own ? [own] : [],
  );
  if (sessions.length === 0) return undefined;
  const stallSec = sessions.reduce((sum, session) => sum + session.stallSec, 0);
  const contentSec = sessions.reduce((sum, session) => sum + session.contentSec, 0);
  return {
    traces: sessions.length,
    stallRatio: stallSec / (stallSec + contentSec),
    stalledSessions: sessions.filter((session) => session.stallSec > LEAST_SEEN_SEC).length / sessions.length,
  };
}
