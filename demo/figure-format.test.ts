import { describe, expect, it } from 'vitest';
import { formatBytes, formatMbps, formatMs, formatSec, nameLanguage } from './figure-format.ts';

describe('figures in words', () => {
  it.each([
    [formatMbps(null), '–'],
    [formatMbps(420_000), '0.42 Mbit/s'],
    [formatMbps(4_530_000), '4.5 Mbit/s'],
    [formatMbps(23_400_000), '23 Mbit/s'],
    [formatMs(null), '–'],
    [formatMs(212.4), '212 ms'],
    [formatMs(12_340), '12.3 s'],
    [formatSec(7.04), '7.0 s'],
    [formatBytes(51_200), '51 kB'],
    [formatBytes(7_250_000), '7.3 MB'],
    [nameLanguage('fr'), 'French'],
    [nameLanguage('not a tag'), 'not a tag'],
    [nameLanguage(null), 'unknown language'],
  ])('%s', (written, expected) => {
    expect(written).toBe(expected);
  });
});
