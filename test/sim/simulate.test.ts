import { describe, expect, test } from 'vitest';
import type { Moment, SegmentSample, SessionSetup } from './rule.ts';
import { simulate } from './simulate.ts';
import { constant, toyRule, toySetting, toyTitle } from './toy-setting.ts';

const title = toyTitle([1e6, 4e6], 5, 2);
const lowest = toyRule(() => ({ rung: 0 }));

function expectNear(values: readonly number[], expected: readonly number[]): void {
  expect(values).toHaveLength(expected.length);
  values.forEach((value, position) => expect(value).toBeCloseTo(expected[position]!, 9));
}

describe('a session', () => {
  test('takes of a steady link exactly what arithmetic says', () => {
    const run = simulate(lowest, toySetting(title, constant(2e6), { rttSec: 0.1 }));
    expect(run.rungs).toEqual([0, 0, 0, 0, 0]);
    // 2 Mbit at 2 Mbit/s, and the round trip.
    expect(run.firstFrameSec).toBeCloseTo(1.1, 9);
    expect(run.stallSec).toBeCloseTo(0, 9);
    expect(run.endSec).toBeCloseTo(11.1, 9);
  });

  test('stalls for what a segment is late', () => {
    const run = simulate(lowest, toySetting(title, constant(0.5e6)));
    // Each one takes 4 s and plays for 2.
    expect(run.firstFrameSec).toBeCloseTo(4, 9);
    expectNear(run.stallsSec.slice(1), [2, 2, 2, 2]);
    expect(run.endSec).toBeCloseTo(22, 9);
  });

  test('sits an outage out', () => {
    const steps = [
      { durationSec: 2, bps: 1e6 },
      { durationSec: 10, bps: 0 },
      { durationSec: 100, bps: 1e6 },
    ];
    const run = simulate(lowest, toySetting(toyTitle([1e6], 2, 2), steps));
    // The first is there at 2 s and plays till 4; the second comes from 12 to 14 s.
    expectNear(run.stallsSec, [2, 10]);
  });

  test('asks for a segment no sooner than it fits', () => {
    const asked: Moment[] = [];
    const rule = toyRule((moment) => {
      asked.push(moment);
      return { rung: 0 };
    });
    simulate(rule, toySetting(title, constant(20e6), { bufferMaxSec: 5 }));
    // 0.1 s a segment: two fit beside one that plays, then each waits until another 2 s have room.
    expectNear(
      asked.map(({ atSec }) => atSec),
      [0, 0.1, 1.1, 3.1, 5.1],
    );
    expectNear(
      asked.map(({ bufferSec }) => bufferSec),
      [0, 2, 3, 3, 3],
    );
  });

  test('lets a rule wait, and asks it again, but not for an empty buffer', () => {
    const asked: number[] = [];
    const rule = toyRule(({ atSec, segment }) => {
      asked.push(atSec);
      return segment === 1 && asked.length === 2 ? { rung: 0, waitSec: 9 } : { rung: 0 };
    });
    const run = simulate(rule, toySetting(toyTitle([1e6], 2, 2), constant(2e6)));
    expectNear(asked, [0, 1, 3]);
    expect(run.stallSec).toBeCloseTo(1, 9);
  });

  test('wastes what had come of an abandoned transfer, and pays the round trip again', () => {
    const samples: SegmentSample[] = [];
    const rule = toyRule(({ segment }) => ({ rung: segment === 1 ? 1 : 0 }), {
      progress: ({ rung, atSec, startSec }) => (rung === 1 && atSec - startSec > 0.95 ? 0 : null),
      finished: (sample) => samples.push(sample),
    });
    const run = simulate(rule, toySetting(toyTitle([1e6, 4e6], 2, 2), constant(2e6), { rttSec: 0.1 }));
    expect(run).toMatchObject({ rungs: [0, 0], abandoned: 1 });
    expect(run.wastedBits).toBeCloseTo(0.9 * 2e6, 3);
    // 1.1 s for the first; 1 s wasted and 1.1 s for the second, while 2 s play.
    expect(run.stallSec).toBeCloseTo(0.1, 9);
    expect(samples.map(({ isComplete }) => isComplete)).toEqual([true, false, true]);
    expect(samples[1]?.rung).toBe(1);
    expect(samples[1]?.bits).toBeCloseTo(1.8e6, 3);
  });

  test('tells a rule of the buffer that a segment came to, without that segment', () => {
    const levels: number[] = [];
    const rule = toyRule(() => ({ rung: 0 }), { finished: (_, bufferSec) => levels.push(bufferSec) });
    simulate(rule, toySetting(toyTitle([1e6], 3, 2), constant(2e6)));
    expectNear(levels, [0, 1, 2]);
  });

  test('tells a rule what counts: doublings, or what the setting says', () => {
    const told: SessionSetup[] = [];
    const rule = {
      name: 'curious',
      create: (setup: SessionSetup) => {
        told.push(setup);
        return { choose: () => ({ rung: 0 }) };
      },
    };
    const scale = { qualities: Float64Array.of(1, 7), stallCost: 3 };
    simulate(rule, toySetting(title, constant(2e6)));
    simulate(rule, toySetting(title, constant(2e6), { scale }));
    expect(told.map(({ qualities }) => [...qualities])).toEqual([
      [0, Math.log(4)],
      [1, 7],
    ]);
    expect(told.map(({ stallCost }) => stallCost)).toEqual([4.3, 3]);
  });

  test.each([-1, 2, 0.5, NaN])('refuses a rung that is not there: %d', (rung) => {
    const rule = toyRule(() => ({ rung }));
    expect(() => simulate(rule, toySetting(title, constant(2e6)))).toThrow(RangeError);
  });

  describe('with seeks', () => {
    // Two segments are watched, then the fifth, then the third and the fourth.
    const legs = [
      { from: 0, to: 2 },
      { from: 4, to: 5 },
      { from: 2, to: 4 },
    ];

    test('loses at a seek what is buffered, and stalls until the segment there has come', () => {
      const asked: Moment[] = [];
      const rule = toyRule((moment) => {
        asked.push(moment);
        return { rung: 0 };
      });
      const run = simulate(rule, toySetting(title, constant(2e6), { rttSec: 0.1, legs }));
      // 1.1 s a segment. The first leg plays from 1.1 to 5.1 s: two more come, the next is cut off.
      // Behind the second leg the title ends.
      expect(asked.map(({ segment }) => segment)).toEqual([0, 1, 2, 3, 4, 4, 2, 3]);
      expect(asked.flatMap(({ isSeek }, index) => (isSeek ? [index] : []))).toEqual([5, 6]);
      expectNear(
        asked.map(({ atSec }) => atSec),
        [0, 1.1, 2.2, 3.3, 4.4, 5.1, 8.2, 9.3],
      );
      expectNear(
        asked.map(({ bufferSec }) => bufferSec),
        [0, 2, 2.9, 3.8, 4.7, 0, 0, 2],
      );
      expect(run.rungs).toEqual([0, 0, 0, 0, 0]);
      expectNear(run.stallsSec, [1.1, 0, 1.1, 1.1, 0]);
      expect(run.stallSec).toBeCloseTo(2.2, 9);
      expect(run.wastedBits).toBeCloseTo(4e6 + 1.2e6, 3);
      expect(run.endSec).toBeCloseTo(13.3, 9);
    });

    test('cuts off what is under way, tells nobody of it, and asks for the segment at the seek at once', () => {
      const samples: SegmentSample[] = [];
      const watchedSec: number[] = [];
      const rule = toyRule(({ segment, isSeek }) => ({ rung: segment === 2 && !isSeek ? 1 : 0 }), {
        finished: (sample) => samples.push(sample),
        progress: ({ rung, atSec }) => (rung === 1 && watchedSec.push(atSec), null),
      });
      const run = simulate(rule, toySetting(title, constant(2e6), { rttSec: 0.1, legs }));
      // The third one's 8 Mbit come from 2.3 s on; 5.6 Mbit are there at 5.1 s.
      expect(samples.map(({ segment }) => segment)).toEqual([0, 1, 4, 2, 3]);
      expect(Math.max(...watchedSec)).toBeLessThan(5.1 + 1e-6);
      expect(Math.max(...watchedSec)).toBeGreaterThan(4.9);
      expect(run.wastedBits).toBeCloseTo(5.6e6, 3);
      expectNear(run.stallsSec.slice(1, 3), [0, 1.1]);
    });

    test('does not wait for room, nor for a rule, beyond the seek', () => {
      const asked: number[] = [];
      const rule = toyRule(({ segment, bufferSec }) => {
        asked.push(segment);
        return segment === 2 && bufferSec > 0 ? { rung: 0, waitSec: 9 } : { rung: 0 };
      });
      const room = { bufferMaxSec: 4.5, legs };
      expect(simulate(rule, toySetting(title, constant(20e6), room)).wastedBits).toBe(0);
      expect(asked).toEqual([0, 1, 2, 4, 2, 3]);
    });
  });

  test('tells a rule the height of the element at the moment that plays, not at the one that is fetched', () => {
    const heights: (number | null)[] = [];
    const rule = toyRule(
      ({ elementHeight }) => {
        heights.push(elementHeight);
        return { rung: 0 };
      },
      { progress: ({ atSec, elementHeight }) => (atSec > 1 && heights.push(elementHeight), null) },
    );
    const elementHeights = [300, 100, 200, 200, 200];
    simulate(rule, toySetting(title, constant(1e6), { elementHeights }));
    // Each one takes as long as it plays: the one before is on the screen, the first and the second not before they are there.
    expect(new Set(heights.slice(0, 12))).toEqual(new Set([300]));
    expect(heights.at(-1)).toBe(200);
    expect(heights.filter((height) => height === 100).length).toBeGreaterThan(15);
    const untold: Moment[] = [];
    simulate(
      toyRule((moment) => {
        untold.push(moment);
        return { rung: 0 };
      }),
      toySetting(title, constant(1e6)),
    );
    expect(untold.every(({ elementHeight }) => elementHeight === null)).toBe(true);
  });
});
