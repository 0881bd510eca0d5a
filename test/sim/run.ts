import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeCharts } from './charts.ts';
import { evaluate, type ScenarioFigures } from './evaluate.ts';
import { readOptions, type SimOptions } from './options.ts';
import { PlayPool } from './play-pool.ts';
import { playScenario } from './play-scenario.ts';
import { formatScenario, updateReport } from './report.ts';
import { planScenarios, type ScenarioPlan } from './scenario-plan.ts';
import type { ScenarioReport } from './scenario-report.ts';
import type { StressId } from './stress.ts';

const ROOT = join(import.meta.dirname, '../..');

async function runSim(options: SimOptions): Promise<void> {
  const { plans, passedOver } = planOrExit(options);
  for (const words of passedOver) console.error(`passed over: ${words}`);
  const pool = new PlayPool(options);
  const reports: ScenarioReport[] = [];
  try {
    for (const [index, plan] of plans.entries()) {
      const report = await reportScenario(pool, plan, index, options);
      reports.push(report);
      console.log(`\n${formatScenario(report)}`);
    }
  } finally {
    pool.close();
  }
  if (options.json !== null) {
    const byScenario = Object.fromEntries(reports.map(({ plan, figures }) => [plan.id, figures]));
    await writeFile(options.json, `${JSON.stringify(byScenario, null, 1)}\n`);
  }
  if (options.doesWrite) {
    await writeCharts(join(ROOT, 'docs/abr'), reports);
    await updateReport(join(ROOT, 'docs/abr.md'), reports);
  }
}

/** Plays a scenario; under stress without it, too, to tell what is lost. */
async function reportScenario(
  pool: PlayPool,
  plan: ScenarioPlan,
  planIndex: number,
  { stress, withLin }: SimOptions,
): Promise<ScenarioReport> {
  const play = async (under: StressId | null): Promise<ScenarioFigures> =>
    evaluate(await playScenario(pool, { plan, planIndex, stress: under, withLin }, join(ROOT, '.cache/sim')));
  const calm = stress === null ? null : await play(null);
  return { plan, stress, calm, figures: await play(stress) };
}

/** Ends the process with a message where traces or titles are not there, or cannot be read. */
function planOrExit(options: SimOptions): ReturnType<typeof planScenarios> {
  try {
    return planScenarios(options);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(2);
  }
}

await runSim(readOptions(process.argv.slice(2)));
