import { describe, expect, it } from 'vitest';
import { readAttributes, readDecimal, readInteger } from './attributes.ts';
import { createScope } from './playlist-scope.ts';

const read = (list: string): unknown => readAttributes(createScope('https://host.test/'), list);

describe('readAttributes', () => {
  it.each([
    ['BANDWIDTH=1,CODECS="a, b",NAME="x=1"', { BANDWIDTH: '1', CODECS: 'a, b', NAME: 'x=1' }],
    [' A = "b" , C=d ,E=', { A: 'b', C: 'd', E: '' }],
    ['uri="x",Type=audio', { URI: 'x', TYPE: 'audio' }],
    ['A="unclosed,B=1', { A: 'unclosed,B=1' }],
    ['junk,A=1,,more', { A: '1' }],
    ['A=""trailing,B="c"', { A: '', B: 'c' }],
    ['', {}],
    ['=1', {}],
  ])('reads %s', (list, expected) => {
    expect(read(list)).toEqual(expected);
  });

  it('is linear in hostile lists', () => {
    const size = 2_000_000;
    for (const part of ['a', '"', ',', '=', 'A="', ' ', 'A=,']) read(part.repeat(size / part.length));
    // The test's own time limit is the assertion; quadratic time would be hours.
    expect(read('a'.repeat(size))).toEqual({});
  });
});

describe('numbers', () => {
  it('reads whole numbers that a double holds exactly', () => {
    expect(['12', '12abc', '', undefined, '-3', 'NaN', '9007199254740993'].map(readInteger)).toEqual([
      12,
      12,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('reads decimals within bounds', () => {
    expect(['10', ' 9.009 ', '-4.5,', '1e3', '', 'x', '1e308', 'Infinity'].map(readDecimal)).toEqual([
      10,
      9.009,
      -4.5,
      1000,
      null,
      null,
      null,
      null,
    ]);
  });
});
