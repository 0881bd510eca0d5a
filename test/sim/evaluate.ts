import { avoidableStalls, type AvoidableStalls } from './avoidable-stalls.ts';
import { bootstrapInterval, quantile, type Interval } from './bootstrap.ts';
import type { PlayedTrace, SessionFigures } from './play-trace.ts';
import { kinora } from './rules/kinora.ts';
import { mean } from './mean.ts';
import { TRIVIAL_GROUPS } from './scenarios.ts';

/** Shorter ones are roundings. Seconds. */
const LEAST_STALL_SEC = 0.001;

/** The traces of a group, played by all rules. */
export interface PlayedGroup {
  readonly name: string;
  readonly traces: readonly PlayedTrace[];
}

/** How our controller compares to the best of all other rules in a group, in points of share. */
export interface Lead {
  readonly rule: string;
  readonly points: number;
  readonly interval: Interval;
}

export interface GroupFigures {
  /** Per cent of the clairvoyant's score in the scenario's scale; its 95 % interval is `interval`. */
  readonly share: number;
  /** The same where Mbit/s count. */
  readonly linShare?: number;
  readonly bitrateKbps: number;
  /** Stalled time over all time, from 0 to 1, without the time to first frame. */
  readonly stallRatio: number;
  /** From 0 to 1. */
  readonly stalledSessions: number;
  /** Left out where every session has to stall. */
  readonly avoidable?: AvoidableStalls;
  readonly firstFrameSec: number;
  readonly switchesPerMin: number;
  /** Of abandoned transfers, and of segments fetched but never played, a session. */
  readonly wastedMB: number;
  readonly decisionMs: { readonly median: number; readonly p99: number };
  readonly interval: Interval;
  readonly lead?: Lead;
}

export interface RuleFigures {
  /** Mean of the groups' shares, without groups that are trivial, unless all are. */
  readonly meanShare: number;
  readonly linShare?: number;
  /** Of all groups as one. */
  readonly avoidable?: AvoidableStalls;
  readonly groups: Readonly<Record<string, GroupFigures>>;
}

/** By rule. */
export type ScenarioFigures = Readonly<Record<string, RuleFigures>>;

export function evaluate(played: readonly PlayedGroup[]): ScenarioFigures {
  const rules = Object.keys(played[0]?.traces[0]?.sessions ?? {});
  const traces = played.flatMap((group) => group.traces);
  const columns = played.map((group) => ({ name: group.name, figures: evaluateGroup(group.traces, rules) }));
  return Object.fromEntries(
    rules.map((rule) => {
      const groups: Record<string, GroupFigures> = {};
      for (const { name, figures } of columns) {
        const own = figures[rule];
        if (own) groups[name] = own;
      }
      const linShare = meanOver(groups, (group) => group.linShare ?? NaN);
      const avoidable = avoidableStalls(traces, rule);
      const overall = {
        meanShare: meanOver(groups, ({ share }) => share),
        ...(Number.isNaN(linShare) ? {} : { linShare }),
        ...(avoidable ? { avoidable } : {}),
      };
      return [rule, { ...overall, groups }];
    }),
  );
}

/** Mean of a figure over the groups that tell rules apart. */
export function meanOver(
  groups: Readonly<Record<string, GroupFigures>>,
  figureOf: (group: GroupFigures) => number,
): number {
  const telling = Object.keys(groups).filter((name) => !TRIVIAL_GROUPS.has(name));
  const counted = Object.entries(groups).filter(([name]) => telling.length === 0 || telling.includes(name));
  return mean(counted.map(([, group]) => figureOf(group)));
}

function evaluateGroup(
  traces: readonly PlayedTrace[],
  rules: readonly string[],
): Readonly<Record<string, GroupFigures>> {
  const figures: Record<string, GroupFigures> = {};
  for (const rule of rules) {
    const sessions = traces.flatMap(({ sessions: { [rule]: own } }) => (own ? [own] : []));
    const avoidable = avoidableStalls(traces, rule);
    figures[rule] = { ...describeGroup(traces, sessions), ...(avoidable ? { avoidable } : {}) };
  }
  const own = figures[kinora.name];
  const lead = own && leadOf(traces, figures);
  return lead ? { ...figures, [kinora.name]: { ...own, lead } } : figures;
}

function describeGroup(traces: readonly PlayedTrace[], sessions: readonly SessionFigures[]): GroupFigures {
  const optima = traces.map(({ optimum }) => optimum);
  const linOptima = traces.flatMap(({ linOptimum }) => (linOptimum === null ? [] : [linOptimum]));
  const scores = sessions.map(({ score }) => score);
  const decisionMs = Float64Array.from(sessions.flatMap((session) => session.decisionMs)).sort();
  const sum = (figureOf: (session: SessionFigures) => number): number =>
    sessions.reduce((total, session) => total + figureOf(session), 0);
  const stallSec = sum((session) => session.stallSec);
  const contentSec = sum((session) => session.contentSec);
  const linScores = sessions.map(({ linScore }) => linScore);
  return {
    share: shareOf(scores, optima),
    ...(linOptima.length === traces.length ? { linShare: shareOf(linScores, linOptima) } : {}),
    bitrateKbps: mean(sessions.map(({ bitrateKbps }) => bitrateKbps)),
    stallRatio: stallSec / (stallSec + contentSec),
    stalledSessions:
      sessions.filter((session) => session.stallSec > LEAST_STALL_SEC).length / sessions.length,
    firstFrameSec: mean(sessions.map(({ firstFrameSec }) => firstFrameSec)),
    switchesPerMin: (sum(({ switches }) => switches) / contentSec) * 60,
    wastedMB: mean(sessions.map(({ wastedMB }) => wastedMB)),
    decisionMs: { median: quantile(decisionMs, 0.5), p99: quantile(decisionMs, 0.99) },
    interval: bootstrapInterval(traces.length, (positions) => shareOf(scores, optima, positions)),
  };
}

/** Against the best other rule, on the same draws of traces; undefined where there is none. */
function leadOf(
  traces: readonly PlayedTrace[],
  figures: Readonly<Record<string, GroupFigures>>,
): Lead | undefined {
  const others = Object.entries(figures).filter(([rule]) => rule !== kinora.name);
  const [best] = others.sort(([, one], [, other]) => other.share - one.share);
  if (!best) return undefined;
  const [rule, { share }] = best;
  const optima = traces.map(({ optimum }) => optimum);
  const scoresOf = (name: string): readonly number[] =>
    traces.map(({ sessions }) => sessions[name]?.score ?? NaN);
  const [ours, theirs] = [scoresOf(kinora.name), scoresOf(rule)];
  return {
    rule,
    points: (figures[kinora.name]?.share ?? NaN) - share,
    interval: bootstrapInterval(
      traces.length,
      (positions) => shareOf(ours, optima, positions) - shareOf(theirs, optima, positions),
    ),
  };
}

/** Per cent of the sum of the optima that the sum of the scores is, over all traces or those at some positions. */
function shareOf(
  scores: readonly number[],
  optima: readonly number[],
  positions: Iterable<number> = scores.keys(),
): number {
  let [score, optimum] = [0, 0];
  for (const position of positions) {
    score += scores[position] ?? 0;
    optimum += optima[position] ?? 0;
  }
  return (100 * score) / optimum;
}
