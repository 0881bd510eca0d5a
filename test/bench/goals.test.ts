import { describe, expect, it } from 'vitest';
import type { Figures, SuiteRecord } from './figures.ts';
import { judgeGoals } from './goals.ts';

const row = (figures: Readonly<Record<string, Readonly<Record<string, number>>>>): Record<string, Figures> =>
  Object.fromEntries(
    Object.entries(figures).map(([player, metrics]) => [
      player,
      Object.fromEntries(
        Object.entries(metrics).map(([name, value]) => [
          name,
          { median: value, min: value, max: value, runs: 1 },
        ]),
      ),
    ]),
  );
const judge = (suite: string, profile: string, record: SuiteRecord[string]): readonly string[] =>
  judgeGoals({ [suite]: { [profile]: record } }).map(
    ({ isMet, text }) => `${isMet ? 'met' : 'missed'} ${text}`,
  );

describe('the goals', () => {
  it('of the start are ratios to the best peer, of any protocol and of the same, and to the limit', () => {
    const judged = judge(
      'startup',
      'cable',
      row({
        'kinora-dash': { coldMs: 300 },
        'kinora-hls': { coldMs: 390 },
        'rx-player': { coldMs: 500 },
        hlsjs: { coldMs: 800 },
        'limit-dash': { coldMs: 100 },
        'limit-dash-same': { coldMs: 180 },
      }),
    );
    expect(judged).toEqual([
      'met cable: kinora-dash coldMs 300 / rx-player 500 = 0.60 of 0.6',
      'missed cable: kinora-hls coldMs 390 / rx-player 500 = 0.78 of 0.6',
      'met cable: kinora-hls coldMs 390 / hlsjs 800 = 0.49 of 0.6',
      'missed cable: kinora-dash coldMs 300 / limit-dash-same 180 = 1.67 of 1.5',
    ]);
  });

  it('ask for no worse a picture than the fastest peer at first and than every peer at ten seconds', () => {
    const judged = judge(
      'startup',
      'fibre',
      row({
        'kinora-dash': { coldMs: 10, firstFrameHeight: 360, heightAt10s: 720 },
        'rx-player': { coldMs: 20, firstFrameHeight: 240, heightAt10s: 480 },
        spf: { coldMs: 90, firstFrameHeight: 1080, heightAt10s: 1080 },
      }),
    );
    expect(judged).toContain('met fibre: kinora-dash firstFrameHeight 360, rx-player 240');
    expect(judged).toContain('missed fibre: kinora-dash heightAt10s 720, spf 1080');
  });

  it('of a protected title are those of its start and of a zap', () => {
    const judged = judge(
      'protected',
      'cable',
      row({
        'kinora-dash': { coldMs: 350, preloadedMs: 30, plainMs: 140 },
        'kinora-via-shaka-dash': { coldMs: 700, preloadedMs: 50, plainMs: 260 },
        'shaka-dash': { coldMs: 700, preloadedMs: 30, plainMs: 250 },
      }),
    );
    expect(judged).toEqual([
      'met cable: kinora-dash coldMs 350 / shaka-dash 700 = 0.50 of 0.6',
      'missed cable: kinora-dash preloadedMs 30 / shaka-dash 30 = 1.00 of 0.5',
      'met cable: kinora-dash preloadedMs 30 of 120 ms',
    ]);
  });

  it('of a zap with preload are a time and a ratio, where a peer can preload', () => {
    const figures = { 'kinora-dash': { preloadedMs: 100 }, 'shaka-dash': { preloadedMs: 150 } };
    expect(judge('zap', 'cable', row(figures))).toEqual([
      'missed cable: kinora-dash preloadedMs 100 / shaka-dash 150 = 0.67 of 0.5',
      'met cable: kinora-dash preloadedMs 100 of 120 ms',
    ]);
    expect(judge('zap', 'fibre', row({ 'kinora-hls': { preloadedMs: 900 } }))).toEqual([]);
  });

  it('of the heap are a ratio to the leanest peer and what a load may leave, with machine code and without', () => {
    const figures = {
      'kinora-dash': { heapMB: 2, growthPerLoadKB: 28, leakPerLoadKB: 0.1 },
      hlsjs: { heapMB: 4.2, growthPerLoadKB: 15, leakPerLoadKB: 1 },
      'hlsjs-light': { heapMB: 3, growthPerLoadKB: 10, leakPerLoadKB: 1 },
    };
    expect(judge('memory', 'fibre', row(figures))).toEqual([
      'met fibre: kinora-dash heapMB 2.0 / hlsjs-light 3.0 = 0.67 of 0.7',
      'missed fibre: kinora-dash growthPerLoadKB 28 of 10 kB',
      'met fibre: kinora-dash leakPerLoadKB 0.1 of 2 kB',
    ]);
  });

  it('pass over what was not measured', () => {
    expect(judge('cpu', 'cable', row({ 'kinora-dash': {} }))).toEqual([]);
  });
});
