import { describe, expect, it } from 'vitest';
import type { Observation } from './observe-transfers.ts';
import { seenOutage, type SeenOutage } from './seen-outage.ts';
import { believe } from './throughput-belief.ts';

const USUAL: Observation = { logBps: Math.log(3e6), durationSec: 4, tailLogBps: Math.log(3e6) };

/** After ten segments as usual, one of 12 Mbit in so many seconds, which ended at so many Mbit/s. */
function outageOf(durationSec: number, tailMbps: number, others: readonly Observation[] = []): SeenOutage {
  const one = { logBps: Math.log(12e6 / durationSec), durationSec, tailLogBps: Math.log(tailMbps * 1e6) };
  const observations = [...Array.from({ length: 10 }, () => USUAL), one, ...others];
  const belief = believe(observations, 4);
  if (!belief) throw new Error('nothing is believed of what was observed');
  return seenOutage(observations, belief);
}

describe('seenOutage', () => {
  it('tells where the link was away for ten seconds or more, and came back', () => {
    expect(outageOf(14.5, 3)).toBe('long');
    expect(outageOf(40, 1)).toBe('long');
    expect(outageOf(13.5, 3)).toBe('short');
  });

  it('tells a hand-over of cells from that, and from a dip', () => {
    expect(outageOf(7.5, 5)).toBe('short');
    expect(outageOf(6.5, 6)).toBe('none');
  });

  it('remembers it as long as the transfer counts, and the longest of several', () => {
    const usual = Array.from({ length: 40 }, () => USUAL);
    expect(outageOf(40, 3, usual)).toBe('long');
    const short = { logBps: Math.log(12e6 / 9), durationSec: 9, tailLogBps: Math.log(5e6) };
    expect(outageOf(40, 3, [...usual, short])).toBe('long');
  });

  it('takes none for one that has become slow for good, nor one that always was', () => {
    expect(outageOf(40, 0.3)).toBe('none');
    const slow = { logBps: Math.log(0.3e6), durationSec: 40, tailLogBps: Math.log(3e6) };
    const observations = [slow, slow, slow];
    const belief = believe(observations, 4);
    expect(belief && seenOutage(observations, belief)).toBe('none');
  });

  it('says nothing where nothing was observed', () => {
    expect(seenOutage([], { history: [], trackers: [] })).toBe('none');
  });
});
