import { describe, expect, it } from 'vitest';
import { awaitWhole } from './await-whole.ts';

describe('what comes before a picture where nothing is appended in parts', () => {
  it('is all but the picture, of a usual length where none is known', () => {
    expect(awaitWhole(6)).toBeCloseTo(5.7);
    expect(awaitWhole(0)).toBeCloseTo(3.7);
    expect(awaitWhole(0.2)).toBeCloseTo(0.2); // no segment counts as shorter than half a second
  });
});
