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

/** What a meter says of pieces that came so many milliseconds after the request. */
function measure(pieces: readonly (readonly [atMs: number, bytes: Uint8Array])[]) {
  const meter = new ChunkMeter(1000);
  for (const [atMs, bytes] of pieces) meter.note(1000 + atMs, bytes);
  return meter.busy();
}

describe('ChunkMeter', () => {
  it('knows nothing before anything came', () => {
    expect(measure([])).toBeNull();
  });

  it('leaves out the time between chunks: the link waits for the encoder', () => {
    const [one, two] = [chunk(9868), chunk(19_868)];
    const pieces = [
      [400, one.subarray(0, 5000)],
      [420, one.subarray(5000)],
      [800, two.subarray(0, 50)],
      [810, two.subarray(50, 12_000)],
      [850, two.subarray(12_000)],
    ] as const;
    // 20 ms of the first chunk, 50 of the second; of the first piece of each, 5 ms.
    expect(measure(pieces)).toEqual({ bytes: 30_000, ms: 20 + 50 + 2 * 5 });
  });

  it('counts all the time where the link is what all waits for: each piece ends within a chunk', () => {
    const whole = concatenate([chunk(9868), chunk(9868), chunk(9868)]);
    const pieces = [0, 1, 2, 3, 4].map(
      (index) => [100 + 300 * index, whole.subarray(6001 * index, 6001 * (index + 1))] as const,
    );
    expect(measure(pieces)).toEqual({ bytes: 30_000, ms: 4 * 300 + 5 });
  });

  it('reads headers however they are cut, and large boxes', () => {
    const whole = concatenate([box('moof', 60), box('mdat', 140, 'large'), box('styp', 24), box('mdat', 76)]);
    const pieces = Array.from(
      whole,
      (_, at) => [at + (at < 200 ? 0 : 5000), whole.subarray(at, at + 1)] as const,
    );
    // Piece by piece, a byte a millisecond: of the five seconds behind the first chunk, 5 ms.
    expect(measure(pieces)).toEqual({ bytes: 300, ms: 199 + 5 + 99 });
  });

  it('takes a box without a size for one up to the end', () => {
    const whole = concatenate([box('moof', 60), box('mdat', 940, 'open')]);
    expect(
      measure([
        [10, whole.subarray(0, 500)],
        [900, whole.subarray(500)],
      ]),
    ).toEqual({ bytes: 1000, ms: 5 + 890 });
  });

  it('measures no time that is shorter than a clock may tell', () => {
    expect(measure([[0, chunk(500)]])).toEqual({ bytes: 632, ms: 1 });
  });
});
