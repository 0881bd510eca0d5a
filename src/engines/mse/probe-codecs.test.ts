import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aacEntry,
  audioEntry,
  avcEntry,
  box,
  concat,
  esds,
  fullBox,
  initSegment,
  u16,
  u32,
  u8,
  visualEntry,
  zeros,
} from '../../../test/fixtures/toy-mp4.ts';
import { probeMp4Types, readCodecs } from './probe-codecs.ts';

const video = (entry: Uint8Array): string | undefined =>
  readCodecs(initSegment({ id: 1, kind: 'video', timescale: 1000, entry })).video[0];
const audio = (entry: Uint8Array): string | undefined =>
  readCodecs(initSegment({ id: 1, kind: 'audio', timescale: 1000, entry })).audio[0];

/** Main profile, level 3.1, main tier, progressive and frame-only. */
const hvcC = box('hvcC', u8(1, 0x01, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 93), zeros(10));

describe('readCodecs', () => {
  it.each([
    ['H.264', avcEntry, 'avc1.64001E'],
    [
      'H.264 with in-band parameters',
      visualEntry('avc3', box('avcC', u8(1, 0x4d, 0x40, 0x29))),
      'avc3.4D4029',
    ],
    ['HEVC Main', visualEntry('hvc1', hvcC), 'hvc1.1.6.L93.90'],
    [
      'HEVC Main 10, high tier',
      visualEntry('hev1', box('hvcC', u8(1, 0x22, 0x20, 0, 0, 0, 0xb0, 0x08, 0, 0, 0, 0, 150), zeros(10))),
      'hev1.2.4.H150.B0.8',
    ],
    ['AV1 Main', visualEntry('av01', box('av1C', u8(0x81, 0x08, 0x0c, 0))), 'av01.0.08M.08'],
    [
      'AV1 High, 10 bit, high tier',
      visualEntry('av01', box('av1C', u8(0x81, 0x2d, 0xc0, 0))),
      'av01.1.13H.10',
    ],
    ['AV1 Professional, 12 bit', visualEntry('av01', box('av1C', u8(0x81, 0x4d, 0x60, 0))), 'av01.2.13M.12'],
    ['VP9', visualEntry('vp09', fullBox('vpcC', 1, 0, u8(0, 31, 0x82, 1, 1, 1, 0, 0))), 'vp09.00.31.08'],
    [
      'VP9 profile 2',
      visualEntry('vp09', fullBox('vpcC', 1, 0, u8(2, 10, 0xa2, 1, 1, 1, 0, 0))),
      'vp09.02.10.10',
    ],
    ['an entry it does not know', visualEntry('dvh1', zeros(4)), 'dvh1'],
  ])('reads %s', (_name, entry, codec) => {
    expect(video(entry)).toBe(codec);
  });

  it.each([
    ['AAC-LC', aacEntry, 'mp4a.40.2'],
    ['HE-AAC', audioEntry('mp4a', esds(0x40, u8(0x2b, 0x92, 0x08))), 'mp4a.40.5'],
    ['xHE-AAC (escaped object type 42)', audioEntry('mp4a', esds(0x40, u8(0xf9, 0x40))), 'mp4a.40.42'],
    ['MP3', audioEntry('mp4a', esds(0x6b, zeros(0))), 'mp4a.6b'],
    ['Opus', audioEntry('Opus', box('dOps', zeros(11))), 'opus'],
    ['FLAC', audioEntry('fLaC', fullBox('dfLa', 0, 0, zeros(38))), 'flac'],
    ['AC-3', audioEntry('ac-3', box('dac3', zeros(3))), 'ac-3'],
  ])('reads %s', (_name, entry, codec) => {
    expect(audio(entry)).toBe(codec);
  });

  it('steps over boxes that stand before the configuration', () => {
    const colour = box('colr', zeros(11));
    expect(
      video(visualEntry('avc1', colour, box('pasp', zeros(8)), box('avcC', u8(1, 0x42, 0xc0, 0x1e)))),
    ).toBe('avc1.42C01E');
  });

  it('reads all tracks of a muxed init segment', () => {
    const init = initSegment(
      { id: 1, kind: 'video', timescale: 1000 },
      { id: 2, kind: 'audio', timescale: 48_000, version: 1 },
    );
    expect(readCodecs(init)).toEqual({ video: ['avc1.64001E'], audio: ['mp4a.40.2'] });
  });
});

describe('probeMp4Types', () => {
  const muxed = initSegment({ id: 1, kind: 'video', timescale: 1 }, { id: 2, kind: 'audio', timescale: 1 });

  it('asks for one buffer of all that a stream carries', () => {
    expect(probeMp4Types(muxed, 'video')).toEqual({ video: 'video/mp4; codecs="avc1.64001E,mp4a.40.2"' });
    expect(probeMp4Types(muxed, 'audio')).toEqual({ audio: 'audio/mp4; codecs="mp4a.40.2"' });
  });

  it('asks for an audio type where the main stream has no picture', () => {
    const init = initSegment({ id: 2, kind: 'audio', timescale: 48_000 });
    expect(probeMp4Types(init, 'video')).toEqual({ video: 'audio/mp4; codecs="mp4a.40.2"' });
  });

  it('says when there is no codec', () => {
    expect(probeMp4Types(zeros(0), 'video')).toBeNull();
    expect(probeMp4Types(box('moov', box('trak', zeros(3))), 'audio')).toBeNull();
  });
});

describe('any bytes', () => {
  const whole = concat(
    initSegment(
      { id: 1, kind: 'video', timescale: 1, entry: visualEntry('hvc1', hvcC) },
      { id: 2, kind: 'audio', timescale: 1 },
    ),
  );

  it('never throw when an init segment is damaged or cut off', () => {
    const damage = fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 0, max: 255 })), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(damage, fc.nat({ max: whole.length }), (damaged, length) => {
        const bytes = whole.slice(0, length);
        for (const [place, value] of damaged) if (place < length) bytes[place] = value;
        expect(Array.isArray(readCodecs(bytes).video)).toBe(true);
      }),
    );
  });

  it('never throw in the place of a decoder configuration', () => {
    const name = fc.constantFrom('avcC', 'hvcC', 'av1C', 'vpcC', 'esds', 'dOps');
    fc.assert(
      fc.property(name, fc.uint8Array({ maxLength: 40 }), (type, body) => {
        expect(typeof video(visualEntry('xxxx', box(type, body)))).toBe('string');
        expect(typeof audio(audioEntry('mp4a', box(type, body)))).toBe('string');
      }),
    );
  });

  it('never throw as a whole', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(readCodecs(bytes)).toEqual({ video: [], audio: [] });
      }),
    );
  });
  it('are read to an end when a descriptor claims a size that 32 bits do not hold', () => {
    // 0x8F FF FF FF 7A is 0xFFFFFFFA: read as a signed number it would step back to where it started.
    const body = concat(u32(0), u8(9, 0x8f, 0xff, 0xff, 0xff, 0x7a), u16(0));
    expect(audio(audioEntry('mp4a', box('esds', body)))).toBe('mp4a.40.2');
  });
});
