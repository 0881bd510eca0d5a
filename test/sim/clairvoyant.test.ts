import { describe, expect, test } from 'vitest';
import { clairvoyantScore } from './clairvoyant.ts';
import type { TraceStep } from './link-trace.ts';
import { RULES } from './rules/index.ts';
import { scoreRun, type ScoreScale } from './score.ts';
import { simulate, type SimSetting } from './simulate.ts';
import { rungQualities, stallCost, type QualityScale, type SimTitle } from './title.ts';
import { toyRule, toySetting } from './toy-setting.ts';
import { usefulRungs } from './useful-rungs.ts';

/** Bins so narrow that hardly two states of a small case share one. */
const EXACT_BIN_SEC = 1e-4;
const SEGMENTS = 5;

interface Case {
  readonly setting: SimSetting;
  readonly scale: ScoreScale;
}

/** Reproducible: Park and Miller's generator. */
function randomFrom(seed: number): (least: number, most: number) => number {
  let state = seed * 7919 + 1;
  return (least, most) => {
    state = (state * 48_271) % 0x7f_ff_ff_ff;
    return least + (state / 0x7f_ff_ff_ff) * (most - least);
  };
}

function randomCase(seed: number): Case {
  const random = randomFrom(seed);
  const segmentSec = 2 + (seed % 3);
  const bitratesBps = [0.3e6, random(0.5e6, 1e6), random(1.2e6, 4e6)];
  const title: SimTitle = {
    id: `random ${seed}`,
    segmentSec,
    bitratesBps,
    sizes: Array.from({ length: SEGMENTS }, () =>
      Float64Array.from(bitratesBps, (bps) => bps * segmentSec * random(0.6, 1.6)),
    ),
  };
  const steps: readonly TraceStep[] = Array.from({ length: 4 }, () => ({
    durationSec: random(0.5, 4),
    bps: random(0, 1) < 0.2 ? 0 : random(0.1e6, 3e6),
  }));
  const awake = steps.some(({ bps }) => bps > 0) ? steps : [{ durationSec: 1, bps: 1e6 }];
  const scale: QualityScale = seed % 2 === 0 ? 'log' : 'lin';
  const counted = { qualities: rungQualities(title, scale), stallCost: stallCost(title, scale) };
  const more = {
    rttSec: random(0, 0.2),
    bufferMaxSec: segmentSec * (seed % 4 < 2 ? 1.5 : 20),
    scale: counted,
  };
  return { setting: toySetting(title, awake, more), scale: counted };
}

/** The best score of all ways to choose rungs, each one played. */
function exhaustive({ setting, scale }: Case): number {
  const rungs = setting.title.bitratesBps.length;
  let best = -Infinity;
  for (let code = 0; code < rungs ** SEGMENTS; code += 1) {
    const rule = toyRule(({ segment }) => ({ rung: Math.floor(code / rungs ** segment) % rungs }));
    best = Math.max(best, scoreRun(simulate(rule, setting), scale, usefulRungs(setting)));
  }
  return best;
}

/** Three legs, of which the last two are watched in the other order. */
function withSeeks({ setting, scale }: Case): Case {
  const legs = [
    { from: 0, to: 2 },
    { from: 4, to: 5 },
    { from: 2, to: 4 },
  ];
  return { setting: { ...setting, legs }, scale };
}

/** Pictures of 100, 200 and 300 pixels on an element that is small in the middle. */
function withResizes({ setting, scale }: Case): Case {
  const title = { ...setting.title, heights: [100, 200, 300] };
  return { setting: { ...setting, title, elementHeights: [300, 300, 150, 90, 300] }, scale };
}

const CASES = Array.from({ length: 30 }, (_, seed) => [
  [`random case ${seed}`, randomCase(seed)] as const,
  [`random case ${seed} with seeks`, withSeeks(randomCase(seed))] as const,
  [`random case ${seed} with resizes`, withResizes(randomCase(seed))] as const,
]).flat();

describe.each(CASES)('the clairvoyant, %s', (_, one) => {
  test('is as good as the best of all ways', () => {
    expect(clairvoyantScore(one.setting, one.scale, EXACT_BIN_SEC)).toBeCloseTo(exhaustive(one), 6);
  });

  test('is beaten by no rule', () => {
    const score = clairvoyantScore(one.setting, one.scale, EXACT_BIN_SEC) + 1e-9;
    const better = Object.values(RULES).filter(
      (rule) => scoreRun(simulate(rule, one.setting), one.scale, usefulRungs(one.setting)) > score,
    );
    expect(better.map(({ name }) => name)).toEqual([]);
  });
});
