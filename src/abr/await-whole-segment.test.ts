import { describe, expect, it } from 'vitest';
import { awaitWholeSegment } from './await-whole-segment.ts';

describe('what is waited for where segments are appended whole', () => {
  it('is the segment, of a usual length where none is known', () => {
    expect(awaitWholeSegment(true, 4)).toBe(4);
    expect(awaitWholeSegment(true, 0)).toBe(6);
  });

  it('is nothing while something plays', () => {
    expect(awaitWholeSegment(false, 4)).toBeNull();
  });
});
