import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScenarioFigures } from './evaluate.ts';

const ENTRY = join(import.meta.dirname, 'run.ts');
/** Each case starts processes: a second, or a minute on a machine that is busy. */
const SLOW_MS = 180_000;
const SEGMENTS = 12;
const KBPS = [300, 900, 2700];

let dir = '';

function sim(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--import', 'tsx', ENTRY, ...args], { encoding: 'utf8' });
}

/** Two groups of two traces, and a title of a scenario's name. */
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'kinora-sim-'));
  mkdirSync(join(dir, 'movies'));
  for (const [group, kbps] of [
    ['tram', 1200],
    ['home', 2500],
  ] as const) {
    const traces = [0.5, 1.5].map((share) => ({
      id: `${group}-${share}`,
      p: [
        [4000, kbps * share],
        [3000, kbps],
      ],
    }));
    writeFileSync(join(dir, `${group}.json`), JSON.stringify({ group, rtt_ms: 50, traces }));
  }
  const sizes = Array.from({ length: SEGMENTS }, (_, segment) =>
    KBPS.map((kbps) => kbps * 4000 * (1 + 0.3 * Math.sin(segment))),
  );
  const title = { segment_duration_ms: 4000, bitrates_kbps: KBPS, segment_sizes_bits: sizes };
  writeFileSync(join(dir, 'movies', 'netflix13-4s.json'), JSON.stringify(title));
});

afterAll(() => rmSync(dir, { recursive: true }));

describe('npm run sim', () => {
  test('plays a folder of traces, prints tables, and writes the figures', { timeout: SLOW_MS }, () => {
    const json = join(dir, 'figures.txt');
    const { status, stdout, stderr } = sim('--traces', dir, '--rules', 'kinora,throughput', '--json', json);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/\| kinora +\|/);
    const { vod, ...others } = JSON.parse(readFileSync(json, 'utf8')) as Record<string, ScenarioFigures>;
    expect(others).toEqual({});
    expect(Object.keys(vod ?? {})).toEqual(['kinora', 'throughput']);
    for (const { meanShare, avoidable, groups } of Object.values(vod ?? {})) {
      expect(meanShare).toBeLessThanOrEqual(100.5);
      expect(Object.keys(groups)).toEqual(['home', 'tram']);
      expect(avoidable).toMatchObject({ traces: 4 });
      for (const group of Object.values(groups)) {
        expect(group.share).toBeLessThanOrEqual(100.5);
        for (const figure of [
          group.bitrateKbps,
          group.stallRatio,
          group.stalledSessions,
          group.firstFrameSec,
        ])
          expect(figure).toBeGreaterThanOrEqual(0);
        for (const figure of [group.switchesPerMin, group.wastedMB, group.decisionMs.p99])
          expect(figure).toBeGreaterThanOrEqual(0);
        expect(group.interval[0]).toBeLessThanOrEqual(group.interval[1]);
      }
    }
    expect(vod?.['kinora']?.groups['tram']?.lead).toMatchObject({ rule: 'throughput' });
    expect(vod?.['throughput']?.groups['tram']).not.toHaveProperty('lead');
  });

  test('scores in Mbit/s, too, and plays under stress', { timeout: SLOW_MS }, () => {
    const json = join(dir, 'stressed.txt');
    const args = ['--traces', dir, '--rules', 'kinora', '--max', '1', '--lin', '--stress', 'blackout'];
    expect(sim(...args, '--json', json)).toMatchObject({ status: 0, stderr: '' });
    const { vod } = JSON.parse(readFileSync(json, 'utf8')) as Record<string, ScenarioFigures>;
    expect(vod?.['kinora']?.linShare).toBeLessThanOrEqual(100.5);
    expect(vod?.['kinora']?.groups['home']?.linShare).toBeLessThanOrEqual(100.5);
  });

  test.each([
    [['--traces', '/nowhere'], 'No folder of traces at /nowhere'],
    [['--scenario', 'tv'], 'No title netflix13-2s in'],
    [['--scenario', 'uhd'], 'uhd is for 5g-mmwave only'],
    [['--scenario', 'cinema'], 'There is no scenario cinema'],
  ])('%j ends with 2 and %j', { timeout: SLOW_MS }, (args, words) => {
    const { status, stderr } = sim('--traces', dir, ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
  });
});
