import { describe, expect, it } from 'vitest';
import { findKnown } from './find-known.ts';

describe('findKnown', () => {
  const choices = [{ id: 'a' }, { id: 'b' }];

  it('gives the one of that id', () => {
    expect(findKnown('track', 'b', choices)).toBe(choices[1]);
  });

  it.each(['track', 'rendition'] as const)('says of a %s that is not there which one it is', (what) => {
    expect(() => findKnown(what, 'c', choices)).toThrow(
      expect.objectContaining({ code: `${what}-unknown`, context: { id: 'c' } }),
    );
  });
});
