import { describe, expect, it } from 'vitest';
import type { TransferSample } from '../model/transfer-sample.ts';
import { DEFAULT_ABR_CONFIG } from './abr-config.ts';
import { guessThroughput } from './guess-throughput.ts';

function sample(over: Partial<TransferSample>): TransferSample {
  return {
    ...{ type: 'segment', trackKind: 'video', renditionId: 'v', host: 'a.example', status: 200, attempts: 1 },
    ...{ bytes: 500_000, startMs: 0, firstByteMs: 0, endMs: 1000, isCached: false },
    ...over,
  };
}
const guess = (...samples: TransferSample[]): number => guessThroughput(samples, DEFAULT_ABR_CONFIG);

describe('guessThroughput', () => {
  const manifest = (firstByteMs: number, endMs: number, bytes = 5000): TransferSample =>
    sample({ type: 'manifest', firstByteMs, endMs, bytes });

  it('is the default at an ordinary latency, and less the longer the first answer took', () => {
    expect(guess()).toBe(1.5e6);
    expect(guess(manifest(120, 125))).toBe(1.5e6);
    expect(guess(manifest(600, 610))).toBe(750_000);
    expect(guess(manifest(20_000, 20_010))).toBe(300_000);
  });

  it('stays within what a large manifest has shown', () => {
    expect(guess(manifest(100, 5100, 200_000))).toBeCloseTo(320_000, 0);
    expect(guess(manifest(100, 200, 200_000))).toBeCloseTo(8e6, 0);
    expect(guess(manifest(300, 320, 20_000))).toBe(1.5e6);
  });
});
