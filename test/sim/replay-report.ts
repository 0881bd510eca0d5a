import { mean } from './mean.ts';
import type { Scored } from './replay-session.ts';

/** One trace, by the simulator (more than once) and by the player. */
export interface ReplayedTrace {
  readonly id: string;
  /** Two or more. */
  readonly simulated: readonly Scored[];
  /** One for each time that it was played to its end; at least one. */
  readonly played: readonly Scored[];
}

export const REPORT_COLUMNS: readonly string[] = [
  ...['group', 'traces', 'sessions', 'score: simulated', 'played', 'difference %', 'standard error %'],
  ...['first frame s: simulated', 'played', 'stalled s: simulated', 'played', 'same rungs %'],
];

/** What both made of a group. */
export function reportRow(name: string, traces: readonly ReplayedTrace[]): readonly string[] {
  const both = (figure: (of: Scored) => number, digits: number): string[] =>
    (['simulated', 'played'] as const).map((side) =>
      meanOf(traces, (trace) => meanOf(trace[side], figure)).toFixed(digits),
    );
  return [
    name,
    String(traces.length),
    String(traces.reduce((sum, { played }) => sum + played.length, 0)),
    ...both(({ score }) => score, 1),
    differencePercent(traces).toFixed(1),
    standardErrorPercent(traces).toFixed(1),
    ...both(({ firstFrameSec }) => firstFrameSec, 2),
    ...both(({ stallSec }) => stallSec, 2),
    meanOf(traces, sameRungsPercent).toFixed(0),
  ];
}

/** Of the player's mean score from the simulator's, per cent of that. */
export function differencePercent(traces: readonly ReplayedTrace[]): number {
  const score = (side: 'simulated' | 'played'): number =>
    meanOf(traces, (trace) => meanOf(trace[side], scoreOf));
  return (100 * (score('played') - score('simulated'))) / Math.abs(score('simulated'));
}

/**
 * The standard error of that difference, if the player were nothing but the simulator with other timers: if the played sessions
 * differed from each other as the simulated ones do. Per cent of the simulator's mean score.
 */
export function standardErrorPercent(traces: readonly ReplayedTrace[]): number {
  const variances = traces.map(({ simulated, played }) => {
    const meanScore = meanOf(simulated, scoreOf);
    const squares = simulated.reduce((sum, { score }) => sum + (score - meanScore) ** 2, 0);
    return (squares / (simulated.length - 1)) * (1 / played.length + 1 / simulated.length);
  });
  const error = Math.sqrt(variances.reduce((sum, variance) => sum + variance, 0)) / traces.length;
  return (100 * error) / Math.abs(meanOf(traces, ({ simulated }) => meanOf(simulated, scoreOf)));
}

/** Of the segments that came in the rung of the first simulated session. */
function sameRungsPercent({ simulated: [first], played }: ReplayedTrace): number {
  const rungs = first?.rungs ?? [];
  return meanOf(played, (one) => {
    const same = rungs.filter((rung, segment) => one.rungs[segment] === rung);
    return (100 * same.length) / rungs.length;
  });
}

function scoreOf({ score }: Scored): number {
  return score;
}

function meanOf<T>(all: readonly T[], figure: (one: T) => number): number {
  return mean(all.map(figure));
}
