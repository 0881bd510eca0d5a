import { describe, expect, it } from 'vitest';
import { input, LADDER, segment } from '../../test/fixtures/abr-input.ts';
import type { AbrInput } from '../model/abr.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import { DEFAULT_ABR_CONFIG } from './abr-config.ts';
import { learnSizes } from './learn-sizes.ts';
import { planAhead, readPlan } from './plan-ahead.ts';
import { readLink } from './read-link.ts';
import type { LinkKind } from './throughput-outcomes.ts';
import { ValueTable, type PlanSetting } from './value-table.ts';

const SAMPLES = [0, 1000, 2000, 3000].map((startMs) => segment(startMs, 1000, 3e6));

const newTable = (setting: PlanSetting): ValueTable => new ValueTable(setting);

function planOf(asked: AbrInput, tableFor = newTable) {
  const link = readLink(asked, DEFAULT_ABR_CONFIG);
  return readPlan(
    asked.renditions,
    0,
    asked,
    { link, forecast: null, sizes: learnSizes(asked) },
    DEFAULT_ABR_CONFIG,
    tableFor,
  );
}

/** For how many segments of 4 s behind the next one a plan is made, five minutes after the load began. */
function segmentsPlanned(known: Partial<AbrInput>): number {
  const asked = input({
    atMs: 300_000,
    samples: SAMPLES,
    remainingSec: null,
    segmentDurationSec: 4,
    ...known,
  });
  return planOf(asked).state.segmentsLeft;
}

describe('sizes of segments behind the next one', () => {
  const renditions = LADDER.map((one) => ({
    ...one,
    laterSegmentBytes: [1, 1, 1, 1].map((factor) => (factor * 4 * one.bandwidthBps * 4) / 8),
  }));
  const rungFor = (known: Partial<AbrInput>): number => {
    const asked = input({ atMs: 300_000, samples: SAMPLES, currentId: '720p', bufferSec: 12, ...known });
    return planAhead(planOf(asked)).position;
  };

  it('lower what is chosen, where they are far larger than declared', () => {
    expect(rungFor({ renditions })).toBeLessThan(rungFor({}));
  });

  it('count as the table counts those declared, whatever the duration is rounded to', () => {
    for (const segmentDurationSec of [1.2, 0.75, 1.25, 2.24, 3.84]) {
      const declared = LADDER.map((one) => ({
        ...one,
        laterSegmentBytes: [(one.bandwidthBps * segmentDurationSec) / 8],
      }));
      const { state, table } = planOf(input({ renditions: declared, segmentDurationSec, samples: SAMPLES }));
      table.declaredBits.forEach((bits, rung) => {
        expect(state.laterBits[0]?.[rung]).toBeCloseTo(bits, 3);
      });
    }
  });

  it('count when a segment is chosen, not where one under way is looked at', () => {
    expect(planOf(input({ renditions, samples: SAMPLES })).state.laterBits).toHaveLength(4);
    const inFlight = { renditionId: '720p', receivedBytes: 1, totalBytes: 1e6, firstByteMs: 0 };
    expect(planOf(input({ renditions, samples: SAMPLES, inFlight })).state.laterBits).toEqual([]);
  });
});

describe('a table of values', () => {
  const samplesVarying = (nats: number): readonly TransferSample[] =>
    Array.from({ length: 20 }, (_, at) => ({
      ...segment(at * 4000, 2000, 3e6),
      ...{ renditionId: '480p', mediaSec: 4, bytes: 700_000 * Math.exp(at % 2 === 0 ? nats : -nats) },
    }));
  const spreadIn = (nats: number): number =>
    planOf(input({ samples: samplesVarying(nats) })).table.setting.sizeSpread;

  it('is for sizes that vary, once they vary by more than is common', () => {
    expect([0.1, 0.3, 0.45, 0.6, 2].map(spreadIn)).toEqual([0, 0, 0.5, 0.5, 0.5]);
  });

  it('is begun for the other kind, too, near the edge between the two', () => {
    const asked: number[] = [];
    const note = (setting: PlanSetting): ValueTable => {
      asked.push(setting.sizeSpread);
      return newTable(setting);
    };
    planOf(input({ samples: samplesVarying(0.36) }), note);
    expect(new Set(asked)).toEqual(new Set([0, 0.5]));
    asked.length = 0;
    planOf(input({ samples: samplesVarying(0.1) }), note);
    expect(new Set(asked)).toEqual(new Set([0]));
  });
});

describe('how far is planned', () => {
  it('to the end of the title, or as far as values are kept', () => {
    expect(segmentsPlanned({ remainingSec: 40 })).toBe(10);
    expect(segmentsPlanned({})).toBeGreaterThan(24);
    expect(segmentsPlanned({ awaitedAtMs: [0] })).toBeGreaterThan(24);
  });

  it('not far, until four segments of the picture have shown the link', () => {
    const sound = SAMPLES.map((sample) => ({ ...sample, trackKind: 'audio' as const }));
    const few = segmentsPlanned({ samples: [...SAMPLES.slice(1), ...sound] });
    expect(few).toBeLessThan(segmentsPlanned({ samples: SAMPLES }));
    expect(few).toBe(segmentsPlanned({ samples: SAMPLES.slice(0, 1) }));
  });

  it('nor until seven have come that are alike, but for those that answer late', () => {
    const alike = (count: number, latencyMs: number): readonly TransferSample[] =>
      Array.from({ length: count }, (_, index) => {
        const sample = segment(index * 4000, 1000, 3e6);
        return { ...sample, firstByteMs: sample.startMs + latencyMs, endMs: sample.endMs + latencyMs };
      });
    const far = segmentsPlanned({});
    expect(segmentsPlanned({ samples: alike(6, 20) })).toBe(segmentsPlanned({ samples: alike(1, 20) }));
    expect(segmentsPlanned({ samples: alike(7, 20) })).toBe(far);
    expect(segmentsPlanned({ samples: alike(6, 120) })).toBe(far);
    const wandering = alike(6, 20).map((sample, index) => ({
      ...sample,
      bytes: sample.bytes * 2 ** (index % 2),
    }));
    expect(segmentsPlanned({ samples: wandering })).toBe(far);
  });

  it('for a quarter of the time between two seeks, where the viewer seeks, and for 20 s at the least', () => {
    expect(segmentsPlanned({ awaitedAtMs: [0, 100_000] })).toBe(19);
    expect(segmentsPlanned({ awaitedAtMs: [0, 100_000, 200_000] })).toBe(9);
    expect(segmentsPlanned({ awaitedAtMs: [0, 50_000, 100_000, 150_000, 200_000, 250_000] })).toBe(5);
    expect(segmentsPlanned({ awaitedAtMs: [0, 100_000, 200_000], remainingSec: 12 })).toBe(3);
  });

  it('as before a seek, once the viewer has stayed for long', () => {
    const awaitedAtMs = [0, 60_000];
    expect(segmentsPlanned({ awaitedAtMs, atMs: 400_000 })).toBeGreaterThanOrEqual(24);
  });

  it('as if there had been one seek, where several come within ten seconds', () => {
    const searched = { awaitedAtMs: [0, 100_000, 104_000, 109_000] };
    expect(segmentsPlanned(searched)).toBe(segmentsPlanned({ awaitedAtMs: [0, 100_000] }));
    const skipping = Array.from({ length: 21 }, (_, index) => 100_000 + index * 9000);
    expect(segmentsPlanned({ awaitedAtMs: skipping })).toBe(5);
  });
});

describe('what is expected of the link', () => {
  it('is another outage, once it was away', () => {
    const usual = [0, 4000, 8000, 12_000, 16_000, 20_000, 24_000].map((atMs) => segment(atMs, 1000, 3e6));
    const away = { ...segment(28_000, 25_000, 120_000), tail: { bytes: 75_000, ms: 200 } };
    const seen = (samples: readonly TransferSample[]): string =>
      planOf(input({ currentId: '480p', samples })).table.setting.link.seenOutage;
    expect(seen([...usual, away])).toBe('long');
    expect(seen([...usual, { ...segment(28_000, 5000, 600_000), tail: away.tail }])).toBe('short');
    expect(seen([...usual, { ...away, tail: null }])).toBe('none');
    expect(seen(usual)).toBe('none');
  });

  describe('is made ready for', () => {
    /** Segments of 1.5 MB, each in 4 s times one of these. */
    const segments = (times: readonly number[], latencyMs = 70): readonly TransferSample[] =>
      times.map((time, index) => {
        const [startMs, tookMs] = [index * 8000, latencyMs + 4000 * time];
        const sample = { ...segment(startMs, tookMs, 1), bytes: 1_500_000 };
        return { ...sample, firstByteMs: startMs + latencyMs };
      });
    /** One that the link was away in, and back at its end. */
    const away = (startMs: number, tookMs: number): TransferSample => ({
      ...segment(startMs, tookMs, 1),
      bytes: 1_500_000,
      tail: { bytes: 100_000, ms: 200 },
    });
    const EVEN = segments(Array.from({ length: 20 }, () => 1));
    const WANDERING = segments(Array.from({ length: 20 }, (_, index) => (index % 2 ? 0.8 : 1.2)));
    /** What is begun while another one has been under way for so long, and so many bytes have come of it. */
    const begun = (samples: readonly TransferSample[], underWayMs: number, receivedBytes = 1000) => {
      const links: LinkKind[] = [];
      const inFlight = { renditionId: '480p', receivedBytes, totalBytes: null, firstByteMs: 200_000 };
      planOf(input({ atMs: 200_000 + underWayMs, currentId: '480p', samples, inFlight }), (setting) => {
        links.push(setting.link);
        return newTable(setting);
      });
      return links;
    };
    const seenOf = (links: readonly LinkKind[]) => new Set(links.map(({ seenOutage }) => seenOutage));

    it.each([
      ['an even link', EVEN],
      ['a wandering link', WANDERING],
    ])(
      'on %s, while a transfer loses as much as an outage takes: the table that is needed then',
      (_, samples) => {
        for (const lostMs of [5000, 15_000]) {
          const tookMs = 4000 + lostMs;
          const after = [...samples, away(200_000, tookMs)];
          const needed = planOf(input({ currentId: '480p', samples: after })).table.setting.link;
          expect(needed.seenOutage).toBe(lostMs < 10_000 ? 'short' : 'long');
          expect(begun(samples, tookMs)).toContainEqual(needed);
        }
      },
    );

    it('not by a transfer that comes as fast as ever, however long it takes', () => {
      expect(seenOf(begun(EVEN, 12_000, 4_500_000))).toEqual(new Set(['none']));
      expect(seenOf(begun(EVEN, 2900))).toEqual(new Set(['none']));
    });

    it('on a link that was away for some seconds, for long', () => {
      const samples = [...EVEN.slice(0, 19), away(152_000, 9000)];
      expect(seenOf(begun(samples, 5000))).toEqual(new Set(['short']));
      expect(seenOf(begun(samples, 20_000))).toEqual(new Set(['short', 'long']));
    });

    it('not on what answers late', () => {
      const late = segments(
        Array.from({ length: 20 }, () => 1),
        120,
      );
      expect(seenOf(begun(late, 12_000))).toEqual(new Set(['none']));
    });

    it('before a link counts as known', () => {
      const samples = [...EVEN.slice(0, 2), away(16_000, 9000)];
      expect(seenOf(begun(samples, 1000))).toEqual(new Set(['none', 'short']));
    });
  });
});

describe('what a rendition is worth', () => {
  const SOUND_BPS = 100_000;
  const video = { ...segment(0, 1000, 3e6), renditionId: '480p', mediaSec: 4 };
  const sound = {
    ...segment(0, 400, 1e6),
    trackKind: 'audio' as const,
    bytes: (SOUND_BPS * 4) / 8,
    mediaSec: 4,
  };
  const qualities = (known: Partial<AbrInput>): readonly number[] =>
    planOf(input({ currentId: '480p', ...known })).table.setting.qualities;
  const pictures = LADDER.map(({ bandwidthBps }) => Math.log(bandwidthBps / 400_000));

  it('is the logarithm of its rate', () => {
    expect(qualities({ samples: [video], audioBps: SOUND_BPS })).toEqual(pictures);
    expect(qualities({ samples: [video, sound], audioBps: SOUND_BPS })).toEqual(pictures);
  });

  it('is that of the picture alone, where declared rates hold the sound, as in HLS', () => {
    const renditions = LADDER.map((one) => ({ ...one, bandwidthBps: one.bandwidthBps + SOUND_BPS }));
    for (const [rung, quality] of qualities({ renditions, samples: [video, sound] }).entries())
      expect(quality).toBeCloseTo(pictures[rung] ?? NaN, 1);
  });

  it('is finite where hardly more than the sound is declared', () => {
    const renditions = [90_000, 120_000, 900_000].map((bandwidthBps, rung) => ({
      ...LADDER[rung]!,
      bandwidthBps,
    }));
    const told = qualities({ renditions, samples: [{ ...video, renditionId: '240p' }, sound] });
    expect(told.every(Number.isFinite)).toBe(true);
    expect([...told].sort((one, other) => one - other)).toEqual(told);
  });
});
