import type { Planner } from '../abr/planner.ts';
import type { Clock } from '../core/clock.ts';
import { LateCode } from '../core/late-code.ts';
import type { Logger } from '../core/logger.ts';

type LoadPlanner = () => Promise<{ readonly Planner: new () => Planner }>;

/** The planner of one player, whose code comes behind the first picture. One for all its loads: they share its tables. */
export class PlannerCode {
  readonly #clock: Clock;
  readonly #code: LateCode<Planner>;

  constructor(log: Logger, clock: Clock, load: LoadPlanner = () => import('../abr/planner.ts')) {
    this.#clock = clock;
    const meanwhile = 'qualities are chosen by throughput alone, and no slow segment is abandoned';
    this.#code = new LateCode(log, 'planning ahead', meanwhile, async () => new (await load()).Planner());
  }

  /** Null until its code is here. */
  get planner(): Planner | null {
    return this.#code.value;
  }

  /** Asks for the code, unless it is here or on its way. What fails is told once, and tried again by a later call. */
  fetch(): void {
    this.#code.fetch(this.#clock.nowMs());
  }
}
