import { describe, expect, test } from 'vitest';
import { clairvoyantScore } from './clairvoyant.ts';
import type { Controller, Moment, SegmentSample, SessionSetup } from './rule.ts';
import { simulate } from './simulate.ts';
import { stressRule, stressSetting, type StressId } from './stress.ts';
import { constant, toyRule, toySetting, toyTitle } from './toy-setting.ts';
import { usefulRungs } from './useful-rungs.ts';

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

  test('index1 tells a rule the sizes in the rung that was played last, and none before the first', () => {
    const told: number[][] = [];
    const rungs = [1, 2, 0];
    const rule = {
      name: 'curious',
      create: ({ title: known }: SessionSetup): Controller => ({
        choose: ({ segment }) => {
          told.push([...(known.sizes[segment] ?? []), ...(known.sizes[segment + 1] ?? [])]);
          return { rung: rungs[segment % 3] ?? 0 };
        },
      }),
    };
    expect(play('index1', rule).rungs.slice(0, 4)).toEqual([1, 2, 0, 1]);
    expect(told.slice(0, 4)).toEqual([
      [0, 0, 0, 0, 0, 0],
      [0, 4e6, 0, 0, 4e6, 0],
      [0, 0, 8e6, 0, 0, 8e6],
      [2e6, 0, 0, 2e6, 0, 0],
    ]);
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

  test('seek has all of the title watched, in legs of one to two minutes, none behind the one before it', () => {
    const long = toySetting(toyTitle([1e6], 300, 2), constant(8e6));
    const { legs = [] } = stressSetting('seek', long);
    expect(legs.length).toBeGreaterThanOrEqual(5);
    const segments = legs.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at));
    expect(segments.sort((one, other) => one - other)).toEqual([...long.title.sizes.keys()]);
    expect(legs[0]?.from).toBe(0);
    for (const [index, { from, to }] of legs.entries()) {
      expect((to - from) * 2).toBeGreaterThanOrEqual(60);
      expect((to - from) * 2).toBeLessThanOrEqual(120);
      expect(legs[index + 1]?.from).not.toBe(to);
    }
    expect(stressSetting('seek', long).legs).toEqual(legs);
    expect(stressSetting('seek', toySetting(toyTitle([1e6], 80, 2), constant(8e6))).legs).toHaveLength(1);
  });

  test('seek costs each rule, and the clairvoyant, the wait for the segments there', () => {
    const long = toySetting(toyTitle([1e6, 2e6, 4e6], 300, 2), constant(8e6), { rttSec: 0.1 });
    const played = stressSetting('seek', long);
    const seeks = (played.legs?.length ?? 0) - 1;
    const run = simulate(stressRule('seek', highest, long), played);
    expect(run.stallSec).toBeCloseTo(1.1 * seeks, 6);
    expect(run.wastedBits).toBeGreaterThan(0);
    const scale = { qualities: Float64Array.of(0, 1, 2), stallCost: 1 };
    expect(clairvoyantScore(played, scale)).toBeCloseTo(clairvoyantScore(long, scale) - 1.1 * seeks, 6);
  });

  test('resize gives the element other sizes, tells of them, and caps rules by them', () => {
    const long = toySetting(toyTitle([1e6, 4e6, 9e6], 300, 2), constant(18e6), { bufferMaxSec: 10 });
    const played = stressSetting('resize', long);
    expect(played.title.heights).toEqual([360, 720, 1080]);
    const heights = played.elementHeights ?? [];
    expect(heights).toHaveLength(300);
    expect(heights[0]).toBe(1080);
    expect(new Set(heights)).toEqual(new Set([1080, 540, 360]));
    const changes = heights.flatMap((height, at) => (at > 0 && height !== heights[at - 1] ? [at] : []));
    for (const [index, at] of changes.entries()) {
      const keptSec = (at - (changes[index - 1] ?? 0)) * 2;
      expect(keptSec).toBeGreaterThanOrEqual(60);
      expect(keptSec).toBeLessThanOrEqual(120);
    }
    const { rungs } = simulate(stressRule('resize', highest, long), played);
    const useful = usefulRungs(played) ?? [];
    expect(new Set(useful)).toEqual(new Set([0, 1, 2]));
    // What was buffered when the size changed stays as it is: four segments beside the one that plays.
    const unlike = rungs.flatMap((rung, at) => (rung === useful[at] ? [] : [at]));
    expect(unlike.length).toBeGreaterThan(0);
    expect(unlike.every((at) => changes.some((change) => at >= change && at < change + 5))).toBe(true);
  });
});
