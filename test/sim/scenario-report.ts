import type { ScenarioFigures } from './evaluate.ts';
import type { ScenarioPlan } from './scenario-plan.ts';
import type { StressId } from './stress.ts';

/** What is told of one scenario. */
export interface ScenarioReport {
  readonly plan: Pick<ScenarioPlan, 'id' | 'scenario' | 'title' | 'groups'>;
  readonly figures: ScenarioFigures;
  readonly stress: StressId | null;
  /** The same without stress; null where there is none. */
  readonly calm: ScenarioFigures | null;
}
