import { describe, expect, test } from 'vitest';
import { clairvoyantScore } from './clairvoyant.ts';
import type { Controller, Moment, SegmentSample, SessionSetup } from './rule.ts';
import { simulate } from './simulate.ts';
import { stressRule, stressSetting, type StressId } from './stress.ts';
import { constant, toyRule, toySetting, toyTitle } from './toy-setting.ts';

const title = toyTitle([1e6, 2e6, 4e6], 100, 2);
const setting = toySetting(title, constant(8e6), { rttSec: 0.1, bufferMaxSec: 20 });
const highest = toyRule(() => ({ rung: 2 }));

function play(stress: StressId | null, rule = highest): ReturnType<typeof simulate> {
  return simulate(stressRule(stress, rule, setting), stressSetting(stress, setting));
}

/** A rule that keeps what it is told. */
function createCurious() {
  const told: SessionSetup[] = [];
  const samples: SegmentSample[] = [];
  const create = (setup: SessionSetup): Controller => {
    told.push(setup);
    return { choose: () => ({ rung: 1 }), finished: (sample) => void samples.push(sample) };
  };
  return { curious: { name: 'curious', create }, told, samples };
}

describe('stress', () => {
  test('none changes nothing', () => {
    expect(stressSetting(null, setting)).toBe(setting);
    expect(stressRule(null, highest, setting)).toBe(highest);
  });

  test('rtt3 makes every request wait three times as long', () => {
    expect(play('rtt3').firstFrameSec).toBeCloseTo(0.3 + 1, 9);
  });

  test('blackout puts gaps of 5 to 20 s into the trace, and takes nothing of what comes', () => {
    const { trace } = stressSetting('blackout', setting);
    const gaps = trace.steps.filter(({ bps }) => bps === 0).map(({ durationSec }) => durationSec);
    expect(gaps.length).toBeGreaterThanOrEqual(6);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(20);
    expect(trace.cycleBits).toBeCloseTo(setting.trace.cycleBits, 3);
    expect(stressSetting('blackout', setting).trace.steps).toEqual(trace.steps);
  });

  test('sizes30 tells a rule wrong sizes, and fetches the right ones', () => {
    const { curious, told, samples } = createCurious();
    play('sizes30', curious);
    const ratios = told[0]!.title.sizes.flatMap((sizes, segment) =>
      [...sizes].map((bits, rung) => bits / title.sizes[segment]![rung]!),
    );
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(0.7);
    expect(Math.max(...ratios)).toBeLessThanOrEqual(1.3);
    expect(new Set(ratios).size).toBeGreaterThan(250);
    expect(samples.every(({ bits }) => bits === 4e6)).toBe(true);
  });

  test('unsized tells a rule the rates alone, and peaks those of the largest segments', () => {
    const varied = {
      ...title,
      sizes: title.sizes.map((sizes, at) => sizes.map((bits) => bits * (at % 2 ? 0.5 : 1.5))),
    };
    const { curious, told, samples } = createCurious();
    for (const stress of ['unsized', 'peaks'] as const) {
      const run = simulate(stressRule(stress, curious, { ...setting, title: varied }), {
        ...setting,
        title: varied,
      });
      expect(run.rungs).toHaveLength(100);
      expect(
        samples
          .splice(0)
          .map(({ bits }) => bits)
          .slice(0, 2),
      ).toEqual([6e6, 2e6]);
    }
    expect(told.map(({ title: { bitratesBps } }) => bitratesBps)).toEqual([
      [1e6, 2e6, 4e6],
      [1.5e6, 3e6, 6e6],
    ]);
    for (const { title: known } of told) {
      expect(known.sizes).toHaveLength(100);
      expect(known.sizes.every(({ length }) => length === 0)).toBe(true);
    }
  });

  test('cpu20 makes a fifth of the transfers look longer, and no two of them overlap', () => {
    const samples: SegmentSample[] = [];
    const asked: Moment[] = [];
    const rule = toyRule(
      (moment) => {
        asked.push(moment);
        return { rung: 2 };
      },
      { finished: (sample) => samples.push(sample) },
    );
    const run = play('cpu20', rule);
    const tookSec = samples.map(({ startSec, endSec }) => endSec - startSec);
    const late = tookSec.filter((sec) => sec > 1.1 + 1e-6);
    expect(late.length).toBeGreaterThan(10);
    expect(late.length).toBeLessThan(35);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(1.1 * 1.5 - 1e-6);
    expect(Math.max(...late)).toBeLessThanOrEqual(1.1 * 3 + 1e-6);
    for (const [index, { endSec }] of samples.slice(0, -1).entries())
      expect(asked[index + 1]!.atSec).toBeGreaterThanOrEqual(endSec - 1e-9);
    expect(run.endSec).toBeCloseTo(play(null).endSec, 9);
  });

  test('cap takes the upper third away from the middle on, for the clairvoyant, too', () => {
    const { rungs } = play('cap');
    expect(rungs.slice(0, 50).every((rung) => rung === 2)).toBe(true);
    expect(rungs.slice(50).every((rung) => rung === 1)).toBe(true);
    const scale = { qualities: Float64Array.of(0, 1, 2), stallCost: 4.3 };
    const plain = clairvoyantScore(setting, scale);
    expect(clairvoyantScore(stressSetting('cap', setting), scale)).toBeCloseTo(plain - 50 - 1, 6);
  });
});
