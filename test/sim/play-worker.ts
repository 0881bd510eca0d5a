import type { SimOptions } from './options.ts';
import { playTrace, type KnownOptima, type PlayedTrace } from './play-trace.ts';
import { planScenarios, scaleOf, settingOf, type ScenarioPlan } from './scenario-plan.ts';
import type { StressId } from './stress.ts';

/** One trace of one group of one scenario, by their places in the plans that both sides make of the same options. */
export interface PlayJob {
  readonly plan: number;
  readonly group: number;
  readonly trace: number;
  readonly stress: StressId | null;
  readonly known: KnownOptima;
}

/** The first message is the options, each one after it a job. */
export type WorkerMessage = { readonly options: SimOptions } | { readonly job: PlayJob };

let plans: readonly ScenarioPlan[] = [];

function play({
  plan: planIndex,
  group: groupIndex,
  trace: traceIndex,
  stress,
  known,
}: PlayJob): PlayedTrace {
  const plan = plans[planIndex];
  const group = plan?.groups[groupIndex];
  const trace = group?.traces[traceIndex];
  if (!plan || !trace) throw new RangeError(`no trace ${traceIndex} of group ${groupIndex}`);
  const scales = { own: scaleOf(plan), lin: scaleOf(plan, 'lin') };
  return playTrace(settingOf(plan, group, trace), plan.rules, scales, stress, known);
}

process.on('message', (message: WorkerMessage) => {
  if ('job' in message) {
    process.send?.(play(message.job));
    return;
  }
  plans = planScenarios(message.options).plans;
});

// Nobody waits for a result where the command was stopped.
process.on('disconnect', () => process.exit());
