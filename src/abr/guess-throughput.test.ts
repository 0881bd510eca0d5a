import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TransferSample } from '../model/transfer-sample.ts';
import { DEFAULT_ABR_CONFIG } from './abr-config.ts';
import { guessThroughput, measureThroughput } from './estimate-throughput.ts';

function sample(over: Partial<TransferSample>): TransferSample {
  return {
    ...{ type: 'segment', trackKind: 'video', renditionId: 'v', host: 'a.example', status: 200, attempts: 1 },
    ...{ bytes: 500_000, startMs: 0, firstByteMs: 0, endMs: 1000, isCached: false },
    ...over,
  };
}
const measure = (...samples: TransferSample[]): number | null =>
  measureThroughput(samples, DEFAULT_ABR_CONFIG);
const guess = (...samples: TransferSample[]): number => guessThroughput(samples, DEFAULT_ABR_CONFIG);

describe('measureThroughput', () => {
  it('gives a constant input back, however the transfers lie (property)', () => {
    const transfer = fc.record({ durationMs: fc.integer({ min: 10, max: 20_000 }), idleMs: fc.nat(30_000) });
    fc.assert(
      fc.property(
        fc.array(transfer, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 13_000_000, max: 1_000_000_000 }),
        (transfers, bps) => {
          let startMs = 0;
          const samples = transfers.map(({ durationMs, idleMs }) => {
            const one = sample({ startMs, endMs: startMs + durationMs, bytes: (bps / 8000) * durationMs });
            startMs += durationMs + idleMs;
            return one;
          });
          const estimate = measure(...samples) ?? 0;
          expect(Math.abs(estimate / bps - 1)).toBeLessThan(1e-9);
        },
      ),
    );
  });

  it('is finite, positive and between the extremes of the aggregate, whatever the transfers (property)', () => {
    const any = fc.record({
      bytes: fc.integer({ min: 16_000, max: 20_000_000 }),
      startMs: fc.nat(100_000),
      durationMs: fc.nat(20_000),
      isCached: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 60 }), (list) => {
        const samples = list.map(({ durationMs, ...rest }) =>
          sample({ ...rest, endMs: rest.startMs + durationMs }),
        );
        const estimate = measure(...samples) ?? NaN;
        const totalBps = samples.reduce(
          (sum, one) => sum + (one.bytes * 8000) / Math.max(1, one.endMs - one.startMs),
          0,
        );
        expect(Number.isFinite(estimate)).toBe(true);
        expect(estimate).toBeGreaterThan(0);
        expect(estimate).toBeLessThanOrEqual(totalBps * 1.000001);
      }),
    );
  });

  it('adds up transfers that share the link', () => {
    const video = sample({ bytes: 750_000 });
    const audio = sample({ bytes: 250_000, trackKind: 'audio' });
    expect(measure(video, audio)).toBeCloseTo(8e6, 3);
  });

  it('falls at once with the network and rises by and by', () => {
    const fast = Array.from({ length: 10 }, (_, i) => sample({ startMs: i * 4000, endMs: i * 4000 + 1000 }));
    const slow = sample({ startMs: 40_000, endMs: 45_000 });
    const before = measure(...fast) ?? 0;
    const after = measure(...fast, slow) ?? 0;
    const again = measure(...fast, slow, sample({ startMs: 46_000, endMs: 47_000 })) ?? 0;
    expect(before).toBeCloseTo(4e6, 3);
    expect(after).toBeLessThan(2.1e6);
    expect(again).toBeGreaterThan(after);
    expect(again).toBeLessThan(before);
  });

  it('ignores what is small, not media, or cached, unless there is nothing but cached', () => {
    const cached = sample({ isCached: true, endMs: 5 });
    expect(measure()).toBeNull();
    expect(measure(sample({ bytes: 15_999 }), sample({ type: 'manifest' }))).toBeNull();
    expect(measure(sample({}), cached)).toBeCloseTo(4e6, 3);
    expect(measure(cached)).toBeCloseTo(800e6, 0);
  });
});

describe('guessThroughput', () => {
  const manifest = (firstByteMs: number, endMs: number, bytes = 5000): TransferSample =>
    sample({ type: 'manifest', firstByteMs, endMs, bytes });

  it('is the default at an ordinary latency, and less the longer the first answer took', () => {
    expect(guess()).toBe(1.5e6);
    expect(guess(manifest(120, 125))).toBe(1.5e6);
    expect(guess(manifest(600, 610))).toBe(750_000);
    expect(guess(manifest(20_000, 20_010))).toBe(300_000);
  });

  it('stays within what a large manifest has shown', () => {
    expect(guess(manifest(100, 5100, 200_000))).toBeCloseTo(320_000, 0);
    expect(guess(manifest(100, 200, 200_000))).toBeCloseTo(8e6, 0);
    expect(guess(manifest(300, 320, 20_000))).toBe(1.5e6);
  });
});
