import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { kinora } from './rules/kinora.ts';
import { RULES } from './rules/index.ts';
import type { Rule } from './rule.ts';
import { SCENARIOS, type ScenarioId } from './scenarios.ts';
import { STRESSES, type StressId } from './stress.ts';
import { tracesDir } from './traces-dir.ts';

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
  /** Score in Mbit/s, too: takes optima of its own. */
  readonly withLin: boolean;
  readonly json: string | null;
  readonly doesWrite: boolean;
}

const USAGE = `npm run sim -- [--scenario a,b] [--traces DIR] [--movies DIR] [--rules a,b] [--max N] [--stress WORD] [--lin] [--json FILE] [--write]
  --scenario of ${Object.keys(SCENARIOS).join(', ')}, or all; default vod
  --traces   folder of groups of traces; default ../shared/traces beside the project
  --movies   folder of titles; default movies in the folder of traces
  --rules    of ${Object.keys(ALL_RULES).join(', ')}
  --max      so many traces of each group, evenly spread
  --stress   of ${Object.keys(STRESSES).join(', ')}
  --lin      also score in Mbit/s (linShare), which takes twice the time
  --json     write the figures
  --write    write the report into docs/abr.md`;

/** Reads the command line; ends the process with the usage where it is no good. */
export function readOptions(args: readonly string[]): SimOptions {
  try {
    return parse(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
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
      stress: { type: 'string' },
      json: { type: 'string' },
      lin: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const isAll = values.scenario === 'all';
  const traces = tracesDir(values.traces);
  return {
    scenarios: isAll
      ? (Object.keys(SCENARIOS) as ScenarioId[])
      : list('scenario', values.scenario, SCENARIOS),
    isAll,
    tracesDir: traces,
    moviesDir: values.movies === undefined ? join(traces, 'movies') : resolve(values.movies),
    rules: values.rules === undefined ? null : list('rule', values.rules, ALL_RULES),
    max: values.max === undefined ? Infinity : count(values.max),
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

function oneOf<Word extends string>(
  noun: string,
  word: string,
  known: Readonly<Record<Word, unknown>>,
): Word {
  if (!Object.hasOwn(known, word)) throw new Error(`There is no ${noun} ${word}.`);
  return word as Word;
}

function count(word: string): number {
  const traces = Number(word);
  if (!Number.isInteger(traces) || traces < 1)
    throw new Error(`--max takes a whole number from 1 on, not ${word}.`);
  return traces;
}
