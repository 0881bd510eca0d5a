import { describe, expect, test } from 'vitest';
import { avoidableStalls, canPlayWithoutStall } from './avoidable-stalls.ts';
import type { TraceStep } from './link-trace.ts';
import type { PlayedTrace, SessionFigures } from './play-trace.ts';
import { constant, toySetting, toyTitle } from './toy-setting.ts';

/** A minute, in segments of 4 s. */
const title = toyTitle([1e6, 4e6], 15, 4);

function gapAt(fromSec: number, durationSec: number): readonly TraceStep[] {
  return [
    { durationSec: fromSec, bps: 2e6 },
    { durationSec, bps: 0 },
    { durationSec: 1000, bps: 2e6 },
  ];
}

describe('whether a session can be played without a stall', () => {
  test.each([
    ['the link keeps up with the lowest rung', constant(1.1e6), {}, true],
    ['it keeps up with none', constant(0.9e6), {}, false],
    ['a buffer outlasts a gap', gapAt(20, 15), {}, true],
    ['a gap outlasts the buffer', gapAt(20, 15), { bufferMaxSec: 12 }, false],
  ] as const)('%s: %o', (_, steps, more, can) => {
    expect(canPlayWithoutStall(toySetting(title, steps, more))).toBe(can);
  });

  test('the first picture is no stall, however late', () => {
    const late = toySetting(title, constant(2e6), { bufferMaxSec: 60, rttSec: 1.9 });
    expect(canPlayWithoutStall(late)).toBe(true);
  });

  test('counts with the smallest segments, whichever rung they are of', () => {
    const sizes = title.sizes.map(() => Float64Array.of(8e6, 3e6));
    const setting = toySetting({ ...title, sizes }, constant(1e6));
    expect(canPlayWithoutStall(setting)).toBe(true);
  });

  test('a seek to where nothing is buffered makes one', () => {
    const legs = [
      { from: 0, to: 5 },
      { from: 10, to: 15 },
    ];
    expect(canPlayWithoutStall(toySetting(title, constant(8e6), { legs }))).toBe(false);
  });
});

describe('avoidable stalls', () => {
  const played = (needsNoStall: boolean, stallSec: number): PlayedTrace => ({
    optimum: 1,
    linOptimum: null,
    needsNoStall,
    sessions: { vhs: { stallSec, contentSec: 60 } as SessionFigures },
  });

  test('are those of sessions that need none, and count where they can be seen', () => {
    const traces = [played(true, 6), played(true, 0.04), played(true, 0), played(false, 30)];
    expect(avoidableStalls(traces, 'vhs')).toEqual({
      traces: 3,
      stallRatio: expect.closeTo(6.04 / 186.04, 9) as number,
      stalledSessions: expect.closeTo(1 / 3, 9) as number,
    });
  });

  test('are not there where every session has to stall, nor of a rule that played none', () => {
    expect(avoidableStalls([played(false, 30)], 'vhs')).toBeUndefined();
    expect(avoidableStalls([played(true, 6)], 'soda')).toBeUndefined();
  });
});
