import { describe, expect, it } from 'vitest';
import { gatherMs } from './gather-ms.ts';

describe('how long bytes may be gathered', () => {
  it('is the longer, the more media plays meanwhile: not at all near the playhead, a quarter second far ahead', () => {
    expect([0, 1, 2, 4, 5, 30].map(gatherMs)).toEqual([0, 0, 100, 200, 250, 250]);
  });
});
