import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { input, LADDER, segment } from '../../test/fixtures/abr-input.ts';
import type { AbrInput, AbrRendition } from '../model/abr.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import { decide } from './decide.ts';
import { learnSizes } from './learn-sizes.ts';
import { nextBits } from './segment-bits.ts';
import { Planner } from './planner.ts';

const SEGMENT_SEC = 4;
const bandwidthOf = (wanted: string): number => LADDER.find(({ id }) => id === wanted)?.bandwidthBps ?? 0;

/** So many segments of a rendition, each of such a share of what its rate says; so long each came. */
function segments(
  count: number,
  share: number,
  { id = '480p', sec = SEGMENT_SEC, tookMs = 500 } = {},
): readonly TransferSample[] {
  return Array.from({ length: count }, (_, at) => ({
    ...segment(at * sec * 1000, tookMs, 0),
    renditionId: id,
    mediaSec: sec,
    bytes: (bandwidthOf(id) * sec * share) / 8,
  }));
}

const audio = (count: number, bps: number): readonly TransferSample[] =>
  segments(count, bps / bandwidthOf('480p')).map((sample) => ({
    ...sample,
    trackKind: 'audio',
    renditionId: 'en',
  }));

const learnt = (samples: readonly TransferSample[], over: Partial<AbrInput> = {}) =>
  learnSizes(input({ samples, ...over }));
const ratioOf = (samples: readonly TransferSample[], over: Partial<AbrInput> = {}): number =>
  learnt(samples, over).ratio;

describe('how much sizes vary', () => {
  const varying = (nats: number): readonly TransferSample[] =>
    Array.from({ length: 20 }, (_, at) => segments(1, Math.exp(at % 2 === 0 ? nats : -nats))).flat();

  it('is little before a segment has come, and where they are alike, whatever is declared', () => {
    expect(learnt([]).spread).toBeCloseTo(0.15, 9);
    expect(learnt(segments(1, 0.2)).spread).toBeCloseTo(0.15, 9);
    expect(learnt(segments(30, 0.5)).spread).toBeLessThan(0.1);
  });

  it('is of each rendition for itself, and not of parts of segments', () => {
    const [low, high] = [segments(10, 0.4, { id: '360p' }), segments(10, 1.2, { id: '720p' })];
    expect(learnt([...low, ...high]).spread).toBeLessThan(0.15);
    const parts = Array.from({ length: 5 }, () => [
      ...segments(1, 3, { sec: 1 }),
      ...segments(3, 0.3, { sec: 1 }),
    ]).flat();
    expect(learnt(parts).spread).toBeCloseTo(0.15, 9);
  });

  it('is learnt from those that came', () => {
    expect(learnt(varying(0.1)).spread).toBeLessThan(0.15);
    expect(learnt(varying(0.6)).spread).toBeGreaterThan(0.5);
    expect(learnt(varying(0.6)).spread).toBeLessThan(0.65);
  });
});

describe('the real size of segments', () => {
  it('is what is declared until segments show another one', () => {
    expect(ratioOf([])).toBe(1);
    expect(ratioOf(segments(1, 0.7))).toBe(1);
    expect(ratioOf(segments(30, 0.95))).toBe(1);
    expect(ratioOf(segments(30, 1))).toBe(1);
  });

  it('begins from the mean rate where that is declared beside the peak', () => {
    const renditions = LADDER.map((one) => ({ ...one, averageBandwidthBps: one.bandwidthBps * 0.6 }));
    expect(ratioOf([], { renditions })).toBeCloseTo(0.6, 9);
    expect(ratioOf(segments(9, 0.6), { renditions })).toBeCloseTo(0.6, 9);
    expect(ratioOf(segments(25, 0.3), { renditions })).toBeCloseTo(0.3 * Math.exp(0.1), 9);
    for (const averageBandwidthBps of [null, 0, 1, 1e9])
      expect(ratioOf([], { renditions: LADDER.map((one) => ({ ...one, averageBandwidthBps })) })).toBe(1);
  });

  it('is learnt the better the more have come, whether larger or smaller', () => {
    expect(ratioOf(segments(1, 0.5))).toBeCloseTo(0.5 * Math.exp(0.5), 9);
    expect(ratioOf(segments(25, 0.5))).toBeCloseTo(0.5 * Math.exp(0.1), 9);
    expect(ratioOf(segments(25, 2))).toBeCloseTo(2 * Math.exp(-0.1), 9);
  });

  it('goes by the last thirty, of all renditions', () => {
    const samples = [...segments(40, 4), ...segments(15, 0.5), ...segments(15, 0.5, { id: '720p' })];
    expect(ratioOf(samples)).toBeCloseTo(0.5 * Math.exp(0.5 / Math.sqrt(30)), 9);
  });

  it('is that of whole segments where they come in parts, the first of which are the largest', () => {
    const parts = Array.from({ length: 5 }, () => [
      ...segments(1, 2.5, { sec: 1 }),
      ...segments(3, 0.5, { sec: 1 }),
    ]).flat();
    expect(ratioOf(parts)).toBe(1);
    const small = parts.map((part) => ({ ...part, bytes: part.bytes / 4 }));
    expect(ratioOf(small)).toBeCloseTo(0.25 * Math.exp(0.5 / Math.sqrt(5)), 9);
  });

  it('is small where most are next to nothing, as of slides', () => {
    const slides = [...segments(25, 0.08), ...segments(5, 0.9)];
    expect(ratioOf(slides)).toBeCloseTo((13 / 60) * Math.exp(0.5 / Math.sqrt(30)), 9);
    expect(ratioOf(segments(30, 0.001))).toBeCloseTo(Math.exp(0.5 / Math.sqrt(30)) / 8, 9);
  });

  it('counts the sound where the declared rates hold it, as in HLS', () => {
    const samples = [...segments(25, 0.5), ...audio(25, 140_000)];
    expect(learnt(samples).ratio).toBeCloseTo(0.6 * Math.exp(0.1), 9);
    expect(learnt(samples).besideBps).toBeCloseTo(140_000, 3);
    expect(learnt(samples, { audioBps: 140_000 }).ratio).toBeCloseTo(0.5 * Math.exp(0.1), 9);
    expect(learnt(samples, { audioBps: 140_000 }).besideBps).toBe(0);
  });

  it('takes no sound for one beside it where the sound is what adapts', () => {
    const before = audio(10, 256_000);
    const now = segments(10, 1).map((sample) => ({ ...sample, trackKind: 'audio' as const }));
    expect(learnt([...before, ...now])).toMatchObject({ ratio: 1, besideBps: 0, trust: 1 });
  });

  it('passes over what did not come whole, what is of another ladder, and rates that are none', () => {
    const half = segments(20, 0.5);
    expect(ratioOf(half.map((sample) => ({ ...sample, mediaSec: null })))).toBe(1);
    expect(ratioOf(half.map(({ mediaSec: _, ...sample }) => sample))).toBe(1);
    expect(ratioOf(half.map((sample) => ({ ...sample, type: 'init' })))).toBe(1);
    expect(ratioOf(half.map((sample) => ({ ...sample, renditionId: 'other' })))).toBe(1);
    for (const bandwidthBps of [0, 1])
      expect(ratioOf(half, { renditions: LADDER.map((one) => ({ ...one, bandwidthBps })) })).toBe(1);
  });

  it('is finite and positive, whatever came', () => {
    const sample = fc.record({
      bytes: fc.double({ min: 0, max: 1e12, noNaN: true }),
      mediaSec: fc.option(fc.double({ min: -1, max: 1e6, noNaN: true })),
      trackKind: fc.constantFrom('video' as const, 'audio' as const, null),
      renditionId: fc.constantFrom('240p', '1080p', 'en', null),
    });
    fc.assert(
      fc.property(fc.array(sample), fc.double({ min: 0, max: 1e7, noNaN: true }), (samples, audioBps) => {
        const { ratio, spread } = learnt(
          samples.map((over) => ({ ...segment(0, 100, 1e6), ...over })),
          { audioBps },
        );
        expect(ratio).toBeGreaterThanOrEqual(1 / 8);
        expect(ratio).toBeLessThanOrEqual(8);
        expect(spread).toBeGreaterThan(0);
        expect(spread).toBeLessThan(Infinity);
      }),
    );
  });
});

describe('a decision on a title whose rates are not its own', () => {
  const planner = new Planner();
  /** The same segments, with such a share of what the ladder's rates say. */
  const scaled = (share: number): readonly AbrRendition[] =>
    LADDER.map((one) => ({ ...one, bandwidthBps: one.bandwidthBps / share }));
  const fetchedAt = (bps: number): readonly TransferSample[] =>
    segments(25, 1, { tookMs: (bandwidthOf('480p') * SEGMENT_SEC * 1000) / bps });

  it('takes what the link bears in truth, and says why', () => {
    const over = { samples: fetchedAt(3.6e6), currentId: '480p', bufferSec: 15 };
    const blind = over.samples.map((sample) => ({ ...sample, mediaSec: null }));
    const peaks = decide(input({ ...over, renditions: scaled(0.5) }), planner);
    expect(decide(input({ ...over, samples: blind, renditions: scaled(0.5) }), planner).renditionId).toBe(
      '480p',
    );
    expect(peaks.renditionId).toBe('720p');
    expect(peaks.reason).toContain('segments count as 55 % of their declared rate');
    expect(decide(input(over), planner).reason).not.toContain('declared');
  });

  it.each([0.4, 0.7, 1.6])('is about that on rates that are true (%d)', (share) => {
    const same = { same: 0, all: 0 };
    for (const mbps of [0.5, 0.9, 1.4, 2.2, 3.1, 4.5, 7])
      for (const bufferSec of [2, 6, 12, 20, 28])
        for (const audioBps of [0, 96_000])
          for (const isSized of [false, true]) {
            const sized = (ladder: readonly AbrRendition[]): readonly AbrRendition[] =>
              ladder.map((one) => {
                const bytes = (bandwidthOf(one.id) * SEGMENT_SEC) / 8;
                return { ...one, nextSegmentBytes: isSized ? bytes : null };
              });
            const over = { samples: fetchedAt(mbps * 1e6), currentId: '480p', bufferSec, audioBps };
            const position = (renditions: readonly AbrRendition[]): number => {
              const { renditionId } = decide(input({ ...over, renditions: sized(renditions) }), planner);
              return LADDER.findIndex(({ id }) => id === renditionId);
            };
            const [told, right] = [position(scaled(share)), position(LADDER)];
            expect(Math.abs(told - right)).toBeLessThanOrEqual(1);
            same.all += 1;
            if (told === right) same.same += 1;
          }
    expect(same.same / same.all).toBeGreaterThan(0.8);
  });

  it('goes by the size of the next segment where that is known', () => {
    const renditions = scaled(0.5).map((one) =>
      one.id === '720p' ? { ...one, nextSegmentBytes: 6e6 } : one,
    );
    const over = { samples: fetchedAt(3.6e6), currentId: '480p', bufferSec: 15, renditions };
    expect(decide(input(over), planner).renditionId).toBe('480p');
  });
});

describe('a transfer under way on such a title', () => {
  const planner = new Planner();
  const stuck = (receivedBytes: number, totalBytes: number | null, mediaSec: number | null) => {
    const samples = segments(25, 0.5, { id: '1080p', tookMs: 2000 }).map((one) => ({ ...one, mediaSec }));
    return decide(
      input({
        ...{ samples, currentId: '1080p', bufferSec: 1, atMs: 112_000 },
        inFlight: { renditionId: '1080p', receivedBytes, totalBytes, firstByteMs: 104_000 },
      }),
      planner,
    );
  };

  it('is abandoned by the size that it has in truth', () => {
    expect(stuck(300_000, 1_250_000, SEGMENT_SEC).renditionId).toBe('240p');
    expect(stuck(1_200_000, 1_250_000, SEGMENT_SEC).renditionId).toBe('1080p');
  });

  it('is not taken for ended where it is larger than most and nobody tells its size', () => {
    expect(stuck(1_500_000, null, SEGMENT_SEC).renditionId).toBe('240p');
    expect(stuck(1_300_000, null, SEGMENT_SEC).renditionId, 'nearly there').toBe('1080p');
  });
});

describe('sizes that the manifest tells', () => {
  const told = (count: number, factor: number): readonly TransferSample[] =>
    segments(count, 1).map((sample) => ({ ...sample, toldBytes: sample.bytes * factor }));
  const trustIn = (samples: readonly TransferSample[]): number => learnt(samples).trust;

  it('count whole where none is told, and where they are right', () => {
    expect(trustIn([])).toBe(1);
    expect(trustIn(segments(20, 0.5))).toBe(1);
    expect(trustIn(told(20, 1))).toBe(1);
  });

  it('count the less the farther they turn out to be off, either way', () => {
    expect(trustIn(told(19, Math.exp(0.05)))).toBeCloseTo(1 / (1 + 0.95 ** 2), 9);
    expect(trustIn(told(19, Math.exp(-0.05)))).toBeCloseTo(1 / (1 + 0.95 ** 2), 9);
    expect(trustIn(told(20, 1.3))).toBeLessThan(0.06);
    expect(trustIn(told(1, 1.3))).toBeGreaterThan(trustIn(told(5, 1.3)));
  });

  it('leave the rest to the declared rate', () => {
    const rendition: AbrRendition = { ...LADDER[0]!, bandwidthBps: 1e6, nextSegmentBytes: 2e6 };
    const bitsAt = (trust: number): number | undefined =>
      nextBits([rendition], { segmentSec: 4, sizes: { ratio: 1, besideBps: 0, trust, spread: 0 } })[0];
    expect(bitsAt(1)).toBe(16e6);
    expect(bitsAt(0.5)).toBeCloseTo(8e6);
    expect(bitsAt(0.01)).toBeCloseTo(4e6 * 4 ** 0.01);
  });
});
