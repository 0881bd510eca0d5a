import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascii, box, concat, fullBox, u32, u64, u8 } from '../../../test/fixtures/toy-mp4.ts';
import { readEmsg } from './read-emsg.ts';

const text = (value: string): Uint8Array => concat(ascii(value), u8(0));
const UNKNOWN_DURATION = 0xffffffff;

const version0 = (delta: number, duration: number): Uint8Array =>
  fullBox(
    'emsg',
    0,
    0,
    text('urn:scte:scte35:2013:bin'),
    text('1'),
    ...[1000, delta, duration, 42].map(u32),
    u8(7, 8),
  );
const version1 = (time: number, duration: number): Uint8Array =>
  fullBox('emsg', 1, 0, u32(48_000), u64(time), u32(duration), u32(5), text('urn:x'), text(''), ascii('hi'));

describe('readEmsg', () => {
  it('counts version 0 from the start of its segment', () => {
    expect(readEmsg(version0(500, 2000), 30, 999)).toEqual({
      origin: 'emsg',
      schemeIdUri: 'urn:scte:scte35:2013:bin',
      value: '1',
      id: '42',
      startSec: 30.5,
      durationSec: 2,
      data: u8(7, 8),
    });
  });

  it('counts version 1 on the media timeline', () => {
    expect(readEmsg(version1(480_000, 24_000), 30, -4)).toEqual({
      origin: 'emsg',
      schemeIdUri: 'urn:x',
      value: '',
      id: '5',
      startSec: 6,
      durationSec: 0.5,
      data: ascii('hi'),
    });
  });

  it('reads a time beyond 32 bits', () => {
    expect(readEmsg(version1(48_000 * 2 ** 20, 0), 0, 0)?.startSec).toBe(2 ** 20);
  });

  it('leaves an unknown duration unknown', () => {
    expect(readEmsg(version0(0, UNKNOWN_DURATION), 0, 0)?.durationSec).toBeNull();
    expect(readEmsg(version1(0, UNKNOWN_DURATION), 0, 0)?.durationSec).toBeNull();
  });

  it('reads nothing from another box', () => {
    expect(readEmsg(box('free', u32(0)), 0, 0)).toBeNull();
    expect(readEmsg(new Uint8Array(), 0, 0)).toBeNull();
  });
});

describe('readEmsg on damaged boxes', () => {
  it('never throws', () => {
    const whole = version1(480_000, 24_000);
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 9 }), fc.uint8Array({ maxLength: 20 }), (keep, tail) => {
        const body = concat(whole.subarray(8, 8 + keep), tail);
        const event = readEmsg(box('emsg', body), 0, 0);
        expect(event === null || event.origin === 'emsg').toBe(true);
      }),
    );
  });
});
