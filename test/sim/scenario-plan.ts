import { loadGroups, loadScenarioTitle, thin, type TraceGroup } from './load-inputs.ts';
import type { LinkTrace } from './link-trace.ts';
import type { SimOptions } from './options.ts';
import { ALL_RULES } from './options.ts';
import type { Rule } from './rule.ts';
import { LIVE_RULES } from './rules/index.ts';
import { SCENARIOS, type Scenario, type ScenarioId } from './scenarios.ts';
import type { ScoreScale } from './score.ts';
import type { SimSetting } from './simulate.ts';
import { beginTitle, rungQualities, stallCost, type QualityScale, type SimTitle } from './title.ts';

/** A scenario with all that it takes. */
export interface ScenarioPlan {
  readonly id: ScenarioId;
  readonly scenario: Scenario;
  readonly title: SimTitle;
  readonly groups: readonly TraceGroup[];
  readonly rules: readonly Rule[];
  /** The mean rate of its trace is remembered by who remembers. */
  readonly withPrior: boolean;
}

/**
 * Reads traces and titles. `passedOver` says which scenarios cannot be played here, and why.
 * @throws Error where that is so of one that was asked for by its name, or of all
 */
export function planScenarios(options: SimOptions): {
  readonly plans: readonly ScenarioPlan[];
  readonly passedOver: readonly string[];
} {
  const groups = loadGroups(options.tracesDir).map((group) => thin(group, options.max));
  const plans: ScenarioPlan[] = [];
  const passedOver: string[] = [];
  for (const id of options.scenarios) {
    try {
      plans.push(planScenario(id, groups, options));
    } catch (error) {
      if (!options.isAll) throw error;
      passedOver.push(`${id}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (plans.length === 0) throw new Error(passedOver.join('\n'));
  return { plans, passedOver };
}

function planScenario(id: ScenarioId, all: readonly TraceGroup[], options: SimOptions): ScenarioPlan {
  const scenario: Scenario = SCENARIOS[id];
  const groups = all.filter(({ name }) => scenario.groups?.includes(name) ?? true);
  if (groups.length === 0)
    throw new Error(`${id} is for ${scenario.groups?.join() ?? ''} only: none in ${options.tracesDir}.`);
  return {
    id,
    scenario,
    title: beginTitle(loadScenarioTitle(options.moviesDir, scenario), options.seconds),
    groups,
    withPrior: options.withPrior,
    rules: Object.values(ALL_RULES).filter(({ name }) =>
      options.rules ? options.rules.includes(name) : id === 'live' || !LIVE_RULES.has(name),
    ),
  };
}

interface PlayedSetting extends Pick<ScenarioPlan, 'title' | 'scenario'> {
  /** Default false. */
  readonly withPrior?: boolean;
}

/** What counts in a scenario; `scale` overrides its own. */
export function scaleOf(
  { title, scenario }: PlayedSetting,
  scale: QualityScale = scenario.scale,
): ScoreScale {
  return { qualities: rungQualities(title, scale), stallCost: stallCost(title, scale) };
}

export function settingOf(plan: PlayedSetting, { rttSec }: TraceGroup, trace: LinkTrace): SimSetting {
  const { title, scenario } = plan;
  const { bufferMaxSec, isLive = false } = scenario;
  const priorBps = plan.withPrior ? trace.cycleBits / trace.cycleSec : null;
  return { title, trace, rttSec, bufferMaxSec, isLive, scale: scaleOf(plan), priorBps };
}
