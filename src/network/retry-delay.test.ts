import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Failure } from './failure.ts';
import { DEFAULT_NETWORK_CONFIG } from './network-config.ts';
import { parseRetryAfter, retryDelayMs } from './retry-delay.ts';

const BROKEN: Failure = { kind: 'connection', detail: 'x' };
const busy = (status: number, retryAfterMs: number): Failure => ({
  kind: 'status',
  status,
  retryAfterMs,
});
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('retryDelayMs', () => {
  it('spreads over the whole of a span that doubles up to the cap', () => {
    const spans = [1, 2, 3, 4, 5, 6].map((tries) =>
      retryDelayMs(BROKEN, tries, DEFAULT_NETWORK_CONFIG, () => 1),
    );
    expect(spans).toEqual([200, 400, 800, 1600, 3000, 3000]);
    expect(retryDelayMs(BROKEN, 3, DEFAULT_NETWORK_CONFIG, () => 0)).toBe(0);
  });

  it('keeps within its bounds (property)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), chance, fc.constantFrom(429, 503), (tries, r, status) => {
        const random = (): number => r;
        const spanMs = Math.min(3000, 200 * 2 ** (tries - 1));
        const full = retryDelayMs(BROKEN, tries, DEFAULT_NETWORK_CONFIG, random);
        const equal = retryDelayMs(busy(status, 0), tries, DEFAULT_NETWORK_CONFIG, random);
        const told = retryDelayMs(busy(status, 5000), tries, DEFAULT_NETWORK_CONFIG, random);
        expect(full).toBeGreaterThanOrEqual(0);
        expect(full).toBeLessThanOrEqual(spanMs);
        expect(equal).toBeGreaterThanOrEqual(spanMs / 2);
        expect(equal).toBeLessThanOrEqual(spanMs);
        expect(told).toBeGreaterThanOrEqual(5000);
        expect(told).toBeLessThanOrEqual(5200);
      }),
    );
  });
});

describe('parseRetryAfter', () => {
  const nowMs = Date.UTC(2026, 0, 1);
  it.each([
    ['3', 3000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:00:07 GMT', 7000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', 0],
    ['', 0],
  ])('%s → %s', (value, expected) => {
    expect(parseRetryAfter(value, nowMs)).toBe(expected);
  });
});
