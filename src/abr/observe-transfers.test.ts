import { expect, it } from 'vitest';
import type { TransferSample } from '../model/transfer-sample.ts';
import { observeTransfers } from './observe-transfers.ts';

const sample = (changes: Partial<TransferSample>): TransferSample => ({
  ...{ type: 'segment', trackKind: 'video', renditionId: 'v', host: 'a.test', status: 200, bytes: 1e6 },
  ...{ startMs: 0, firstByteMs: 50, endMs: 1050, attempts: 1, isCached: false },
  ...changes,
});
/** Mbit/s of the whole and of the end. */
const ratesOf = (...samples: readonly TransferSample[]): readonly [number, number] => {
  const [{ logBps, tailLogBps } = { logBps: NaN, tailLogBps: NaN }] = observeTransfers(samples, 1).segments;
  return [Math.exp(logBps) / 1e6, Math.exp(tailLogBps) / 1e6];
};

it('tells how fast the end of a transfer was', () => {
  const [whole, end] = ratesOf(sample({ tail: { bytes: 50_000, ms: 200 } }));
  expect(whole).toBeCloseTo(8, 6);
  expect(end).toBeCloseTo(2, 6);
});

it('takes the whole where the end was not measured, or is all of it: a burst that had waited', () => {
  for (const changes of [{}, { tail: null }, { tail: { bytes: 1e6, ms: 2 } }]) {
    const [whole, end] = ratesOf(sample(changes));
    expect(end).toBe(whole);
  }
});

it('takes no end for farther from the whole than a nat and a half: it may have been a burst, or a gap', () => {
  for (const [bytes, sign] of [
    [0, -1],
    [900_000, 1],
  ] as const) {
    const [whole, end] = ratesOf(sample({ tail: { bytes, ms: 200 } }));
    expect(Math.log(end / whole)).toBeCloseTo(sign * 1.5, 6);
  }
});

it('counts what came beside it at the end, too', () => {
  const audio = sample({ trackKind: 'audio', bytes: 500_000, startMs: 50 });
  const [whole, end] = ratesOf(sample({ tail: { bytes: 50_000, ms: 200 } }), audio);
  expect(whole).toBeCloseTo(12, 6);
  expect(end).toBeCloseTo(3, 6);
});

it('counts of what came as it was encoded only the time in which the link was busy, and takes its end for nothing else', () => {
  // Two seconds of 4 Mbit/s, in bursts of 40 Mbit/s.
  const asEncoded = sample({ endMs: 2050, busy: { bytes: 1e6, ms: 200 }, tail: { bytes: 50_000, ms: 200 } });
  const [whole, end] = ratesOf(asEncoded);
  expect(whole).toBeCloseTo(40, 6);
  expect(end).toBe(whole);
  expect(observeTransfers([asEncoded], 1).segments[0]?.durationSec).toBe(0.2);
  const audio = sample({ trackKind: 'audio', bytes: 250_000, startMs: 50, endMs: 2050 });
  expect(ratesOf(asEncoded, audio)[0]).toBeCloseTo(50, 6);
  expect(ratesOf(sample({ busy: null }))[0]).toBeCloseTo(8, 6);
  // With the first chunk it answers, whenever that is: how late the link answers, others tell.
  const late = { ...asEncoded, firstByteMs: 450 };
  expect(observeTransfers([late, sample({})], 1).latencySec).toBe(0.05);
  expect(observeTransfers([late], 1).latencySec).toBe(0);
});

it('makes no number of what is none: a transfer that brought nothing, slowly', () => {
  const [{ logBps } = { logBps: NaN }] = observeTransfers([sample({ bytes: 0 })], 1).segments;
  expect(Number.isFinite(logBps)).toBe(true);
});

it('tells how long it is since the one before ended, of those that count', () => {
  const sinceOf = (...samples: readonly TransferSample[]): readonly number[] =>
    observeTransfers(samples, 1).segments.map(({ sinceSec }) => sinceSec);
  const second = sample({ startMs: 3000, firstByteMs: 3050, endMs: 4050 });
  const audio = sample({ trackKind: 'audio', startMs: 1000, firstByteMs: 1050, endMs: 2000 });
  expect(sinceOf(sample({}))).toEqual([Infinity]);
  expect(sinceOf(sample({}), audio, second)).toEqual([Infinity, 3]);
  // Two at once, of which the second ends first.
  expect(sinceOf(sample({}), sample({ startMs: 100, firstByteMs: 150, endMs: 900 }))).toEqual([Infinity, 0]);
});
