import { parseArgs } from 'node:util';
import { oneOf, readOrExit, wholeFromOne } from '../command-line.ts';
import { kinora } from './rules/kinora.ts';
import { RULES } from './rules/index.ts';
import type { Rule } from './rule.ts';
import { SCENARIOS, type ScenarioId } from './scenarios.ts';
import { STRESSES, type StressId } from './stress.ts';
import { inputDirs } from './traces-dir.ts';

/** The well-known rules and the shipped controller. */
export const ALL_RULES: Readonly<Record<string, Rule>> = { [kinora.name]: kinora, ...RULES };

/** Plain data: workers are given it, too. */
export interface SimOptions {
  readonly scenarios: readonly ScenarioId[];
  /** A scenario that this folder of traces or titles cannot serve is passed over. */
  readonly isAll: boolean;
  readonly tracesDir: string;
  readonly moviesDir: string;
  /** Null: those that are meant for the scenario. */
  readonly rules: readonly string[] | null;
  /** Traces of each group. */
  readonly max: number;
  readonly stress: StressId | null;
  /** Of the title, from its beginning. */
  readonly seconds: number;
  /** Kinora remembers the trace's mean rate, as from a session a moment before. */
  readonly withPrior: boolean;
  /** Score in Mbit/s, too: takes optima of its own. */
  readonly withLin: boolean;
  readonly json: string | null;
  readonly doesWrite: boolean;
}

const USAGE = `npm run sim -- [--scenario a,b] [--traces DIR] [--movies DIR] [--rules a,b] [--max N] [--seconds N] [--prior] [--stress WORD] [--lin] [--json FILE] [--write]
  --scenario of ${Object.keys(SCENARIOS).join(', ')}, or all; default vod
  --traces   folder of groups of traces; default KINORA_TRACES, else ../shared/traces beside the project
  --movies   folder of titles; default movies in the folder of traces
  --rules    of ${Object.keys(ALL_RULES).join(', ')}
  --max      so many traces of each group, evenly spread
  --seconds  so much of the title, from its beginning
  --prior    kinora remembers the mean rate of the trace
  --stress   of ${Object.keys(STRESSES).join(', ')}
  --lin      also score in Mbit/s (linShare), which takes twice the time
  --json     write the figures
  --write    write the report into docs/abr.md`;

/** Reads the command line; ends the process with the usage where it is no good. */
export function readOptions(args: readonly string[]): SimOptions {
  return readOrExit(() => parse(args), USAGE);
}

/** @throws Error that says which word is not known */
export function parse(args: readonly string[]): SimOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenario: { type: 'string', default: 'vod' },
      traces: { type: 'string' },
      movies: { type: 'string' },
      rules: { type: 'string' },
      max: { type: 'string' },
      seconds: { type: 'string' },
      prior: { type: 'boolean', default: false },
      stress: { type: 'string' },
      json: { type: 'string' },
      lin: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const isAll = values.scenario === 'all';
  const isPart = values.seconds !== undefined || values.prior;
  if (values.write && isPart)
    throw new Error('--write reports whole titles that start with nothing remembered.');
  return {
    scenarios: isAll
      ? (Object.keys(SCENARIOS) as ScenarioId[])
      : list('scenario', values.scenario, SCENARIOS),
    isAll,
    ...inputDirs(values),
    rules: values.rules === undefined ? null : list('rule', values.rules, ALL_RULES),
    max: count('max', values.max),
    seconds: count('seconds', values.seconds),
    withPrior: values.prior,
    stress: values.stress === undefined ? null : oneOf('stress', values.stress, STRESSES),
    withLin: values.lin,
    json: values.json ?? null,
    doesWrite: values.write,
  };
}

function list<Word extends string>(
  noun: string,
  value: string,
  known: Readonly<Record<Word, unknown>>,
): readonly Word[] {
  const words = value.split(',').filter((word) => word !== '');
  if (words.length === 0) throw new Error(`Name a ${noun}.`);
  return [...new Set(words.map((word) => oneOf(noun, word, known)))];
}

/** Infinity where it is not said. */
function count(name: string, word: string | undefined): number {
  return word === undefined ? Infinity : wholeFromOne(name, word);
}
