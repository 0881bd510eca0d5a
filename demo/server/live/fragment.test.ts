import { describe, expect, it } from 'vitest';
import { findBox, listBoxes, longWord, makeBox, viewOf, words } from './boxes.ts';
import { fragmentTicks, readFragment, sliceFragment, writeFragment, type Fragment } from './fragment.ts';

const DATA = Uint8Array.from({ length: 60 }, (_, i) => i);
const FRAGMENT: Fragment = {
  trackId: 3,
  decodeTicks: 1000,
  samples: [10, 20, 30].map((sizeBytes, i) => ({
    durationTicks: 512,
    sizeBytes,
    flags: i === 0 ? 0x2000000 : 0x10000,
    compositionTicks: i === 1 ? -512 : 1024,
  })),
  data: DATA,
  group: { type: 0x726f6c6c, index: 65537 },
};

/** As a packager writes it: defaults in `tfhd`, flags of the first sample apart. */
function packaged(tfdt: Uint8Array, extra: readonly Uint8Array[] = []): Uint8Array {
  const tfhd = makeBox('tfhd', words(0x02003a, 3, 1, 512, 20, 0x10000));
  const trun = makeBox('trun', words(0x5, 3, 0, 0x2000000));
  const traf = makeBox('traf', tfhd, makeBox('tfdt', tfdt), trun, ...extra);
  return Buffer.concat([makeBox('styp'), makeBox('moof', traf), makeBox('mdat', DATA)]);
}

describe('readFragment', () => {
  it('reads back what writeFragment wrote', () => {
    expect(readFragment(writeFragment(FRAGMENT, 7))).toEqual(FRAGMENT);
  });

  it.each([
    ['version 0', words(0, 0xfffffff0), 0xfffffff0],
    ['version 1', Buffer.concat([words(0x01000000), longWord(2 ** 40 + 5)]), 2 ** 40 + 5],
  ])('reads a decode time of %s, and defaults', (_, tfdt, decodeTicks) => {
    const fragment = readFragment(packaged(tfdt));
    expect(fragment.decodeTicks).toBe(decodeTicks);
    expect(fragment.samples.map(({ sizeBytes }) => sizeBytes)).toEqual([20, 20, 20]);
    expect(fragment.samples.map(({ flags }) => flags)).toEqual([0x2000000, 0x10000, 0x10000]);
    expect(fragmentTicks(fragment)).toBe(3 * 512);
  });

  it('refuses what it would lose', () => {
    expect(() => readFragment(packaged(words(0, 0), [makeBox('senc')]))).toThrow('senc');
    expect(() => readFragment(makeBox('mdat', DATA))).toThrow('moof');
    expect(() => readFragment(DATA)).toThrow('no box');
  });
});

describe('writeFragment', () => {
  it('grows a decode time beyond 32 bits, and points at the data', () => {
    const early = readFragment(packaged(words(0, 0xfffffff0)));
    const bytes = writeFragment({ ...early, decodeTicks: early.decodeTicks + 2 ** 44 }, 2 ** 32 + 9);
    expect(readFragment(bytes).decodeTicks).toBe(2 ** 44 + 0xfffffff0);
    const file = viewOf(bytes);
    expect(findBox(file, 'moof', 'mfhd').body.getUint32(4)).toBe(9);
    const dataOffset = findBox(file, 'moof', 'traf', 'trun').body.getInt32(8);
    expect(bytes.subarray(dataOffset)).toEqual(DATA);
    expect(listBoxes(file).map(({ type }) => type)).toEqual(['moof', 'mdat']);
  });

  it('writes slices that make up the whole', () => {
    const parts = [sliceFragment(FRAGMENT, 0, 2), sliceFragment(FRAGMENT, 2, 3)];
    const read = parts.map((part) => readFragment(writeFragment(part, 1)));
    expect(read.map(({ decodeTicks }) => decodeTicks)).toEqual([1000, 1000 + 2 * 512]);
    expect(read.flatMap(({ samples }) => samples)).toEqual(FRAGMENT.samples);
    expect(Buffer.concat(read.map(({ data }) => data))).toEqual(Buffer.from(DATA));
  });
});
