import { describe, expect, it } from 'vitest';
import { concatenate } from '../../core/concatenate.ts';
import { ChunkMeter } from './chunk-meter.ts';

/** A box of so many bytes, its header among them. */
function box(type: string, size: number, header: 'short' | 'large' | 'open' = 'short'): Uint8Array {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, { short: size, large: 1, open: 0 }[header]);
  bytes.set(new TextEncoder().encode(type), 4);
  if (header === 'large') view.setBigUint64(8, BigInt(size));
  return bytes;
}
const chunk = (dataBytes: number): Uint8Array =>
  concatenate([box('prft', 32), box('moof', 100), box('mdat', dataBytes)]);

/** What a meter says of two seconds of media whose pieces came at such moments, milliseconds. */
function measure(pieces: readonly (readonly [atMs: number, bytes: Uint8Array])[], mediaSec = 2) {
  const meter = new ChunkMeter(1000);
  for (const [atMs, bytes] of pieces) meter.note(1000 + atMs, bytes);
  return meter.busy(mediaSec);
}

describe('ChunkMeter', () => {
  it('knows nothing before anything came', () => {
    expect(measure([])).toBeNull();
  });

  it('leaves out the time between chunks, and the first piece of each: the link waits for the encoder', () => {
    const [one, two] = [chunk(9868), chunk(19_868)];
    const pieces = [
      [400, one.subarray(0, 5000)],
      [480, one.subarray(5000)],
      [1800, two.subarray(0, 50)],
      [1850, two.subarray(50, 12_000)],
      [1950, two.subarray(12_000)],
    ] as const;
    expect(measure(pieces)).toEqual({ bytes: 5000 + 19_950, ms: 80 + 50 + 100 });
  });

  it('is not misled by pieces that end with chunks, as under TLS: what comes within them tells', () => {
    // Of each chunk of 18 kB a record of 16, and 15 ms later one of 2: a megabit a second, and a little.
    const pieces = Array.from({ length: 5 }, (_, index) => {
      const whole = chunk(17_868);
      const atMs = 100 + 400 * index;
      return [[atMs, whole.subarray(0, 16_000)] as const, [atMs + 15, whole.subarray(16_000)] as const];
    }).flat();
    expect(measure(pieces)).toEqual({ bytes: 10_000, ms: 75 });
  });

  it('guesses no more than twice the rate of the encoder where each chunk is one piece', () => {
    const pieces = [0, 1, 2, 3, 4].map((index) => [100 + 400 * index, chunk(4868)] as const);
    expect(measure(pieces)).toEqual({ bytes: 25_000, ms: 1700 / 2 });
  });

  it('tells of few long chunks what it tells of many', () => {
    const [one, two] = [chunk(49_868), chunk(49_868)];
    const pieces = [
      [1000, one.subarray(0, 20_000)],
      [1030, one.subarray(20_000)],
      [1940, two.subarray(0, 20_000)],
      [1970, two.subarray(20_000)],
    ] as const;
    expect(measure(pieces)).toEqual({ bytes: 60_000, ms: Math.max(60, (1970 * 0.6) / 8) });
  });

  it('takes a link for eight times as fast as the encoder at the most: pieces may have waited for the processor', () => {
    const pieces = [0, 1, 2, 3, 4].flatMap((index) => {
      const whole = chunk(19_868);
      const atMs = 100 + 400 * index;
      return [[atMs, whole.subarray(0, 10_000)] as const, [atMs, whole.subarray(10_000)] as const];
    });
    expect(measure(pieces)).toEqual({ bytes: 50_000, ms: 1700 / 2 / 8 });
  });

  it('says nothing where the link was what all waited for, or where the segment was there', () => {
    const whole = concatenate([chunk(9868), chunk(9868), chunk(9868)]);
    const every = (ms: number) =>
      [0, 1, 2, 3, 4].map((index) => [ms * index, whole.subarray(6001 * index, 6001 * (index + 1))] as const);
    expect(measure(every(600))).toBeNull(); // 2.4 s of transfer for 2 s of media
    expect(measure(every(10))).toBeNull();
    expect(measure(every(450))).not.toBeNull();
    expect(measure(every(450), 0)).toBeNull(); // of media nobody knows how long
  });

  it('reads headers however they are cut, large boxes, and ones up to the end', () => {
    const last = box('mdat', 9000, 'open');
    const whole = concatenate([box('moof', 60), box('mdat', 4940, 'large'), box('styp', 24), last]);
    // Piece by piece, ten bytes a millisecond; behind the first chunk half a second passes.
    const pieces = Array.from({ length: Math.ceil(whole.length / 10) }, (_, index) => {
      const at = index * 10;
      return [index + (at < 5000 ? 0 : 500), whole.subarray(at, at + 10)] as const;
    });
    expect(measure(pieces)).toEqual({ bytes: whole.length - 20, ms: 499 + 902 });
  });
});
