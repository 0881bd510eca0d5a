import { readFile, writeFile } from 'node:fs/promises';
import prettier from 'prettier';
import { markdownTable } from '../../tools/docs/markdown-table.ts';
import type { Figure, Figures, SuiteRecord } from './figures.ts';
import type { Goal } from './goals.ts';
import { SUITE_IDS, SUITES, type SuiteId } from './options.ts';
import { PROFILES, type Profile, type ProfileId } from './profiles.ts';
import type { Versions } from './versions.ts';

interface Measured {
  readonly versions: Versions;
  readonly date: string;
  readonly failures: readonly string[];
  readonly suites: Readonly<Record<string, SuiteRecord>>;
}

const HEAD = `# Benchmarks

What \`npm run bench\` last measured: Kinora beside its peers, in the same run, in the same Chromium, on the same media and
the same throttled network. Medians, with the least and the most in brackets; times in milliseconds. \`limit-…\` is a bare
page that knows beforehand what a player reads in the manifest: what this browser can do at the lowest rung, and
(\`-same\`) at the rung that Kinora's first frame has. A cell is empty where a player cannot do what is measured;
who fails twice is left out of the runs that follow, and named below its table. The pages that Chromium 156 loads for its own
address bar are off (\`playwright.config.ts\`), since they took more of the processors than any start.

To repeat it: \`npm ci && npm run bench -- all\` (some 40 minutes on two cores), or one suite: \`npm run bench -- startup\`.
The peers are installed by the bench into \`test/bench\`, at the versions named there. Compare columns of one table only:
another machine, or this one at another hour, gives other milliseconds.
`;

/** Writes the suites of this run into the report; the sections of other suites stay as they are. */
export async function updateReport(file: string, measured: Measured, goals: readonly Goal[]): Promise<void> {
  const old = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
  const sections = SUITE_IDS.map((id) => {
    const record = measured.suites[id];
    if (record) return section(id, record, measured, goals);
    return sectionPattern(id).exec(old)?.[0] ?? '';
  });
  const text = [HEAD, ...sections.filter((part) => part !== '')].join('\n');
  const options = await prettier.resolveConfig(file);
  await writeFile(file, await prettier.format(text, { ...options, parser: 'markdown' }));
}

const sectionPattern = (id: string): RegExp => new RegExp(`<!-- ${id} -->[^]*?<!-- end of ${id} -->\n`);

function section(
  id: SuiteId,
  record: SuiteRecord,
  { versions, date, failures }: Measured,
  goals: readonly Goal[],
): string {
  const { title, about } = SUITES[id];
  const players = Object.entries(versions.players).map(([name, version]) => `${name} ${version}`);
  const own = goals.filter(({ suite }) => suite === id);
  const missed = own.filter(({ isMet }) => !isMet);
  return [
    `<!-- ${id} -->\n`,
    `## ${title}\n`,
    `${about}\n`,
    `Measured ${date.slice(0, 10)} with ${players.join(', ')}; Chromium ${versions.chromium}, ${versions.processor}.\n`,
    ...Object.entries(record).flatMap(([profile, row]) => [
      `### ${title}: ${describeProfile(profile as ProfileId)}, ${describeRuns(row)}\n`,
      `${formatTable(row)}\n`,
    ]),
    own.length === 0 ? '' : `Goals: ${own.length - missed.length} of ${own.length} met.\n`,
    missed.map(({ text }) => `- missed: ${text}\n`).join(''),
    failures
      .filter((failure) => failure.startsWith(`${title}, `))
      .map((failure) => `- failed: ${failure}\n`)
      .join(''),
    `<!-- end of ${id} -->\n`,
  ].join('\n');
}

/** Of most metrics; some are not measured in every run. */
function describeRuns(row: Readonly<Record<string, Figures>>): string {
  const runs = Math.max(
    0,
    ...Object.values(row).flatMap((figures) => Object.values(figures).map((of) => of.runs)),
  );
  return runs === 1 ? 'one run' : `${runs} runs`;
}

function describeProfile(id: ProfileId): string {
  const { downMbps, roundTripMs, cpuSlowdown, traceGroup }: Profile = PROFILES[id];
  const slowdown = cpuSlowdown > 1 ? `, CPU ${cpuSlowdown}x slower` : '';
  const rate = downMbps === null ? `a recording of ${traceGroup}` : `${downMbps} Mbit/s`;
  return `${id} (${rate}, ${roundTripMs} ms${slowdown})`;
}

/** A Markdown table: a row a player, a column a metric. */
export function formatTable(row: Readonly<Record<string, Figures>>): string {
  const metrics = [...new Set(Object.values(row).flatMap((figures) => Object.keys(figures)))];
  const lines = Object.entries(row).map(([player, figures]) => [
    player,
    ...metrics.map((metric) => cell(figures[metric])),
  ]);
  return markdownTable(['', ...metrics], lines);
}

function cell(figure: Figure | undefined): string {
  if (!figure) return '';
  const { median, min, max } = figure;
  return min === max ? show(median) : `${show(median)} (${show(min)}–${show(max)})`;
}

function show(value: number): string {
  if (Number.isInteger(value)) return value.toFixed(0);
  return value.toFixed(Math.abs(value) < 100 ? 1 : 0);
}
