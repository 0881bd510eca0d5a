import { describe, expect, it } from 'vitest';
import type { TransferSample } from '../model/transfer-sample.ts';
import { observeTransfers } from './observe-transfers.ts';
import { trafficBeside } from './traffic-beside.ts';

function sample(
  startMs: number,
  endMs: number,
  bytes: number,
  over: Partial<TransferSample> = {},
): TransferSample {
  return {
    ...{ type: 'segment', trackKind: 'video', renditionId: 'v', host: 'a.test', status: 200, attempts: 1 },
    ...{ bytes, startMs, firstByteMs: startMs, endMs, isCached: false },
    ...over,
  };
}
const measure = (samples: readonly TransferSample[]): number =>
  Math.exp(observeTransfers(samples, 16_000).segments[0]?.logBps ?? NaN);

describe('trafficBeside', () => {
  it('makes half a link whole again', () => {
    const own = [sample(0, 2000, 1_000_000)];
    const all = [...own, ...trafficBeside(own, [sample(0, 2000, 1_000_000)])];
    expect(measure(own)).toBeCloseTo(4e6, 0);
    expect(measure(all)).toBeCloseTo(8e6, 0);
  });

  it('counts only the time that was shared, and each moment of it once', () => {
    const own = [
      sample(0, 1000, 500_000),
      sample(500, 1500, 200_000, { trackKind: 'audio' }),
      sample(3000, 4000, 1),
    ];
    const beside = trafficBeside(own, [sample(1000, 3500, 2_500_000)]);
    expect(beside.map(({ startMs, endMs, bytes }) => [startMs, endMs, bytes])).toEqual([
      [1000, 1500, 500_000],
      [3000, 3500, 500_000],
    ]);
  });

  it('says nothing of other time, of a cache, or of what is no media', () => {
    const other = sample(0, 1000, 500_000);
    expect(trafficBeside([], [other])).toEqual([]);
    expect(trafficBeside([sample(1000, 2000, 1)], [other])).toEqual([]);
    expect(trafficBeside([sample(0, 1, 1)], [{ ...other, isCached: true }])).toEqual([]);
    expect(trafficBeside([sample(0, 1, 1)], [{ ...other, type: 'manifest' }])).toEqual([]);
  });
});
