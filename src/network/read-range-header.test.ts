import { expect, it } from 'vitest';
import { readRangeHeader } from './read-range-header.ts';

it.each([
  ['bytes=0-99', { start: 0, end: 99 }],
  ['bytes=100-', { start: 100, end: null }],
  ['bytes=0-1,5-6', null],
  [undefined, null],
])('readRangeHeader: %s', (header, range) => {
  expect(readRangeHeader(header)).toEqual(range);
});
