import { describe, expect, it } from 'vitest';
import { hadOutage } from './had-outage.ts';
import type { Observation } from './observe-transfers.ts';
import { believe } from './throughput-belief.ts';

const USUAL: Observation = { logBps: Math.log(3e6), durationSec: 4, tailLogBps: Math.log(3e6) };

/** After ten segments as usual, one of 12 Mbit in so many seconds, which ended at so many Mbit/s. */
function isOutage(durationSec: number, tailMbps: number, others: readonly Observation[] = []): boolean {
  const one = { logBps: Math.log(12e6 / durationSec), durationSec, tailLogBps: Math.log(tailMbps * 1e6) };
  const observations = [...Array.from({ length: 10 }, () => USUAL), one, ...others];
  const belief = believe(observations, 4);
  return belief !== null && hadOutage(observations, belief);
}

describe('hadOutage', () => {
  it('tells where the link was away for ten seconds or more, and came back', () => {
    expect(isOutage(14.5, 3)).toBe(true);
    expect(isOutage(40, 1)).toBe(true);
    expect(isOutage(13.5, 3)).toBe(false);
  });

  it('remembers it as long as the transfer counts', () => {
    expect(
      isOutage(
        40,
        3,
        Array.from({ length: 40 }, () => USUAL),
      ),
    ).toBe(true);
  });

  it('takes none for one that has become slow for good, nor one that always was', () => {
    expect(isOutage(40, 0.3)).toBe(false);
    const slow = { logBps: Math.log(0.3e6), durationSec: 40, tailLogBps: Math.log(3e6) };
    const observations = [slow, slow, slow];
    const belief = believe(observations, 4);
    expect(belief && hadOutage(observations, belief)).toBe(false);
  });

  it('says nothing where nothing was observed', () => {
    expect(hadOutage([], { history: [], trackers: [] })).toBe(false);
  });
});
