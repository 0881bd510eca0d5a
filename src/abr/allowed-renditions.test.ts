import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowedRenditions } from './allowed-renditions.ts';

const LADDER = [
  { id: 'a', height: 240, bandwidthBps: 300_000 },
  { id: 'b', height: 480, bandwidthBps: 1_000_000 },
  { id: 'c', height: null, bandwidthBps: 2_000_000 },
  { id: 'd', height: 1080, bandwidthBps: 5_000_000 },
];
const idsFor = (quality: Parameters<typeof allowedRenditions>[1]): string =>
  allowedRenditions(LADDER, quality)
    .map(({ id }) => id)
    .join('');

describe('allowedRenditions', () => {
  it.each([
    ['auto', 'abcd'],
    ['b', 'b'],
    ['of another period', 'abcd'],
    [{}, 'abcd'],
    [{ maxHeight: 480 }, 'abc'],
    [{ maxBitrate: 1_000_000 }, 'ab'],
    [{ maxHeight: 300, maxBitrate: 1_000_000 }, 'a'],
    [{ maxBitrate: 1 }, 'a'],
  ])('%j leaves %s', (quality, expected) => {
    expect(idsFor(quality)).toBe(expected);
  });

  it('never leaves none of some, and keeps the order (property)', () => {
    const rendition = fc.record({
      id: fc.uuid(),
      height: fc.option(fc.nat(4320)),
      bandwidthBps: fc.nat(50_000_000),
    });
    const cap = fc.record({ maxHeight: fc.nat(4320), maxBitrate: fc.nat(50_000_000) }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.array(rendition, { minLength: 1 }), cap, (renditions, caps) => {
        const allowed = allowedRenditions(renditions, caps);
        expect(allowed.length).toBeGreaterThan(0);
        expect(renditions.filter((one) => allowed.includes(one))).toEqual(allowed);
      }),
    );
  });

  it('of nothing leaves nothing', () => {
    expect(allowedRenditions([], { maxHeight: 1 })).toEqual([]);
  });
});
