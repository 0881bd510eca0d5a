import { describe, expect, it } from 'vitest';
import { gatherMs } from './gather-ms.ts';

describe('how long bytes may be gathered', () => {
  it('is for a while where other media plays meanwhile, else not at all', () => {
    expect([0, 1, 1.1, 30].map(gatherMs)).toEqual([0, 0, 50, 50]);
  });
});
