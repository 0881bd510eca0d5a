import { describe, expect, it } from 'vitest';
import type { AbrTransfer } from '../model/abr.ts';
import { isAway, likelyToStaySlow } from './link-away.ts';

const transfer: AbrTransfer = { renditionId: '1', receivedBytes: 1, totalBytes: 9, firstByteMs: 0 };
const silent = (ms: number): AbrTransfer => ({ ...transfer, tail: { bytes: 0, ms } });

describe('a link that is away for a moment', () => {
  const common = { nats: 2, latelyNats: 2, shortNats: 3, elapsedSec: 8, restSegments: 1 };
  const staysSlow = (latelyNats: number, of = transfer) => likelyToStaySlow(of, { ...common, latelyNats });

  it('is told by a silence of less than three seconds, or of ten where nothing is buffered and the rest is quickly there', () => {
    expect(isAway(silent(2999), common, 5)).toBe(true);
    expect(isAway(silent(3000), common, 5)).toBe(false);
    const quick = { ...common, restSegments: 0.2 };
    expect(isAway(silent(9999), quick, 0.1)).toBe(true);
    expect(isAway(silent(10_000), quick, 0.1)).toBe(false);
    expect(isAway(silent(9999), quick, 0.3)).toBe(false);
    expect(isAway(silent(9999), common, 0.1)).toBe(false);
  });

  it('is told by a deep fall in the first five seconds', () => {
    expect(isAway(transfer, { ...common, nats: 4.1, elapsedSec: 4.9 }, 5)).toBe(true);
    expect(isAway(transfer, { ...common, nats: 4.1, elapsedSec: 5 }, 5)).toBe(false);
    expect(isAway(transfer, { ...common, nats: 3.9, elapsedSec: 4.9 }, 5)).toBe(false);
  });

  it('is told by nothing where it is not known what the link gave before', () => {
    const unknown = {
      nats: -Infinity,
      latelyNats: -Infinity,
      shortNats: 3,
      elapsedSec: 1,
      restSegments: Infinity,
    };
    expect(isAway(transfer, unknown, 0)).toBe(false);
    expect(likelyToStaySlow(transfer, unknown)).toBe(1);
  });

  it('is the likelier, the deeper the fall of the last second: hardly at two nats, surely at five', () => {
    for (const nats of [-1, 0, 2, 3]) expect(staysSlow(nats)).toBeGreaterThan(0.99);
    for (const nats of [5, 9, Infinity]) expect(staysSlow(nats)).toBeCloseTo(0.1, 3);
    const between = [3, 3.5, 3.9, 4.2, 4.6].map((nats) => staysSlow(nats));
    between.forEach((one, index) => expect(one).toBeLessThan(between[index - 1] ?? 1));
  });

  it('is told by no fall to what the lowest rendition takes, however deep', () => {
    const fallen = { ...common, latelyNats: 9 };
    expect(likelyToStaySlow(transfer, { ...fallen, shortNats: -0.5 })).toBeGreaterThan(0.99);
    expect(likelyToStaySlow(transfer, { ...fallen, shortNats: 0 })).toBeGreaterThan(0.9);
    expect(likelyToStaySlow(transfer, { ...fallen, shortNats: 1 })).toBeCloseTo(0.1, 1);
  });

  it('is not believed in once nothing has come for five seconds: this connection may hang', () => {
    expect(staysSlow(9, silent(4999))).toBeCloseTo(0.1, 3);
    expect(staysSlow(9, silent(5000))).toBe(1);
  });
});
