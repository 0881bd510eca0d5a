import { describe, expect, test } from 'vitest';
import { evaluate, type PlayedGroup } from './evaluate.ts';
import type { SessionFigures } from './play-trace.ts';

function session(score: number, more: Partial<SessionFigures> = {}): SessionFigures {
  return {
    score,
    linScore: score / 2,
    bitrateKbps: 1000,
    stallSec: 0,
    contentSec: 60,
    firstFrameSec: 1,
    switches: 3,
    wastedMB: 0,
    decisionMs: [1, 2, 3],
    ...more,
  };
}

function group(name: string, scores: Readonly<Record<string, readonly number[]>>): PlayedGroup {
  const [first = []] = Object.values(scores);
  return {
    name,
    traces: first.map((_, trace) => ({
      optimum: 100,
      linOptimum: null,
      needsNoStall: true,
      sessions: Object.fromEntries(
        Object.entries(scores).map(([rule, of]) => [rule, session(of[trace] ?? 0)]),
      ),
    })),
  };
}

describe('figures of a scenario', () => {
  const played = [
    group('tram', { kinora: [90, 70], soda: [80, 70], vhs: [60, 60] }),
    group('home', { kinora: [99, 95], soda: [40, 40], vhs: [98, 98] }),
    group('5g-mmwave', { kinora: [100, 100], soda: [99, 99], vhs: [99, 99] }),
  ];

  test('are shares of the sum of optima, and their mean without what is trivial', () => {
    const { kinora, vhs } = evaluate(played);
    expect(kinora?.groups['tram']?.share).toBeCloseTo(80, 9);
    expect(kinora?.meanShare).toBeCloseTo((80 + 97) / 2, 9);
    expect(vhs?.meanShare).toBeCloseTo((60 + 98) / 2, 9);
    expect(kinora?.groups['tram']?.interval).toEqual([70, 90]);
  });

  test('count what is trivial where there is nothing else', () => {
    expect(evaluate(played.slice(2))['kinora']?.meanShare).toBeCloseTo(100, 9);
  });

  test('name the best other rule of each group, and our lead', () => {
    const groups = evaluate(played)['kinora']?.groups;
    expect(groups?.['tram']?.lead).toMatchObject({ rule: 'soda', points: expect.closeTo(5, 9) as number });
    expect(groups?.['home']?.lead).toMatchObject({ rule: 'vhs', points: expect.closeTo(-1, 9) as number });
    const [low, high] = groups?.['tram']?.lead?.interval ?? [];
    expect([low, high]).toEqual([0, 10]);
  });

  test('say nothing of a lead where there is nobody else', () => {
    const alone = evaluate([group('tram', { kinora: [90] })]);
    expect(alone['kinora']?.groups['tram']).not.toHaveProperty('lead');
  });

  test('have a share in Mbit/s only where every trace has such an optimum', () => {
    const [tram] = played;
    expect(evaluate(played)['kinora']).not.toHaveProperty('linShare');
    const lin = { name: 'tram', traces: tram!.traces.map((trace) => ({ ...trace, linOptimum: 50 })) };
    expect(evaluate([lin])['kinora']?.linShare).toBeCloseTo(80, 9);
  });

  test('tell avoidable stalls of each group, and of all as one', () => {
    const traces = [6, 0].map((stallSec) => ({
      optimum: 1,
      linOptimum: null,
      needsNoStall: true,
      sessions: { vhs: session(1, { stallSec }) },
    }));
    const needless = { name: 'tram', traces };
    const needful = { name: 'home', traces: traces.map((one) => ({ ...one, needsNoStall: false })) };
    const vhs = evaluate([needless, { ...needless, name: 'wifi' }, needful])['vhs'];
    const ratio = expect.closeTo(6 / 126, 9) as number;
    expect(vhs?.avoidable).toEqual({ traces: 4, stallRatio: ratio, stalledSessions: 0.5 });
    expect(vhs?.groups['tram']?.avoidable).toEqual({ traces: 2, stallRatio: ratio, stalledSessions: 0.5 });
    expect(vhs?.groups['home']).not.toHaveProperty('avoidable');
  });

  test('sum stalls over all time, and count sessions', () => {
    const sessions = [session(1, { stallSec: 6 }), session(1, { switches: 1, wastedMB: 4 })];
    const traces = sessions.map((one) => ({
      optimum: 1,
      linOptimum: null,
      needsNoStall: true,
      sessions: { vhs: one },
    }));
    expect(evaluate([{ name: 'tram', traces }])['vhs']?.groups['tram']).toMatchObject({
      stallRatio: expect.closeTo(6 / 126, 9) as number,
      stalledSessions: 0.5,
      switchesPerMin: expect.closeTo(2, 9) as number,
      wastedMB: 2,
      decisionMs: { median: 2, p99: 3 },
    });
  });
});
