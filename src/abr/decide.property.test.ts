import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { input, LADDER, measured, segment, steady } from '../../test/fixtures/abr-input.ts';
import type { AbrInput } from '../model/abr.ts';
import { decide } from './decide.ts';
import { Planner } from './planner.ts';

const planner = new Planner();
const choose = (over: Partial<AbrInput>): string => decide(input(over), planner).renditionId;

describe('any decision (property)', () => {
  const sample = fc
    .tuple(fc.nat(100_000), fc.nat(20_000), fc.integer({ min: 1, max: 1_000_000_000 }))
    .map(([startMs, durationMs, bps]) => segment(startMs, durationMs, bps));
  const moment = fc.record({
    currentId: fc.constantFrom(null, 'unknown', ...LADDER.map(({ id }) => id)),
    bufferSec: fc.double({ min: 0, max: 600, noNaN: true }),
    bufferGoalSec: fc.double({ min: 0, max: 600, noNaN: true }),
    segmentDurationSec: fc.double({ min: 0, max: 60, noNaN: true }),
    playbackRate: fc.double({ min: -2, max: 16, noNaN: true }),
    audioBps: fc.nat(10_000_000),
    samples: fc.array(sample, { maxLength: 30 }),
    priorBps: fc.option(fc.integer({ min: 1, max: 1_000_000_000 })),
    viewport: fc.option(fc.record({ width: fc.nat(8000), height: fc.nat(8000) })),
  });
  const bytes = fc.oneof(fc.nat(50_000_000), fc.constant(0));
  const renditions = fc
    .array(
      fc.record({ nextSegmentBytes: fc.option(bytes), laterSegmentBytes: fc.array(bytes, { maxLength: 6 }) }),
      {
        minLength: LADDER.length,
        maxLength: LADDER.length,
      },
    )
    .map((sizes) => LADDER.map((one, rung) => ({ ...one, ...sizes[rung] })));

  it('is one of those allowed, with a finite positive estimate and a reason, twice the same', () => {
    fc.assert(
      fc.property(moment, fc.option(renditions), (known, sized) => {
        const at = { ...known, ...(sized && { renditions: sized }) };
        const decision = decide(input(at), new Planner());
        expect(LADDER.map(({ id }) => id)).toContain(decision.renditionId);
        expect(decision.reason).not.toMatch(/NaN|undefined|Infinity/);
        if (decision.estimateBps !== null) {
          expect(decision.estimateBps).toBeGreaterThan(0);
          expect(decision.estimateBps).toBeLessThan(Infinity);
        }
        expect(decide(input(at), new Planner())).toEqual(decision);
      }),
    );
  });

  it('is the same with a planner that has decided before, whatever sizes are told', () => {
    const kept = new Planner();
    fc.assert(
      fc.property(renditions, fc.double({ min: 0, max: 30, noNaN: true }), (sized, bufferSec) => {
        const at = { renditions: sized, bufferSec, currentId: '480p', samples: steady(3e6) };
        expect(decide(input(at), kept)).toEqual(decide(input(at), new Planner()));
      }),
      { numRuns: 30 },
    );
  });

  it('is never lower for a faster network', () => {
    const rank = (over: Partial<AbrInput>): number => LADDER.findIndex(({ id }) => id === choose(over));
    fc.assert(
      fc.property(
        moment,
        fc.integer({ min: 200_000, max: 100_000_000 }),
        fc.double({ min: 1, max: 10, noNaN: true }),
        (at, bps, factor) => {
          const slower = rank({ ...at, samples: measured(bps) });
          expect(rank({ ...at, samples: measured(bps * factor) })).toBeGreaterThanOrEqual(slower);
        },
      ),
    );
  });
});
