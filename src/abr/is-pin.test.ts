import { describe, expect, it } from 'vitest';
import { isPin } from './is-pin.ts';

describe('isPin', () => {
  const known = [{ id: 'low' }, { id: 'high' }];

  it('is one rendition, and neither `auto` nor caps', () => {
    expect(isPin('high', known)).toBe(true);
    expect(isPin('auto', known)).toBe(false);
    expect(isPin({ maxHeight: 720 }, known)).toBe(false);
  });

  it('refuses one that there is not, as soon as it is known which there are', () => {
    expect(() => isPin('best', known)).toThrow(expect.objectContaining({ code: 'rendition-unknown' }));
    expect(isPin('best', [])).toBe(true);
  });
});
