import { describe, expect, it } from 'vitest';
import { input, LADDER, segment } from '../../test/fixtures/abr-input.ts';
import type { AbrInput } from '../model/abr.ts';
import { DEFAULT_ABR_CONFIG } from './abr-config.ts';
import { readPlan } from './plan-ahead.ts';
import { readLink } from './read-link.ts';
import { ValueTable } from './value-table.ts';

const SAMPLES = [0, 1000, 2000].map((startMs) => segment(startMs, 1000, 3e6));

/** For how many segments of 4 s behind the next one a plan is made, five minutes after the load began. */
function segmentsPlanned(known: Partial<AbrInput>): number {
  const asked = input({
    atMs: 300_000,
    samples: SAMPLES,
    remainingSec: null,
    segmentDurationSec: 4,
    ...known,
  });
  const link = readLink(asked, DEFAULT_ABR_CONFIG);
  const plan = readPlan(
    LADDER,
    0,
    asked,
    link,
    null,
    DEFAULT_ABR_CONFIG,
    (setting) => new ValueTable(setting),
  );
  return plan.state.segmentsLeft;
}

describe('how far is planned', () => {
  it('to the end of the title, or as far as values are kept', () => {
    expect(segmentsPlanned({ remainingSec: 40 })).toBe(10);
    expect(segmentsPlanned({})).toBeGreaterThan(24);
    expect(segmentsPlanned({ awaitedAtMs: [0] })).toBeGreaterThan(24);
  });

  it('for a quarter of the time between two seeks, where the viewer seeks, and for 20 s at the least', () => {
    expect(segmentsPlanned({ awaitedAtMs: [0, 100_000] })).toBe(19);
    expect(segmentsPlanned({ awaitedAtMs: [0, 100_000, 200_000] })).toBe(9);
    expect(segmentsPlanned({ awaitedAtMs: [0, 50_000, 100_000, 150_000, 200_000, 250_000] })).toBe(5);
    expect(segmentsPlanned({ awaitedAtMs: [0, 100_000, 200_000], remainingSec: 12 })).toBe(3);
  });

  it('as before a seek, once the viewer has stayed for long', () => {
    const awaitedAtMs = [0, 60_000];
    expect(segmentsPlanned({ awaitedAtMs, atMs: 400_000 })).toBeGreaterThanOrEqual(24);
  });

  it('as if there had been one seek, where several follow each other within ten seconds', () => {
    const searched = { awaitedAtMs: [0, 100_000, 104_000, 109_000, 115_000] };
    expect(segmentsPlanned(searched)).toBe(segmentsPlanned({ awaitedAtMs: [0, 100_000] }));
  });
});
