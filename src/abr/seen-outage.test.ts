import { describe, expect, it } from 'vitest';
import type { Observation } from './observe-transfers.ts';
import { seenOutageSec } from './seen-outage.ts';
import { believe } from './throughput-belief.ts';

const USUAL: Observation = segment(4, 3);

/** A segment of 12 Mbit in so many seconds, which ended at so many Mbit/s. */
function segment(durationSec: number, tailMbps: number): Observation {
  const logBps = Math.log(12e6 / durationSec);
  return { logBps, durationSec, sinceSec: durationSec, tailLogBps: Math.log(tailMbps * 1e6) };
}

function secondsAway(observations: readonly Observation[]): number {
  const belief = believe(observations, 4);
  if (!belief) throw new Error('nothing is believed of what was observed');
  return seenOutageSec(observations, belief);
}

describe('seenOutageSec', () => {
  const usual = Array.from({ length: 10 }, () => USUAL);

  it('tells how long the link was away that came back', () => {
    expect(secondsAway([...usual, segment(14, 3)])).toBeCloseTo(10, 9);
    expect(secondsAway([...usual, segment(40, 1)])).toBeCloseTo(36, 9);
    expect(secondsAway([...usual, segment(7.5, 5)])).toBeCloseTo(3.5, 9);
  });

  it('remembers the longest as long as its transfer counts', () => {
    expect(
      secondsAway([...usual, segment(9, 5), segment(40, 3), ...usual, segment(9, 5), ...usual]),
    ).toBeCloseTo(36, 0);
  });

  it('takes none for one that has become slow for good, nor one that always was', () => {
    expect(secondsAway([...usual, segment(40, 0.3)])).toBe(0);
    const slow = segment(40, 3);
    expect(secondsAway([slow, slow, slow])).toBeCloseTo(0, 9);
  });

  it('says nothing where nothing was observed', () => {
    expect(seenOutageSec([], { history: [], trackers: [] })).toBe(0);
  });
});
