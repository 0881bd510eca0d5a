import type { Planner } from '../abr/planner.ts';
import type { Clock } from '../core/clock.ts';
import { loadCode } from '../core/load-code.ts';
import type { Logger } from '../core/logger.ts';

/** What could not be had is not asked for again before, milliseconds: a transfer is looked at several times a second. */
const RETRY_AFTER_MS = 5000;

type LoadPlanner = () => Promise<{ readonly Planner: new () => Planner }>;

/** The planner of one player, whose code comes behind the first picture. One for all its loads: they share its tables. */
export class PlannerCode {
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #load: LoadPlanner;
  #planner: Planner | null = null;
  /** When it may be asked for, on the clock; Infinity while it is on its way. */
  #nextMs = -Infinity;
  #isFailureTold = false;

  constructor(log: Logger, clock: Clock, load: LoadPlanner = () => import('../abr/planner.ts')) {
    this.#log = log;
    this.#clock = clock;
    this.#load = load;
  }

  /** Null until its code is here. */
  get planner(): Planner | null {
    return this.#planner;
  }

  /** Asks for the code, unless it is here or on its way. What fails is told once, and tried again by a later call. */
  fetch(): void {
    if (this.#planner || this.#clock.nowMs() < this.#nextMs) return;
    this.#nextMs = Infinity;
    loadCode('planning ahead', this.#load).then(
      ({ Planner }) => {
        this.#planner = new Planner();
      },
      (error: unknown) => {
        this.#nextMs = this.#clock.nowMs() + RETRY_AFTER_MS;
        if (this.#isFailureTold) return;
        this.#isFailureTold = true;
        const meanwhile = 'qualities are chosen by throughput alone, and no slow segment is abandoned';
        this.#log('warn', `Until the code for planning ahead is here, ${meanwhile}.`, error);
      },
    );
  }
}
