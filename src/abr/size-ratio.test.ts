import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { input, LADDER, segment } from '../../test/fixtures/abr-input.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import { decide } from './decide.ts';
import { Planner } from './planner.ts';
import { sizeRatio } from './size-ratio.ts';

const MEDIA_SEC = 4;

/** So many segments of a rendition, each of such a share of what its rate says. */
function segments(count: number, share: number, id = '480p'): readonly TransferSample[] {
  const { bandwidthBps } = LADDER.find((rendition) => rendition.id === id)!;
  return Array.from({ length: count }, (_, at) => ({
    ...segment(at * MEDIA_SEC * 1000, 500, 0),
    renditionId: id,
    mediaSec: MEDIA_SEC,
    bytes: (bandwidthBps * MEDIA_SEC * share) / 8,
  }));
}

const audio = (count: number, bps: number): readonly TransferSample[] =>
  segments(count, bps / 1_400_000).map((sample) => ({ ...sample, trackKind: 'audio', renditionId: 'en' }));

const ratioOf = (samples: readonly TransferSample[], audioBps = 0): number =>
  sizeRatio(input({ samples, audioBps }));

describe('the real size of segments', () => {
  it('is what is declared until segments show another one', () => {
    expect(ratioOf([])).toBe(1);
    expect(ratioOf(segments(1, 0.7))).toBe(1);
    expect(ratioOf(segments(30, 0.95))).toBe(1);
    expect(ratioOf(segments(30, 1))).toBe(1);
  });

  it('is learnt the better the more have come, whether larger or smaller', () => {
    expect(ratioOf(segments(1, 0.5))).toBeCloseTo(0.5 * Math.exp(0.5), 9);
    expect(ratioOf(segments(25, 0.5))).toBeCloseTo(0.5 * Math.exp(0.1), 9);
    expect(ratioOf(segments(25, 2))).toBeCloseTo(2 * Math.exp(-0.1), 9);
  });

  it('goes by the last thirty, of all renditions', () => {
    expect(ratioOf([...segments(40, 4), ...segments(15, 0.5), ...segments(15, 0.5, '720p')])).toBeCloseTo(
      0.5 * Math.exp(0.5 / Math.sqrt(30)),
      9,
    );
  });

  it('counts the sound where the declared rates hold it, as in HLS', () => {
    const samples = [...segments(25, 0.5), ...audio(25, 140_000)];
    expect(ratioOf(samples)).toBeCloseTo(0.6 * Math.exp(0.1), 9);
    expect(ratioOf(samples, 140_000)).toBeCloseTo(0.5 * Math.exp(0.1), 9);
  });

  it('passes over what did not come whole, what is of another ladder, and rates that are none', () => {
    const half = segments(20, 0.5);
    expect(ratioOf(half.map((sample) => ({ ...sample, mediaSec: null })))).toBe(1);
    expect(ratioOf(half.map(({ mediaSec: _, ...sample }) => sample))).toBe(1);
    expect(ratioOf(half.map((sample) => ({ ...sample, type: 'init' })))).toBe(1);
    expect(ratioOf(half.map((sample) => ({ ...sample, renditionId: 'other' })))).toBe(1);
    const renditions = LADDER.map((rendition) => ({ ...rendition, bandwidthBps: 0 }));
    expect(sizeRatio(input({ samples: half, renditions }))).toBe(1);
    expect(ratioOf(segments(20, 10))).toBe(1);
  });

  it('is finite and positive, whatever came', () => {
    const sample = fc.record({
      bytes: fc.double({ min: 0, max: 1e12 }),
      mediaSec: fc.option(fc.double({ min: -1, max: 1e6 })),
      trackKind: fc.constantFrom('video' as const, 'audio' as const, null),
      renditionId: fc.constantFrom('240p', '1080p', 'en', null),
    });
    fc.assert(
      fc.property(fc.array(sample), fc.double({ min: 0, max: 1e7, noNaN: true }), (samples, audioBps) => {
        const ratio = ratioOf(
          samples.map((over) => ({ ...segment(0, 100, 1e6), ...over })),
          audioBps,
        );
        expect(ratio).toBeGreaterThanOrEqual(Math.exp(-2));
        expect(ratio).toBeLessThanOrEqual(Math.exp(2));
      }),
    );
  });
});

describe('a decision on a title that declares its peaks', () => {
  const planner = new Planner();
  const choose = (share: number, nextSegmentBytes: number | null = null): string => {
    const bps = 2.2e6;
    const samples = segments(20, share).map((sample) => ({
      ...sample,
      endMs: sample.startMs + (sample.bytes * 8000) / bps,
    }));
    const renditions = LADDER.map((rendition) =>
      rendition.id === '720p' ? { ...rendition, nextSegmentBytes } : rendition,
    );
    return decide(input({ samples, currentId: '480p', bufferSec: 12, renditions }), planner).renditionId;
  };

  it('takes what the link bears in truth', () => {
    expect(choose(1)).toBe('480p');
    expect(choose(0.5)).toBe('720p');
  });

  it('goes by the size of the next segment where that is known', () => {
    expect(choose(0.5, 700_000)).toBe('720p');
    expect(choose(0.5, 4e6)).toBe('480p');
  });
});
