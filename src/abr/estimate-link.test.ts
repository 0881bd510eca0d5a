import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segment } from '../../test/fixtures/abr-input.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import { DEFAULT_ABR_CONFIG } from './abr-config.ts';
import { estimateLink } from './estimate-link.ts';

const estimate = (samples: readonly TransferSample[], priorBps: number | null = null) =>
  estimateLink({ samples, priorBps }, DEFAULT_ABR_CONFIG);
const late = (sample: TransferSample, latencyMs: number): TransferSample => ({
  ...sample,
  startMs: sample.startMs - latencyMs,
});

describe('what the last segments got', () => {
  it('is their rate, without the latency of the quickest', () => {
    const samples = [late(segment(100, 500, 2e6), 40), late(segment(900, 500, 2e6), 60)];
    expect(estimate(samples, 9e6)).toEqual({
      estimateBps: expect.closeTo(2e6 / 1.02, 0) as number,
      ...{ source: 'measured', spread: null },
    });
  });

  it('is what sound and picture get together, where they come beside each other', () => {
    const sound = { ...segment(0, 400, 1e6), trackKind: 'audio' as const };
    expect(estimate([sound, segment(0, 1000, 3e6)]).estimateBps).toBeCloseTo(3.4e6);
    expect(
      estimate([segment(0, 1000, 3e6), { ...sound, startMs: 1000, firstByteMs: 1000, endMs: 1400 }])
        .estimateBps,
    ).toBeCloseTo(3.4e6 / 1.4);
  });

  it('counts no time twice, nor leaves any out, whichever ends first', () => {
    const sound = { ...segment(1500, 400, 1e6), trackKind: 'audio' as const };
    expect(estimate([sound, segment(0, 2000, 3e6)]).estimateBps).toBeCloseTo(3.2e6);
  });

  it('counts only the time in which the link was busy, where that is known', () => {
    const encoded = { ...late(segment(2000, 1000, 1.4e6), 900), busy: { bytes: 100_000, ms: 40 } };
    expect(estimate([encoded]).estimateBps).toBeCloseTo(20e6);
    expect(
      estimate([segment(0, 500, 2e6), { ...segment(500, 3000, 1e6), busy: { bytes: 125_000, ms: 500 } }])
        .estimateBps,
    ).toBeCloseTo(2e6);
  });

  it('is of the last six, and of none from a cache, where others are there', () => {
    const old = Array.from({ length: 5 }, (_, index) => segment(index * 1000, 500, 100e6));
    const last = Array.from({ length: 6 }, (_, index) => segment(10_000 + index * 1000, 500, 2e6));
    const cached = { ...segment(17_000, 10, 500e6), isCached: true };
    expect(estimate([...old, ...last, cached]).estimateBps).toBeCloseTo(2e6);
    expect(estimate([cached]).estimateBps).toBeCloseTo(500e6);
  });

  it('is nothing of what is small and quick, and then what is remembered or guessed counts', () => {
    const small = segment(0, 20, 4e6);
    expect(estimate([small], 3e6)).toEqual({ estimateBps: 3e6, source: 'remembered', spread: null });
    expect(estimate([small])).toMatchObject({ source: 'assumed' });
    expect(estimate([segment(0, 1000, 50_000)]).estimateBps).toBeCloseTo(50_000);
  });

  it('is finite and positive, whatever came (property)', () => {
    const some = fc.record({
      startMs: fc.nat(10_000),
      latencyMs: fc.nat(500),
      tookMs: fc.nat(5000),
      bytes: fc.nat(5_000_000),
      isCached: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(some), (drawn) => {
        const samples = drawn.map(({ startMs, latencyMs, tookMs, bytes, isCached }) => ({
          ...segment(startMs, 1, 1),
          ...{ bytes, isCached, firstByteMs: startMs + latencyMs, endMs: startMs + latencyMs + tookMs },
        }));
        const { estimateBps } = estimate(samples);
        expect(estimateBps).toBeGreaterThan(0);
        expect(estimateBps).toBeLessThan(Infinity);
      }),
    );
  });
});
