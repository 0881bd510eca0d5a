import { canPlayWithoutStall } from './avoidable-stalls.ts';
import { clairvoyantScore } from './clairvoyant.ts';
import type { Rule } from './rule.ts';
import { scoreRun, type ScoreScale } from './score.ts';
import { simulate, type SimRun, type SimSetting } from './simulate.ts';
import { stressRule, stressSetting, type StressId } from './stress.ts';
import { usefulRungs } from './useful-rungs.ts';

/** What is told of one session. */
export interface SessionFigures {
  readonly score: number;
  readonly linScore: number;
  /** Mean of the declared rates of what was played. */
  readonly bitrateKbps: number;
  readonly stallSec: number;
  readonly contentSec: number;
  readonly firstFrameSec: number;
  readonly switches: number;
  readonly wastedMB: number;
  readonly decisionMs: readonly number[];
}

/** All rules on one trace. */
export interface PlayedTrace {
  /** The clairvoyant's score, and that in Mbit/s where it was asked for. */
  readonly optimum: number;
  readonly linOptimum: number | null;
  /** It can be played without a stall. */
  readonly needsNoStall: boolean;
  readonly sessions: Readonly<Record<string, SessionFigures>>;
}

/** What of the optima is known already, and whether the one in Mbit/s is wanted. */
export interface KnownOptima {
  readonly optimum: number | null;
  readonly linOptimum: number | null;
  readonly withLin: boolean;
}

export function playTrace(
  setting: SimSetting,
  rules: readonly Rule[],
  scales: { readonly own: ScoreScale; readonly lin: ScoreScale },
  stress: StressId | null,
  known: KnownOptima,
): PlayedTrace {
  const played = stressSetting(stress, setting);
  const useful = usefulRungs(played);
  return {
    optimum: known.optimum ?? clairvoyantScore(played, scales.own),
    linOptimum: known.withLin ? (known.linOptimum ?? clairvoyantScore(played, scales.lin)) : null,
    needsNoStall: canPlayWithoutStall(played),
    sessions: Object.fromEntries(
      rules.map((rule) => {
        const run = simulate(stressRule(stress, rule, setting), played);
        const score = scoreRun(run, scales.own, useful);
        const linScore = scoreRun(run, scales.lin, useful);
        return [rule.name, { score, linScore, ...describeRun(run, played) }];
      }),
    ),
  };
}

function describeRun(
  { rungs, stallSec, firstFrameSec, wastedBits, decisionMs }: SimRun,
  { title }: SimSetting,
): Omit<SessionFigures, 'score' | 'linScore'> {
  const sumBps = rungs.reduce((sum, rung) => sum + (title.bitratesBps[rung] ?? 0), 0);
  return {
    bitrateKbps: sumBps / rungs.length / 1000,
    stallSec,
    contentSec: rungs.length * title.segmentSec,
    firstFrameSec,
    switches: rungs.filter((rung, segment) => segment > 0 && rung !== rungs[segment - 1]).length,
    wastedMB: wastedBits / 8e6,
    decisionMs,
  };
}
