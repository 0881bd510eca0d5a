import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LinkTrace } from './link-trace.ts';
import type { Scenario } from './scenarios.ts';
import { capTitle, joinSegments, type SimTitle } from './title.ts';

/** Traces of one kind of network. */
export interface TraceGroup {
  readonly name: string;
  readonly rttSec: number;
  readonly traces: readonly LinkTrace[];
}

/** A file of a folder of traces. */
export interface GroupFile {
  readonly group: string;
  readonly rtt_ms: number;
  /** `[[duration_ms, kbit_per_s], …]` */
  readonly traces: readonly { readonly id: string; readonly p: readonly (readonly [number, number])[] }[];
}

/** A file of a folder of titles. */
export interface MovieFile {
  readonly segment_duration_ms: number;
  readonly bitrates_kbps: readonly number[];
  readonly segment_sizes_bits: readonly (readonly number[])[];
}

/**
 * Reads every group of a folder: each `*.json` in it that holds traces.
 * @throws Error where there is no folder or no group in it
 */
export function loadGroups(dir: string): readonly TraceGroup[] {
  if (!existsSync(dir)) throw new Error(`No folder of traces at ${dir}: name one with --traces DIR.`);
  const groups = readdirSync(dir)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(dir, name), 'utf8')) as Partial<GroupFile>)
    .filter((file): file is GroupFile => Array.isArray(file.traces) && typeof file.group === 'string')
    .map(({ group, rtt_ms, traces }) => ({
      name: group,
      rttSec: rtt_ms / 1000,
      traces: traces.map(
        ({ id, p }) =>
          new LinkTrace(
            id,
            p.map(([ms, kbps]) => ({ durationSec: ms / 1000, bps: kbps * 1000 })),
          ),
      ),
    }));
  if (groups.length === 0)
    throw new Error(`No group of traces (a JSON file with "group" and "traces") in ${dir}.`);
  return groups;
}

/** Evenly spread over the group, so that a part stands for the whole. */
export function thin(group: TraceGroup, max: number): TraceGroup {
  const { length } = group.traces;
  if (length <= max) return group;
  return {
    ...group,
    traces: Array.from(
      { length: max },
      (_, index) => group.traces[Math.floor((index * length) / max)] as LinkTrace,
    ),
  };
}

export function loadTitle(dir: string, id: string): SimTitle {
  const path = join(dir, `${id}.json`);
  if (!existsSync(path)) throw new Error(`No title ${id} in ${dir}: name the folder with --movies DIR.`);
  const movie = JSON.parse(readFileSync(path, 'utf8')) as MovieFile;
  return {
    id,
    segmentSec: movie.segment_duration_ms / 1000,
    bitratesBps: movie.bitrates_kbps.map((kbps) => kbps * 1000),
    sizes: movie.segment_sizes_bits.map((sizes) => Float64Array.from(sizes)),
  };
}

/** The title of a scenario, in its segments and with its rungs. */
export function loadScenarioTitle(dir: string, { title, joined = 1, maxBps }: Scenario): SimTitle {
  return capTitle(joinSegments(loadTitle(dir, title), joined), maxBps);
}
