import { describe, expect, it } from 'vitest';
import type { AbrTransfer } from '../model/abr.ts';
import { isAway, likelyToStaySlow } from './link-away.ts';

const transfer: AbrTransfer = { renditionId: '1', receivedBytes: 1, totalBytes: 9, firstByteMs: 0 };
const silent = (ms: number): AbrTransfer => ({ ...transfer, tail: { bytes: 0, ms } });

describe('a link that is away for a moment', () => {
  const common = { nats: 2, elapsedSec: 8, restSegments: 1 };

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
    expect(isAway(transfer, { nats: -Infinity, elapsedSec: 1, restSegments: Infinity }, 0)).toBe(false);
    expect(likelyToStaySlow(-Infinity, transfer)).toBe(1);
  });

  it('is the likelier, the deeper the fall of the last second: hardly at two nats, surely at five', () => {
    for (const nats of [-1, 0, 2, 3]) expect(likelyToStaySlow(nats, transfer)).toBeGreaterThan(0.99);
    for (const nats of [5, 9, Infinity]) expect(likelyToStaySlow(nats, transfer)).toBeCloseTo(0.1, 3);
    const between = [3, 3.5, 3.9, 4.2, 4.6].map((nats) => likelyToStaySlow(nats, transfer));
    between.forEach((one, index) => expect(one).toBeLessThan(between[index - 1] ?? 1));
  });

  it('is not believed in once nothing has come for five seconds: this connection may hang', () => {
    expect(likelyToStaySlow(9, silent(4999))).toBeCloseTo(0.1, 3);
    expect(likelyToStaySlow(9, silent(5000))).toBe(1);
  });
});
