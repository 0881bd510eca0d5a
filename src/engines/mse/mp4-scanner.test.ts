import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { box, concat, largeBox, u32, u8, zeros, ascii } from '../../../test/fixtures/toy-mp4.ts';
import { isPlayerError } from '../../core/errors.ts';
import { Mp4Scanner, type ScannedBox } from './mp4-scanner.ts';

const URL = 'https://a.test/segment.m4s?token=secret';
const WANTED = ['moof', 'emsg'];

/** Pushes the bytes in pieces cut at the given places. */
function scan(bytes: Uint8Array, cuts: readonly number[] = []): { scanner: Mp4Scanner; found: ScannedBox[] } {
  const scanner = new Mp4Scanner(WANTED, URL);
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const found: ScannedBox[] = [];
  let from = 0;
  for (const to of places) {
    found.push(...scanner.push(bytes.subarray(from, to)));
    from = to;
  }
  return { scanner, found };
}

function failureOf(run: () => void): { code: string; detail: string; message: string } {
  try {
    run();
  } catch (error) {
    if (isPlayerError(error, 'segment-invalid')) {
      return { code: error.code, detail: error.context.detail, message: error.message };
    }
    throw error;
  }
  throw new Error('nothing was thrown');
}

const anyBox = fc
  .record({
    type: fc.constantFrom('styp', 'sidx', 'emsg', 'moof', 'mdat', 'free', 'prft', 'uuid'),
    body: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    isLarge: fc.boolean(),
  })
  .map(({ type, body, isLarge }) => ({ type, bytes: (isLarge ? largeBox : box)(type, body) }));

describe('Mp4Scanner', () => {
  it('finds the same boxes however the bytes are cut', () => {
    const sequence = fc.array(anyBox, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(sequence, fc.array(fc.nat(), { maxLength: 30 }), (boxes, cuts) => {
        const { scanner, found } = scan(concat(...boxes.map(({ bytes }) => bytes)), cuts);
        const wanted = boxes.filter(({ type }) => WANTED.includes(type));
        expect(found.map(({ type }) => type)).toEqual(wanted.map(({ type }) => type));
        expect(found.map(({ bytes }) => [...bytes])).toEqual(wanted.map(({ bytes }) => [...bytes]));
        expect(scanner.isAtBoundary).toBe(true);
        scanner.finish();
      }),
    );
  });

  it('is at a boundary exactly between boxes', () => {
    const boxes = [box('styp', zeros(8)), largeBox('moof', zeros(5)), box('mdat', zeros(9))];
    const bytes = concat(...boxes);
    const ends = boxes.map((_, index) => concat(...boxes.slice(0, index + 1)).length);
    const scanner = new Mp4Scanner(WANTED, URL);
    for (let at = 0; at < bytes.length; at++) {
      scanner.push(bytes.subarray(at, at + 1));
      expect(scanner.isAtBoundary, `after byte ${at}`).toBe(ends.includes(at + 1));
    }
  });

  it('throws nothing but segment-invalid on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(), { maxLength: 5 }), (bytes, cuts) => {
        try {
          scan(bytes, cuts).scanner.finish();
        } catch (error) {
          expect(isPlayerError(error, 'segment-invalid')).toBe(true);
        }
      }),
    );
  });

  it('throws nothing but segment-invalid on boxes with damaged bytes', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(anyBox, { minLength: 1, maxLength: 4 }), damage, (boxes, damaged) => {
        const bytes = concat(...boxes.map((one) => one.bytes));
        for (const [place, value] of damaged) bytes[place % bytes.length] = value;
        try {
          scan(bytes).scanner.finish();
        } catch (error) {
          expect(isPlayerError(error, 'segment-invalid')).toBe(true);
        }
      }),
    );
  });

  it('says how much is missing of a segment that is cut off, and not its query', () => {
    const bytes = concat(box('moof', zeros(4)), box('mdat', zeros(100)));
    const { scanner } = scan(bytes.subarray(0, bytes.length - 30));
    expect(scanner.isAtBoundary).toBe(false);
    const failure = failureOf(() => {
      scanner.finish();
    });
    expect(failure.detail).toContain('cut off 30 bytes');
    expect(failure.message).toContain('https://a.test/segment.m4s');
    expect(failure.message).not.toContain('secret');
  });

  it('refuses a segment that is cut off inside a header', () => {
    const { scanner } = scan(concat(box('moof', zeros(4)), u8(0, 0, 0)));
    expect(failureOf(() => scanner.finish()).detail).toContain('cut off');
  });

  it('refuses an empty segment', () => {
    expect(failureOf(() => new Mp4Scanner([], URL).finish()).detail).toContain('empty');
  });

  it('refuses what does not consist of boxes before a second look', () => {
    const scanner = new Mp4Scanner(WANTED, URL);
    expect(failureOf(() => scanner.push(ascii('<!doctype html><html>'))).detail).toContain('ISO BMFF');
  });

  it.each([2, 3, 7])('refuses a size of %i, less than the header', (size) => {
    expect(failureOf(() => scan(concat(u32(size), ascii('moof'), zeros(20)))).detail).toContain(
      `${size} bytes`,
    );
  });

  it('refuses a 64-bit size that is less than its header', () => {
    const bytes = concat(u32(1), ascii('mdat'), u32(0), u32(15), zeros(20));
    expect(failureOf(() => scan(bytes)).detail).toContain('15 bytes');
  });

  it('does not collect a box that claims more than a segment could hold', () => {
    const bytes = concat(u32(0x7fffffff), ascii('moof'), zeros(20));
    expect(failureOf(() => scan(bytes)).detail).toContain('moof');
  });

  it('follows a huge mdat without collecting it', () => {
    const { scanner, found } = scan(concat(u32(1), ascii('mdat'), u32(1), u32(0), zeros(50)));
    expect(found).toEqual([]);
    expect(scanner.isAtBoundary).toBe(false);
  });

  it('takes a box of size 0 to reach to the end of the file, wherever that is', () => {
    const { scanner, found } = scan(
      concat(box('moof', zeros(4)), u32(0), ascii('mdat'), zeros(77)),
      [30, 31],
    );
    expect(found.map(({ type }) => type)).toEqual(['moof']);
    expect(scanner.isAtBoundary).toBe(true);
    scanner.finish();
  });

  it('finds wanted boxes that are empty, and what comes behind them', () => {
    const { scanner, found } = scan(
      concat(box('moof'), box('mdat', zeros(20)), largeBox('emsg'), box('moof', u8(1))),
    );
    expect(found.map(({ type, bytes }) => [type, bytes.length])).toEqual([
      ['moof', 8],
      ['emsg', 16],
      ['moof', 9],
    ]);
    scanner.finish();
  });
});
