import type { PlayedGroup } from './evaluate.ts';
import { OptimumStore } from './optimum-store.ts';
import type { PlayPool } from './play-pool.ts';
import type { PlayedTrace } from './play-trace.ts';
import type { PlayJob } from './play-worker.ts';
import { scaleOf, settingOf, type ScenarioPlan } from './scenario-plan.ts';
import type { ScoreScale } from './score.ts';
import type { SimSetting } from './simulate.ts';
import { stressSetting, type StressId } from './stress.ts';

/** What is played of a plan, and how. */
export interface ScenarioRun {
  readonly plan: ScenarioPlan;
  /** Its place among the plans that workers make of the same options. */
  readonly planIndex: number;
  readonly stress: StressId | null;
  readonly withLin: boolean;
}

/** So many optima may be lost where the command is stopped. */
const SAVE_EVERY = 20;

/**
 * Plays every trace by every rule. The optima are kept by this side alone, so that workers do not write over each
 * other's.
 */
export async function playScenario(
  pool: PlayPool,
  run: ScenarioRun,
  cacheDir: string,
): Promise<readonly PlayedGroup[]> {
  const { plan } = run;
  const book = new OptimumBook(run, new OptimumStore(`${cacheDir}/optima-${plan.id}.json`));
  const played: PlayedTrace[][] = plan.groups.map(() => []);
  const count = plan.groups.reduce((sum, { traces }) => sum + traces.length, 0);
  let done = 0;
  await pool.play(book.jobs(), (job, one) => {
    const row = played[job.group];
    if (row) row[job.trace] = one;
    book.keep(job, one);
    done += 1;
    if (done % SAVE_EVERY === 0) book.save();
    if (process.stderr.isTTY) process.stderr.write(`\r${plan.id}: ${done} of ${count} traces `);
  });
  book.save();
  if (process.stderr.isTTY) process.stderr.write('\n');
  return plan.groups.map(({ name }, index) => ({ name, traces: played[index] ?? [] }));
}

/** The optima of a scenario's traces: asked for with each job, kept with each result. */
class OptimumBook {
  readonly #run: ScenarioRun;
  readonly #store: OptimumStore;
  readonly #own: ScoreScale;
  readonly #lin: ScoreScale;

  constructor(run: ScenarioRun, store: OptimumStore) {
    this.#run = run;
    this.#store = store;
    this.#own = scaleOf(run.plan);
    this.#lin = scaleOf(run.plan, 'lin');
  }

  *jobs(): Generator<PlayJob> {
    const { plan, planIndex, stress, withLin } = this.#run;
    for (const [group, { traces }] of plan.groups.entries()) {
      for (const trace of traces.keys()) {
        const setting = this.#setting(group, trace);
        const optimum = this.#store.find(setting, this.#own);
        const linOptimum = withLin ? this.#store.find(setting, this.#lin) : null;
        yield { plan: planIndex, group, trace, stress, known: { optimum, linOptimum, withLin } };
      }
    }
  }

  keep({ group, trace, known }: PlayJob, { optimum, linOptimum }: PlayedTrace): void {
    if (known.optimum === null) this.#store.keep(this.#setting(group, trace), this.#own, optimum);
    if (known.linOptimum === null && linOptimum !== null)
      this.#store.keep(this.#setting(group, trace), this.#lin, linOptimum);
  }

  save(): void {
    this.#store.save();
  }

  #setting(groupIndex: number, traceIndex: number): SimSetting {
    const { plan, stress } = this.#run;
    const group = plan.groups[groupIndex];
    const trace = group?.traces[traceIndex];
    if (!group || !trace) throw new RangeError(`no trace ${traceIndex} of group ${groupIndex}`);
    return stressSetting(stress, settingOf(plan, group, trace));
  }
}
