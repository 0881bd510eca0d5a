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
import { readStartSec, readTracks, visitBoxes } from './mp4-timing.ts';

describe('readTracks', () => {
  it.each([0, 1] as const)('reads tkhd, mdhd and elst of version %i', (version) => {
    const init = initSegment({ id: 7, kind: 'video', timescale: 90_000, version, edits: [7200] });
    const track = { isPicture: true, timescale: 90_000, editTicks: 7200, sampleTicks: 0 };
    expect([...readTracks(init)]).toEqual([[7, track]]);
  });

  it('reads every track of a muxed init segment', () => {
    const init = initSegment(
      { id: 1, kind: 'video', timescale: 12_800, version: 1 },
      { id: 2, kind: 'audio', timescale: 48_000, edits: [1024] },
    );
    expect([...readTracks(init)].map(([id, { timescale, editTicks }]) => [id, timescale, editTicks])).toEqual(
      [
        [1, 12_800, 0],
        [2, 48_000, 1024],
      ],
    );
  });

  it.each([0, 1] as const)('passes over an empty edit, version %i', (version) => {
    const init = initSegment({ id: 1, kind: 'video', timescale: 1000, version, edits: [-1, 80] });
    expect(readTracks(init).get(1)?.editTicks).toBe(0);
  });

  it('reads the default duration of samples', () => {
    const trex = fullBox('trex', 0, 0, u32(1), u32(1), u32(512), zeros(8));
    const init = concat(
      initSegment({ id: 1, kind: 'video', timescale: 1000 }),
      box('moov', box('mvex', trex)),
    );
    expect(readTracks(init).get(1)?.sampleTicks).toBe(512);
  });

  it('finds none in bytes that are no init segment', () => {
    expect(readTracks(zeros(0)).size).toBe(0);
    expect(readTracks(ascii('#EXTM3U and so on')).size).toBe(0);
  });
});

describe('readStartSec', () => {
  const tracks = readTracks(
    initSegment({ id: 1, kind: 'video', timescale: 1000 }, { id: 2, kind: 'audio', timescale: 48_000 }),
  );

  it.each([0, 1] as const)('reads tfdt of version %i', (version) => {
    const moof = fragment([{ trackId: 1, decodeTime: 12_500, duration: 2000, version }]);
    expect(readStartSec(moof, tracks)).toBe(12.5);
  });

  it('reads times beyond 32 bits', () => {
    const decodeTime = 2 ** 40;
    const moof = fragment([{ trackId: 1, decodeTime, duration: 2000 }]);
    expect(readStartSec(moof, tracks)).toBe(decodeTime / 1000);
  });

  it('counts from the first picture shown, not the first decoded', () => {
    const run = { trackId: 1, decodeTime: 5000, duration: 160 };
    expect(readStartSec(fragment([{ ...run, delays: [80, 160, 40, 40] }]), tracks)).toBe(5.08);
    expect(readStartSec(fragment([{ ...run, delays: [0, 80, -40, -40] }]), tracks)).toBe(5);
    // Pictures that lead the key frame of an open GOP.
    expect(readStartSec(fragment([{ ...run, delays: [120, 0, 80, 0] }]), tracks)).toBe(5.04);
  });

  it('takes off what an edit list cuts', () => {
    const edited = readTracks(initSegment({ id: 1, kind: 'video', timescale: 1000, edits: [80] }));
    const run = { trackId: 1, decodeTime: 5000, duration: 160, delays: [80, 160, 40, 40] };
    expect(readStartSec(fragment([run]), edited)).toBe(5);
  });

  it('counts sound from where an edit list lets it begin', () => {
    const edited = readTracks(initSegment({ id: 2, kind: 'audio', timescale: 48_000, edits: [1024] }));
    const run = { trackId: 2, decodeTime: 0, duration: 96_000 };
    expect(readStartSec(fragment([run]), edited)).toBe(0);
    expect(readStartSec(fragment([{ ...run, decodeTime: 97_024 }]), edited)).toBe(2);
  });

  it.each([
    ['the fragment', 0x8, [u32(20)]],
    ['the init segment', 0, []],
  ])('takes the duration of a sample from %s', (_name, flags, fields) => {
    const tfhd = fullBox('tfhd', 0, flags, u32(1), ...fields);
    const trun = fullBox('trun', 1, 0x800, u32(2), u32(100), u32(50));
    const moof = box('moof', box('traf', tfhd, fullBox('tfdt', 0, 0, u32(1000)), trun));
    const track = { isPicture: true, timescale: 1000, editTicks: 0, sampleTicks: 20 };
    expect(readStartSec(moof, new Map([[1, track]]))).toBe(1.07);
  });

  it('lets the picture decide, and sound where there is none', () => {
    const sound = { trackId: 2, decodeTime: 9.9 * 48_000, duration: 96_000 };
    const picture = { trackId: 1, decodeTime: 10_000, duration: 2000 };
    expect(readStartSec(fragment([sound, picture]), tracks)).toBe(10);
    expect(readStartSec(fragment([sound]), tracks)).toBeCloseTo(9.9, 9);
  });

  it('says nothing of tracks that it was not told of, or without tfdt', () => {
    expect(readStartSec(fragment([{ trackId: 9, decodeTime: 5, duration: 1 }]), tracks)).toBeNull();
    const trun = fullBox('trun', 0, 0, u32(1));
    expect(readStartSec(box('moof', box('traf', fullBox('tfhd', 0, 0, u32(1)), trun)), tracks)).toBeNull();
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
        { id: 1, kind: 'video', timescale: 1000, edits: [80] },
        { id: 2, kind: 'audio', timescale: 48_000, version: 1, edits: [1024] },
      ),
      fragment([{ trackId: 1, decodeTime: 5, duration: 100, delays: [80, 160, 40, 40] }]),
    );
    const damage = fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(damage, fc.nat({ max: whole.length }), (damaged, length) => {
        const bytes = whole.slice(0, length);
        for (const [place, value] of damaged) if (place < length) bytes[place] = value;
        const startSec = readStartSec(bytes, readTracks(bytes));
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
  expect(readTracks(bytes).size).toBe(0);
});
