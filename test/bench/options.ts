import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { oneOf, readOrExit, wholeFromOne } from '../command-line.ts';
import { ENTRIES, type BenchEntry } from './entries.ts';
import { PROFILES, type ProfileId } from './profiles.ts';
import { cpu } from './suites/cpu.ts';
import { memory } from './suites/memory.ts';
import { seek } from './suites/seek.ts';
import { size } from './suites/size.ts';
import { engines } from './suites/engines.ts';
import { protectedStart } from './suites/protected.ts';
import { startup } from './suites/startup.ts';
import { traces } from './suites/traces.ts';
import type { Suite } from './suites/suite.ts';
import { switching } from './suites/switch.ts';
import { zap } from './suites/zap.ts';

export const SUITES = {
  startup,
  engines,
  protected: protectedStart,
  seek,
  zap,
  switch: switching,
  cpu,
  memory,
  size,
  traces,
} as const satisfies Record<string, Suite>;
export type SuiteId = keyof typeof SUITES;
export const SUITE_IDS = Object.keys(SUITES) as SuiteId[];

/** A suite with all that is left open filled in. */
export interface SuitePlan {
  readonly id: SuiteId;
  readonly suite: Suite;
  readonly profiles: readonly ProfileId[];
  readonly runs: number;
  readonly entries: readonly BenchEntry[];
}

export interface BenchOptions {
  readonly plans: readonly SuitePlan[];
  /** Holds what tools/media builds. */
  readonly mediaDir: string;
  readonly json: string | undefined;
  /** Nothing was narrowed: what comes out may stand in the report. */
  readonly isWhole: boolean;
}

const USAGE = `npm run bench -- SUITE [--players a,b] [--profile p,q] [--runs N] [--json FILE] [--media DIR]
  SUITE     all, ${Object.keys(SUITES).join(', ')}
  --players of ${ENTRIES.map(({ id }) => id).join(', ')}
  --profile of ${Object.keys(PROFILES).join(', ')}`;

/** Reads the command line; ends the process with the usage where it is no good. */
export function readOptions(args: readonly string[], mediaDir: string): BenchOptions {
  return readOrExit(() => parse(args, mediaDir), USAGE);
}

/** @throws Error that says which word is not known */
export function parse(args: readonly string[], mediaDir: string): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      players: { type: 'string' },
      profile: { type: 'string' },
      runs: { type: 'string' },
      json: { type: 'string' },
      media: { type: 'string' },
    },
  });
  const [wanted, ...rest] = positionals;
  if (wanted === undefined || rest.length > 0) throw new Error('Name one suite.');
  const ids =
    wanted === 'all' ? SUITE_IDS.filter((id) => SUITES[id].inAll !== null) : [oneOf('suite', wanted, SUITES)];
  const players = list(values.players)?.map(entryOf);
  const profiles = list(values.profile)?.map((word) => oneOf('profile', word, PROFILES));
  const runs = values.runs === undefined ? undefined : wholeFromOne('runs', values.runs);
  const isAsked = (entry: BenchEntry): boolean => players?.includes(entry) ?? true;
  const plans = ids.map((id): SuitePlan => {
    const suite: Suite = SUITES[id];
    const usual = (wanted === 'all' ? suite.inAll : null) ?? suite;
    for (const profile of profiles ?? []) checkFit(id, profile);
    return {
      id,
      suite,
      profiles: profiles ?? usual.profiles ?? suite.profiles,
      runs: runs ?? usual.runs,
      entries: ENTRIES.filter(
        (entry) => isAsked(entry) && suite.isFor(entry) && !entry.unfitFor?.includes(id),
      ),
    };
  });
  return {
    plans,
    mediaDir: values.media === undefined ? mediaDir : resolve(values.media),
    json: values.json,
    isWhole: players === undefined && profiles === undefined,
  };
}

function list(value: string | undefined): readonly string[] | undefined {
  return value?.split(',').filter((word) => word !== '');
}

function entryOf(word: string): BenchEntry {
  const entry = ENTRIES.find(({ id }) => id === word);
  if (!entry) throw new Error(`There is no player ${word}.`);
  return entry;
}

/** Recorded networks are for the suite of them alone, and it is for no others. */
function checkFit(suite: SuiteId, profile: ProfileId): void {
  if ('traceGroup' in PROFILES[profile] === (suite === 'traces')) return;
  const fit = SUITES[suite].profiles.join(', ');
  throw new Error(`${suite} does not run on ${profile}, but as a rule on ${fit}.`);
}
