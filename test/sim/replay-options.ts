import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SCENARIOS, type ScenarioId } from './scenarios.ts';
import { tracesDir } from './traces-dir.ts';

export interface ReplayOptions {
  readonly scenario: ScenarioId;
  readonly tracesDir: string;
  readonly moviesDir: string;
  /** Of the title, from its beginning. */
  readonly seconds: number;
  /** Traces of each group. */
  readonly max: number;
  /** Sessions beside each other. */
  readonly atOnce: number;
  readonly json: string | null;
}

const USAGE = `npm run sim:replay -- [--scenario tv] [--traces DIR] [--movies DIR] [--seconds 90] [--max 5] [--at-once 5] [--json FILE]
  --scenario of ${Object.keys(SCENARIOS).join(', ')}
  --traces   folder of groups of traces; default ../shared/traces beside the project
  --movies   folder of titles; default movies in the folder of traces
  --seconds  so much of the title, from its beginning
  --max      so many traces of each group, evenly spread
  --at-once  so many sessions beside each other
  --json     write the figures`;

/** Reads the command line; ends the process with the usage where it is no good. */
export function readReplayOptions(args: readonly string[]): ReplayOptions {
  try {
    return parseReplay(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

/** @throws Error that says which word is no good */
export function parseReplay(args: readonly string[]): ReplayOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenario: { type: 'string', default: 'tv' },
      traces: { type: 'string' },
      movies: { type: 'string' },
      seconds: { type: 'string', default: '90' },
      max: { type: 'string', default: '5' },
      'at-once': { type: 'string', default: '5' },
      json: { type: 'string' },
    },
  });
  const traces = tracesDir(values.traces);
  return {
    scenario: scenarioOf(values.scenario),
    tracesDir: traces,
    moviesDir: values.movies === undefined ? join(traces, 'movies') : resolve(values.movies),
    seconds: wholeFromOne('--seconds', values.seconds),
    max: wholeFromOne('--max', values.max),
    atOnce: wholeFromOne('--at-once', values['at-once']),
    json: values.json ?? null,
  };
}

function scenarioOf(word: string): ScenarioId {
  if (!Object.hasOwn(SCENARIOS, word)) throw new Error(`There is no scenario ${word}.`);
  return word as ScenarioId;
}

function wholeFromOne(option: string, word: string): number {
  const number = Number(word);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`${option} takes a whole number from 1 on, not ${word}.`);
  return number;
}
