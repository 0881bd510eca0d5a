import { readFile, writeFile } from 'node:fs/promises';
import prettier from 'prettier';
import type { Interval } from './bootstrap.ts';
import { chartsOf } from './charts.ts';
import { meanOver, type GroupFigures, type RuleFigures, type ScenarioFigures } from './evaluate.ts';
import { markdownTable } from '../../tools/docs/markdown-table.ts';
import { kinora } from './rules/kinora.ts';
import type { ScenarioReport } from './scenario-report.ts';
import { SCENARIOS } from './scenarios.ts';
import { stallTable } from './stall-table.ts';
import { STRESSES, type StressId } from './stress.ts';

const BEGIN = '<!-- report -->';
const END = '<!-- end of report -->';

/**
 * Writes the scenarios of this run between the marks of a Markdown file; the sections of others stay as they are.
 * @throws Error where the file has no marks
 */
export async function updateReport(file: string, reports: readonly ScenarioReport[]): Promise<void> {
  const text = replaceSections(await readFile(file, 'utf8'), reports);
  const options = await prettier.resolveConfig(file);
  await writeFile(file, await prettier.format(text, { ...options, parser: 'markdown' }));
}

export function replaceSections(old: string, reports: readonly ScenarioReport[]): string {
  const [from, to] = [old.indexOf(BEGIN), old.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`No ${BEGIN} … ${END} to write the report between.`);
  const sections = new Map<string, string>();
  for (const [section, id = ''] of old
    .slice(from, to)
    .matchAll(/<!-- section (\S+) -->[^]*?<!-- end of \1 -->/g))
    sections.set(id, section);
  for (const report of reports) sections.set(reportId(report.plan.id, report.stress), formatSection(report));
  const ids = [null, ...(Object.keys(STRESSES) as StressId[])].flatMap((stress) =>
    Object.keys(SCENARIOS).map((id) => reportId(id, stress)),
  );
  const kept = ids.flatMap((id) => sections.get(id) ?? []);
  return [old.slice(0, from) + BEGIN, ...kept, old.slice(to)].join('\n\n');
}

/** Names a section. */
function reportId(scenario: string, stress: StressId | null): string {
  return stress === null ? scenario : `${scenario}-${stress}`;
}

function formatSection(report: ScenarioReport): string {
  const id = reportId(report.plan.id, report.stress);
  const charts = chartsOf(report).map(({ file, about }) => `![${about}](abr/${file})`);
  return [
    `<!-- section ${id} -->`,
    `### ${headingOf(report)}`,
    describeSetting(report),
    ...(report.stress === null ? [formatScenario(report), ...charts] : [shareTable(report)]),
    `<!-- end of ${id} -->`,
  ].join('\n\n');
}

function headingOf({ plan, stress }: ScenarioReport): string {
  return stress === null ? plan.id : `${plan.id}: ${STRESSES[stress]}`;
}

function describeSetting({ plan: { scenario, title, groups } }: ScenarioReport): string {
  const count = groups.reduce((sum, { traces }) => sum + traces.length, 0);
  const rates = [title.bitratesBps[0] ?? 0, title.bitratesBps.at(-1) ?? 0].map((bps) => bps / 1e6);
  const worth = scenario.scale === 'log' ? 'the logarithm of the rate' : 'Mbit/s';
  return (
    `${title.id}: ${title.bitratesBps.length} rungs from ${rates.join(' to ')} Mbit/s, ${title.sizes.length} segments of ` +
    `${title.segmentSec} s, at most ${scenario.bufferMaxSec} s of buffer; what counts is ${worth}. ` +
    `${count} traces (${groups.map(({ name, traces }) => `${name} ${traces.length}`).join(', ')}).`
  );
}

/** The tables of a scenario, as Markdown. */
export function formatScenario(report: ScenarioReport): string {
  const { figures } = report;
  const ours = figures[kinora.name];
  return [
    `**${headingOf(report)}**: share of the clairvoyant's score, per cent.`,
    shareTable(report),
    'Means over the groups:',
    meanTable(figures),
    ...stallTable(ranked(figures)),
    ...(ours ? ['Kinora by group, and its lead over the best other rule there:', ownTable(ours)] : []),
  ].join('\n\n');
}

/** The best first, ours before all. */
function ranked(figures: ScenarioFigures): readonly (readonly [string, RuleFigures])[] {
  const isOurs = (rule: string): number => (rule === kinora.name ? 1 : 0);
  return Object.entries(figures).sort(
    ([one, { meanShare }], [other, { meanShare: otherShare }]) =>
      isOurs(other) - isOurs(one) || otherShare - meanShare,
  );
}

function shareTable({ figures, calm }: ScenarioReport): string {
  const rows = ranked(figures);
  const names = Object.keys(rows[0]?.[1].groups ?? {});
  const cells = rows.map(([rule, { meanShare, groups }]) => [
    rule,
    meanShare.toFixed(1),
    ...(calm ? [((calm[rule]?.meanShare ?? NaN) - meanShare).toFixed(1)] : []),
    ...names.map((name) => groups[name]?.share.toFixed(1) ?? ''),
  ]);
  const others = Object.entries(figures).filter(([rule]) => rule !== kinora.name);
  const bestOf: Record<string, GroupFigures> = {};
  for (const name of names) {
    const inGroup = others.flatMap(([, { groups }]) => groups[name] ?? []);
    const [best] = inGroup.sort((one, other) => other.share - one.share);
    if (best) bestOf[name] = best;
  }
  if (others.length > 1)
    cells.push([
      'best other per group',
      meanOver(bestOf, ({ share }) => share).toFixed(1),
      ...(calm ? [''] : []),
      ...names.map((name) => bestOf[name]?.share.toFixed(1) ?? ''),
    ]);
  return markdownTable(['rule', 'mean', ...(calm ? ['lost'] : []), ...names], cells);
}

function meanTable(figures: ScenarioFigures): string {
  const hasLin = Object.values(figures).some(({ linShare }) => linShare !== undefined);
  const rows = ranked(figures).map(([rule, { linShare, groups }]) => [
    rule,
    ...(hasLin ? [linShare?.toFixed(1) ?? ''] : []),
    ...describe((figureOf) => meanOver(groups, figureOf)),
  ]);
  return markdownTable(['rule', ...(hasLin ? ['lin share'] : []), ...DESCRIBED], rows);
}

function ownTable({ groups }: RuleFigures): string {
  const rows = Object.entries(groups).map(([name, group]) => [
    name,
    `${group.share.toFixed(1)} ${formatInterval(group.interval)}`,
    ...(group.lead
      ? [group.lead.rule, `${signed(group.lead.points)} ${formatInterval(group.lead.interval)}`]
      : ['', '']),
    ...describe((figureOf) => figureOf(group)),
  ]);
  return markdownTable(['group', 'share', 'best other', 'lead', ...DESCRIBED], rows);
}

const DESCRIBED = [
  'kbit/s',
  'stalled %',
  'sessions with stalls %',
  'first frame s',
  'switches/min',
  'wasted MB',
  'decision ms (p99)',
];

function describe(read: (figureOf: (group: GroupFigures) => number) => number): readonly string[] {
  return [
    read(({ bitrateKbps }) => bitrateKbps).toFixed(0),
    (100 * read(({ stallRatio }) => stallRatio)).toFixed(2),
    (100 * read(({ stalledSessions }) => stalledSessions)).toFixed(0),
    read(({ firstFrameSec }) => firstFrameSec).toFixed(2),
    read(({ switchesPerMin }) => switchesPerMin).toFixed(1),
    read(({ wastedMB }) => wastedMB).toFixed(2),
    `${read(({ decisionMs }) => decisionMs.median).toFixed(3)} (${read(({ decisionMs }) => decisionMs.p99).toFixed(2)})`,
  ];
}

function formatInterval([low, high]: Interval): string {
  return `(${signed(low, '')} to ${signed(high, '')})`;
}

function signed(points: number, plus = '+'): string {
  return `${points < 0 ? '−' : plus}${Math.abs(points).toFixed(1)}`;
}
