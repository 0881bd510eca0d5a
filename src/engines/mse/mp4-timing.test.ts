import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  box,
  concat,
  fragment,
  fullBox,
  initSegment,
  u32,
  zeros,
  ascii,
} from '../../../test/fixtures/toy-mp4.ts';
import { readStartSec, readTimescales, visitBoxes } from './mp4-timing.ts';

describe('readTimescales', () => {
  it.each([0, 1] as const)('reads tkhd and mdhd of version %i', (version) => {
    const init = initSegment({ id: 7, kind: 'video', timescale: 90_000, version });
    expect([...readTimescales(init)]).toEqual([[7, 90_000]]);
  });

  it('reads every track of a muxed init segment', () => {
    const init = initSegment(
      { id: 1, kind: 'video', timescale: 12_800, version: 1 },
      { id: 2, kind: 'audio', timescale: 48_000 },
    );
    expect([...readTimescales(init)]).toEqual([
      [1, 12_800],
      [2, 48_000],
    ]);
  });

  it('finds none in bytes that are no init segment', () => {
    expect(readTimescales(zeros(0)).size).toBe(0);
    expect(readTimescales(ascii('#EXTM3U and so on')).size).toBe(0);
  });
});

describe('readStartSec', () => {
  const timescales = new Map([
    [1, 1000],
    [2, 48_000],
  ]);

  it.each([0, 1] as const)('reads tfdt of version %i', (version) => {
    const moof = fragment([{ trackId: 1, decodeTime: 12_500, duration: 2000, version }]);
    expect(readStartSec(moof, timescales)).toBe(12.5);
  });

  it('reads times beyond 32 bits', () => {
    const decodeTime = 2 ** 40;
    const moof = fragment([{ trackId: 1, decodeTime, duration: 2000 }]);
    expect(readStartSec(moof, timescales)).toBe(decodeTime / 1000);
  });

  it('takes the earliest of several tracks, each by its own timescale', () => {
    const moof = fragment([
      { trackId: 1, decodeTime: 10_000, duration: 2000 },
      { trackId: 2, decodeTime: 9.9 * 48_000, duration: 96_000 },
    ]);
    expect(readStartSec(moof, timescales)).toBeCloseTo(9.9, 9);
  });

  it('says nothing of tracks that it was not told of, or without tfdt', () => {
    expect(readStartSec(fragment([{ trackId: 9, decodeTime: 5, duration: 1 }]), timescales)).toBeNull();
    const bare = box('moof', box('traf', fullBox('tfhd', 0, 0, u32(1))));
    expect(readStartSec(bare, timescales)).toBeNull();
  });
});

describe('visitBoxes', () => {
  it('visits a box of size 0 up to the end, and 64-bit sizes', () => {
    const seen: [string, number][] = [];
    const bytes = concat(
      concat(u32(1), ascii('free'), u32(0), u32(18), zeros(2)),
      box('skip', zeros(3)),
      concat(u32(0), ascii('mdat'), zeros(11)),
    );
    visitBoxes(bytes, (type, body) => seen.push([type, body.byteLength]));
    expect(seen).toEqual([
      ['free', 2],
      ['skip', 3],
      ['mdat', 11],
    ]);
  });

  it('neither throws nor hangs on damaged bytes', () => {
    const whole = concat(
      initSegment(
        { id: 1, kind: 'video', timescale: 1000 },
        { id: 2, kind: 'audio', timescale: 48_000, version: 1 },
      ),
      fragment([{ trackId: 1, decodeTime: 5, duration: 100 }]),
    );
    const damage = fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(damage, fc.nat({ max: whole.length }), (damaged, length) => {
        const bytes = whole.slice(0, length);
        for (const [place, value] of damaged) if (place < length) bytes[place] = value;
        const startSec = readStartSec(bytes, readTimescales(bytes));
        expect(startSec === null || typeof startSec === 'number').toBe(true);
      }),
    );
  });

  it('neither throws nor hangs on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        let visits = 0;
        visitBoxes(bytes, () => (visits += 1));
        expect(visits).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
});

it('does not follow nesting that was made to exhaust the stack', () => {
  const depth = 10_000;
  const bytes = concat(
    ...Array.from({ length: depth }, (_, at) => concat(u32((depth - at) * 8), ascii('moov'))),
  );
  expect(readTimescales(bytes).size).toBe(0);
});
