import { parseArgs } from 'node:util';
import { oneOf, readOrExit, wholeFromOne } from '../command-line.ts';
import { SCENARIOS, type ScenarioId } from './scenarios.ts';
import { inputDirs } from './traces-dir.ts';

export interface ReplayOptions {
  readonly scenario: ScenarioId;
  readonly tracesDir: string;
  readonly moviesDir: string;
  /** Of the title, from its beginning. */
  readonly seconds: number;
  /** Traces of each group. */
  readonly max: number;
  /** So many times each in the player. */
  readonly runs: number;
  /** Sessions beside each other. */
  readonly atOnce: number;
  readonly json: string | null;
}

const USAGE = `npm run sim:replay -- [--scenario tv] [--traces DIR] [--movies DIR] [--seconds 90] [--max 5] [--runs 1] [--at-once 5] [--json FILE]
  --scenario of ${Object.keys(SCENARIOS).join(', ')}
  --traces   folder of groups of traces; default KINORA_TRACES, else ../shared/traces beside the project
  --movies   folder of titles; default movies in the folder of traces
  --seconds  so much of the title, from its beginning
  --max      so many traces of each group, evenly spread
  --runs     so many times each in the player
  --at-once  so many sessions beside each other
  --json     write the figures`;

/** Reads the command line; ends the process with the usage where it is no good. */
export function readReplayOptions(args: readonly string[]): ReplayOptions {
  return readOrExit(() => parseReplay(args), USAGE);
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
      runs: { type: 'string', default: '1' },
      'at-once': { type: 'string', default: '5' },
      json: { type: 'string' },
    },
  });
  return {
    scenario: oneOf('scenario', values.scenario, SCENARIOS),
    ...inputDirs(values),
    seconds: wholeFromOne('seconds', values.seconds),
    max: wholeFromOne('max', values.max),
    runs: wholeFromOne('runs', values.runs),
    atOnce: wholeFromOne('at-once', values['at-once']),
    json: values.json ?? null,
  };
}
