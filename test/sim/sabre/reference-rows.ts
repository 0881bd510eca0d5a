import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTitle } from '../load-inputs.ts';
import type { Rule } from '../rule.ts';
import { bolaEnhancedRule } from '../rules/bola-e.ts';
import { bolaRule } from '../rules/bola-o.ts';
import { dynamicRule } from '../rules/dynamic.ts';
import { SAFE_SHARE, throughputRule } from '../rules/throughput.ts';
import { dynamicDashRule } from './dynamic-dash.ts';
import { SabreLink, type SabreStep } from './sabre-link.ts';
import type { SabreReport, SabreSetting } from './sabre-session.ts';

/** A session that sabre was run on, and what it printed. */
export interface ReferenceRow {
  readonly name: string;
  readonly algorithm: string;
  readonly rule: Rule;
  readonly setting: SabreSetting;
  readonly expected: SabreReport;
}

interface Printed {
  readonly 'time average played bitrate': number;
  readonly 'rebuffer ratio': number;
  readonly 'time average bitrate change': number;
  readonly 'time average played utility': number;
  readonly 'total play time': number;
}

interface ReferenceFile {
  readonly example: Readonly<Record<string, { readonly cmd: string; readonly result: Printed }>>;
  readonly suites: Readonly<
    Record<
      string,
      { readonly cmd: string; readonly algs: Readonly<Record<string, { readonly args: string }>> }
    >
  >;
  readonly per_trace: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Printed>>>>>>;
}

/** sabre's movies, by the names in its commands, as the folder of movies has them. */
const MOVIES: Readonly<Record<string, string>> = {
  'bbb.json': 'bbb-10x3s',
  'bbb4k.json': 'bbb4k-6x3s',
  'example/movie.json': 'bbb-10x3s',
};

/** Buffer of a command that names none. Seconds. */
const DEFAULT_BUFFER_SEC = 25;

/** Every row of the reference that single sessions stand behind; means over suites need traces that are not there. */
export function readReferenceRows(tracesDir: string): readonly ReferenceRow[] {
  const reference = join(tracesDir, 'reference');
  const file = readJson(join(reference, 'sabre-expected.json')) as ReferenceFile;
  const settingOf = settingReader(tracesDir);
  const examples = Object.entries(file.example).map(([algorithm, { cmd, result }]) => ({
    name: `example ${algorithm}`,
    algorithm,
    rule: ruleOf(cmd.split(' ')),
    setting: settingOf(cmd, 'sabre-network.json'),
    expected: reportOf(result),
  }));
  const rows = Object.entries(file.per_trace).flatMap(([suite, traces]) =>
    Object.entries(traces).flatMap(([trace, algorithms]) =>
      Object.entries(algorithms).map(([algorithm, result]) => ({
        name: `${suite} ${trace} ${algorithm}`,
        algorithm,
        rule: ruleOf((file.suites[suite]?.algs[algorithm]?.args ?? '').split(' ')),
        setting: settingOf(file.suites[suite]?.cmd ?? '', trace),
        expected: reportOf(result),
      })),
    ),
  );
  return [...examples, ...rows];
}

function settingReader(tracesDir: string): (cmd: string, trace: string) => SabreSetting {
  return (cmd, trace) => {
    const words = cmd.split(' ');
    const steps = readJson(join(tracesDir, 'reference', trace)) as readonly SabreStep[];
    return {
      title: loadTitle(join(tracesDir, 'movies'), MOVIES[after(words, '-m') ?? ''] ?? 'unknown'),
      link: new SabreLink(trace, steps),
      bufferMaxSec: Number(after(words, '-b') ?? DEFAULT_BUFFER_SEC),
    };
  };
}

function ruleOf(args: readonly string[]): Rule {
  const isSteady = args.includes('-ao');
  const algorithm = after(args, '-a');
  switch (algorithm) {
    case 'throughput':
      return throughputRule(SAFE_SHARE);
    case 'bola':
      return bolaRule({ goal: 5, isSteady, isFinite: !args.includes('-ab') });
    case 'bolae':
      return bolaEnhancedRule({ isSteady, goal: args.includes('-noibr') ? 5 : 'stretched' });
    case 'dynamic':
      return dynamicRule({ goal: 5, isSteady, isFinite: !args.includes('-ab') });
    case 'dynamicdash':
      return dynamicDashRule({ isSteady, goal: 'stretched' });
    default:
      throw new RangeError(`sabre's ${algorithm ?? 'nothing'} is not here`);
  }
}

function after(words: readonly string[], flag: string): string | undefined {
  const position = words.indexOf(flag);
  return position === -1 ? undefined : words[position + 1];
}

function reportOf(printed: Printed): SabreReport {
  return {
    bitrateKbps: printed['time average played bitrate'],
    stallRatio: printed['rebuffer ratio'],
    changeKbps: printed['time average bitrate change'],
    utility: printed['time average played utility'],
    playSec: printed['total play time'],
  };
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
