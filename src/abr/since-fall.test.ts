import { describe, expect, it } from 'vitest';
import { sinceFall, type Coming } from './since-fall.ts';

const FORETOLD = Math.log(10e6);

/** A transfer that came at ten Mbit/s, and then at another rate. */
function coming(fastSec: number, slowSec: number, slowBps: number): Coming {
  const elapsedSec = fastSec + slowSec;
  const bits = fastSec * 10e6 + slowSec * slowBps;
  return { elapsedSec, bits, logBps: Math.log(bits / elapsedSec), latelyLogBps: Math.log(slowBps) };
}

describe('what tells of the link as it is now', () => {
  it('is the slow part, where a transfer came fast and has been slow for long', () => {
    const { elapsedSec, logBps } = sinceFall(coming(6, 30, 150_000), FORETOLD, 1);
    expect(elapsedSec).toBeCloseTo(30, 6);
    expect(Math.exp(logBps)).toBeCloseTo(150_000, 0);
  });

  it('is all of it, where it has been slow for some seconds, or from its beginning', () => {
    const dip = coming(6, 8, 150_000);
    expect(sinceFall(dip, FORETOLD, 1)).toBe(dip);
    // Sixteen seconds of media, in eight at twice the speed.
    const hasty = coming(6, 16, 150_000);
    expect(sinceFall(hasty, FORETOLD, 2)).toBe(hasty);
    const slow = coming(0, 30, 150_000);
    expect(sinceFall(slow, FORETOLD, 1)).toBe(slow);
  });

  it('is all of it, where its last second is not much slower, or was not measured, or it came faster than was foretold', () => {
    const half = coming(20, 20, 4e6);
    expect(sinceFall(half, FORETOLD, 1)).toBe(half);
    const unmeasured = { ...coming(6, 30, 150_000), latelyLogBps: Infinity };
    expect(sinceFall(unmeasured, FORETOLD, 1)).toBe(unmeasured);
    const fast = coming(6, 30, 150_000);
    expect(sinceFall(fast, Math.log(1e6), 1)).toBe(fast);
  });

  it('is finite where nothing has come of late', () => {
    const { logBps } = sinceFall({ ...coming(6, 30, 1), latelyLogBps: -Infinity }, FORETOLD, 1);
    expect(logBps).toBeCloseTo(Math.log(4000), 6);
  });
});
