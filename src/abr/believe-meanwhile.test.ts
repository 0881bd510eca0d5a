import { describe, expect, it } from 'vitest';
import { believeMeanwhile } from './believe-meanwhile.ts';
import type { Observation } from './observe-transfers.ts';
import { believe } from './throughput-belief.ts';

const SEGMENT_SEC = 4;
const seen = (bps: number, durationSec = 2): Observation => ({
  logBps: Math.log(bps),
  durationSec,
  sinceSec: SEGMENT_SEC,
  tailLogBps: Math.log(bps),
});

describe('believeMeanwhile', () => {
  const belief = believe(
    Array.from({ length: 30 }, (_, index) => seen(8e6 * (index % 2 === 0 ? 2 : 0.5))),
    SEGMENT_SEC,
  );

  it('heeds what is under way the more, the longer it has been', () => {
    if (!belief) throw new Error('there were observations');
    const after = (sec: number): number =>
      Math.exp(believeMeanwhile(belief, seen(2e6, sec), SEGMENT_SEC).logBps);
    expect(after(0.5)).toBeLessThan(Math.exp(belief.logBps));
    expect(after(5)).toBeLessThan(after(0.5));
    expect(after(60)).toBeLessThan(after(5));
    expect(after(60)).toBeGreaterThan(2e6);
  });
});
