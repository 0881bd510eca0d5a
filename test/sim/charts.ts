import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScenarioReport } from './scenario-report.ts';
import { drawSession, recordSession } from './session-chart.ts';
import { drawShares } from './share-chart.ts';
import { ALL_RULES } from './options.ts';
import { settingOf } from './scenario-plan.ts';

export interface Chart {
  readonly file: string;
  readonly about: string;
  readonly draw: () => string;
}

/** One session is drawn: of this group, by these rules. */
const SESSION_GROUP = '3g-mobility';
const SESSION_RULES = ['kinora', 'dashjs5'];

/** The charts of a scenario, with the names of their files; none under stress. */
export function chartsOf({ plan, figures, stress }: ScenarioReport): readonly Chart[] {
  if (stress !== null) return [];
  const { id } = plan;
  const shares = {
    file: `share-${id}.svg`,
    about: `Share of the clairvoyant's score by group and rule, ${id}`,
    draw: () => drawShares(figures),
  };
  const group = plan.groups.find(({ name }) => name === SESSION_GROUP);
  const [trace] = group?.traces ?? [];
  if (!group || !trace) return [shares];
  const rules = SESSION_RULES.flatMap((name) => ALL_RULES[name] ?? []);
  const session = {
    file: `session-${id}.svg`,
    about: `Rung and buffer over a session of ${SESSION_GROUP} (trace ${trace.id}), ${id}`,
    draw: () =>
      drawSession(
        plan.title,
        trace,
        rules.map((rule) => recordSession(rule, settingOf(plan, group, trace))),
      ),
  };
  return [shares, session];
}

export async function writeCharts(dir: string, reports: readonly ScenarioReport[]): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const chart of reports.flatMap(chartsOf)) await writeFile(join(dir, chart.file), chart.draw());
}
