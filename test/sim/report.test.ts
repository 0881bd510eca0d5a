import { describe, expect, test } from 'vitest';
import { chartsOf } from './charts.ts';
import type { GroupFigures, ScenarioFigures } from './evaluate.ts';
import { LinkTrace } from './link-trace.ts';
import { formatScenario, replaceSections } from './report.ts';
import type { ScenarioReport } from './scenario-report.ts';
import { SCENARIOS, type ScenarioId } from './scenarios.ts';
import { toyTitle } from './toy-setting.ts';

function figures(share: number, more: Partial<GroupFigures> = {}): GroupFigures {
  return {
    share,
    bitrateKbps: 1234,
    stallRatio: 0.01,
    stalledSessions: 0.25,
    firstFrameSec: 0.5,
    switchesPerMin: 2,
    wastedMB: 0,
    decisionMs: { median: 0.1, p99: 1 },
    interval: [share - 1, share + 1],
    ...more,
  };
}

const lead = { rule: 'soda', points: 2, interval: [-0.5, 4] } as const;
const scenario: ScenarioFigures = {
  soda: { meanShare: 80, groups: { tram: figures(88), '3g-mobility': figures(72) } },
  kinora: { meanShare: 82, groups: { tram: figures(90, { lead }), '3g-mobility': figures(74) } },
  vhs: { meanShare: 81, groups: { tram: figures(81), '3g-mobility': figures(81) } },
};

const calmer: ScenarioFigures = { kinora: { meanShare: 85.5, groups: {} } };

function report(id: ScenarioId, stress: ScenarioReport['stress'] = null): ScenarioReport {
  const traces = [new LinkTrace('one', [{ durationSec: 10, bps: 2e6 }])];
  const groups = ['tram', '3g-mobility'].map((name) => ({ name, rttSec: 0.1, traces }));
  const title = toyTitle([1e6, 4e6], 20, 4);
  return {
    plan: { id, scenario: SCENARIOS[id], title, groups },
    figures: scenario,
    stress,
    calm: stress && scenario,
  };
}

const cellsOf = (text: string, rule: string): readonly string[] =>
  (new RegExp(`^\\| ${rule} .*`, 'm').exec(text)?.[0] ?? '').split('|').map((cell) => cell.trim());

describe('the report', () => {
  const text = formatScenario(report('vod'));

  test('puts ours first, then the best', () => {
    const order = [...text.matchAll(/^\| (kinora|soda|vhs) /gm)].map(([, rule]) => rule);
    expect(order.slice(0, 3)).toEqual(['kinora', 'vhs', 'soda']);
  });

  test('has the shares, and what the best of the others is in each group', () => {
    expect(cellsOf(text, 'kinora').slice(2, 5)).toEqual(['82.0', '90.0', '74.0']);
    expect(cellsOf(text, 'best other per group').slice(2, 5)).toEqual(['84.5', '88.0', '81.0']);
  });

  test('has our lead with its interval', () => {
    expect(cellsOf(text, 'tram').slice(2, 5)).toEqual(['90.0 (89.0 to 91.0)', 'soda', '+2.0 (−0.5 to 4.0)']);
  });

  test('has the stalls that none needs, of the groups that have such sessions, and nothing where none has', () => {
    expect(text).not.toContain('Stalls where none is needed');
    const avoidable = { traces: 8, stallRatio: 0.0012, stalledSessions: 0.25 };
    const none = { traces: 8, stallRatio: 0, stalledSessions: 0 };
    const stalled: ScenarioFigures = {
      kinora: { meanShare: 2, avoidable, groups: { tram: figures(1, { avoidable }), home: figures(1) } },
      vhs: {
        meanShare: 1,
        avoidable: none,
        groups: { tram: figures(1, { avoidable: none }), home: figures(1) },
      },
    };
    const written = formatScenario({ ...report('vod'), figures: stalled });
    const table = written.slice(written.indexOf('Stalls where none is needed'), written.indexOf('Kinora by'));
    expect(table).toContain('of the 8 that a player of the smallest segments plays without (tram 8).');
    expect(cellsOf(table, 'rule').slice(1, -1)).toEqual(['rule', 'all', 'tram']);
    expect(cellsOf(table, 'kinora').slice(2, -1)).toEqual(['0.120, 2', '0.120, 2']);
    expect(cellsOf(table, 'vhs').slice(2, -1)).toEqual(['0', '0']);
  });

  test('says what stress costs', () => {
    const stressed = formatScenario({ ...report('vod', 'rtt3'), calm: calmer });
    expect(cellsOf(stressed, 'kinora').slice(2, 5)).toEqual(['82.0', '3.5', '90.0']);
  });

  test('replaces the sections of its scenarios, and keeps the others in order', () => {
    const empty = 'before\n\n<!-- report -->\n<!-- end of report -->\n\nafter\n';
    const both = replaceSections(replaceSections(empty, [report('tv')]), [report('vod')]);
    const more = replaceSections(both, [report('tv'), report('vod', 'rtt3')]);
    const ids = [...more.matchAll(/<!-- section (\S+) -->/g)].map(([, id]) => id);
    expect(ids).toEqual(['vod', 'tv', 'vod-rtt3']);
    expect(more.startsWith('before\n') && more.endsWith('after\n')).toBe(true);
    expect(replaceSections(more, [])).toBe(more);
  });

  test('needs the marks', () => {
    expect(() => replaceSections('nothing', [])).toThrow('<!-- report -->');
  });
});

describe('the charts', () => {
  test('are of shares, and of one session where there is such a group', () => {
    expect(chartsOf(report('vod')).map(({ file }) => file)).toEqual(['share-vod.svg', 'session-vod.svg']);
    expect(chartsOf(report('vod', 'cpu20'))).toEqual([]);
  });

  test('draw every rule of every group, and every segment, at finite places', () => {
    const [shares = '', session = ''] = chartsOf(report('vod')).map(({ draw }) => draw());
    expect(shares.match(/<circle/g)).toHaveLength(6);
    expect(session.match(/<polyline/g)).toHaveLength(4);
    for (const svg of [shares, session]) expect(svg).not.toMatch(/NaN|Infinity/);
  });
});
