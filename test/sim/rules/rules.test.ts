import { describe, expect, test } from 'vitest';
import type { TraceStep } from '../link-trace.ts';
import type { Rule } from '../rule.ts';
import { simulate, type SimRun } from '../simulate.ts';
import { constant, toySetting, toyTitle } from '../toy-setting.ts';
import { mean } from '../mean.ts';
import { RULES } from './index.ts';

const RATES = [0.25e6, 0.5e6, 1e6, 2e6, 4e6, 8e6];
const TOP = RATES.length - 1;
const SEGMENT_SEC = 2;
const RTT_SEC = 0.05;

function play(rule: Rule, steps: readonly TraceStep[], bufferMaxSec: number): SimRun {
  const title = toyTitle(RATES, 150, SEGMENT_SEC);
  return simulate(rule, toySetting(title, steps, { rttSec: RTT_SEC, bufferMaxSec }));
}

describe.each(Object.values(RULES).map((rule) => [rule.name, rule] as const))('%s', (_, rule) => {
  test.each([60, 15])('reaches the top on an ample link, buffer of %d s', (bufferMaxSec) => {
    const run = play(rule, constant(40e6), bufferMaxSec);
    expect(run.rungs.slice(-50, -10).every((rung) => rung === TOP)).toBe(true);
    expect(run.stallSec).toBe(0);
  });

  test.each([60, 15])(
    'comes to rest about the rung that a steady link feeds, buffer of %d s',
    (bufferMaxSec) => {
      // Between the rungs of 1 and 2 Mbit/s.
      const run = play(rule, constant(1.5e6), bufferMaxSec);
      const settled = run.rungs.slice(60, -10);
      expect(mean(settled)).toBeGreaterThan(0.9);
      expect(mean(settled)).toBeLessThan(3);
      expect(Math.max(...settled)).toBeLessThanOrEqual(4);
    },
  );

  test('hardly stalls on a steady link that feeds the lowest rung four times', () => {
    // Planners with a horizon may buy quality at the start with part of a second.
    expect(play(rule, constant(1.1e6), 60).stallSec).toBeLessThan(0.5);
  });

  test('plays to the end through outages, on rungs that are there', () => {
    const steps = [
      { durationSec: 7, bps: 3e6 },
      { durationSec: 9, bps: 0 },
      { durationSec: 3, bps: 0.2e6 },
      { durationSec: 11, bps: 20e6 },
    ];
    for (const bufferMaxSec of [60, 15, 6]) {
      const run = play(rule, steps, bufferMaxSec);
      expect(run.rungs).toHaveLength(150);
      expect(run.rungs.every((rung) => Number.isInteger(rung) && rung >= 0 && rung <= TOP)).toBe(true);
    }
  });

  test('starts anew after each seek, and comes back to what a steady link feeds', () => {
    const title = toyTitle(RATES, 150, SEGMENT_SEC);
    const legs = [
      { from: 0, to: 50 },
      { from: 100, to: 150 },
      { from: 50, to: 100 },
    ];
    const played = toySetting(title, constant(1.5e6), { rttSec: RTT_SEC, bufferMaxSec: 30, legs });
    const { rungs, stallsSec } = simulate(rule, played);
    expect(rungs).toHaveLength(150);
    for (const at of [50, 100]) {
      expect(stallsSec[at]).toBeGreaterThan(RTT_SEC);
      expect(stallsSec[at]).toBeLessThan(6);
      expect(mean(rungs.slice(at + 30, at + 48))).toBeGreaterThan(0.9);
      expect(mean(rungs.slice(at + 30, at + 48))).toBeLessThanOrEqual(3);
    }
  });

  test('decides alike each time', () => {
    const steps = [
      { durationSec: 5, bps: 4e6 },
      { durationSec: 4, bps: 0.4e6 },
    ];
    expect(play(rule, steps, 15).rungs).toEqual(play(rule, steps, 15).rungs);
  });
});
