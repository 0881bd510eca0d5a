import fc from 'fast-check';
import { expect, it } from 'vitest';
import { input, LADDER, segment } from '../../test/fixtures/abr-input.ts';
import { DEFAULT_ABR_CONFIG } from './abr-config.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import { decide } from './decide.ts';
import { Planner } from './planner.ts';

/** As many transfers as this session looks back on: fewer than a player does, so that the list slides. */
const MAX_SAMPLES = 8;

const transfer = fc.record({
  bps: fc.integer({ min: 50_000, max: 40_000_000 }),
  durationMs: fc.integer({ min: 20, max: 30_000 }),
  waitMs: fc.integer({ min: 0, max: 3000 }),
  latencyMs: fc.integer({ min: 0, max: 150 }),
  /** Bytes of its last 200 ms; null: not measured. */
  tailBytes: fc.option(fc.integer({ min: 0, max: 500_000 })),
  isCached: fc.boolean(),
  trackKind: fc.constantFrom('video', 'video', 'audio'),
  renditionId: fc.constantFrom(...LADDER.map(({ id }) => id), 'gone'),
  bufferSec: fc.double({ min: 0, max: 34, noNaN: true }),
  /** How long the next one has been under way when it is looked at. */
  lookedMs: fc.integer({ min: 0, max: 30_000 }),
  /** What is made ready before it is asked about. */
  parts: fc.integer({ min: 0, max: 40 }),
  height: fc.constantFrom(null, 480),
});
type Drawn = typeof transfer extends fc.Arbitrary<infer Value> ? Value : never;

function sampleOf(
  { bps, durationMs, latencyMs, tailBytes, ...rest }: Drawn,
  startMs: number,
): TransferSample {
  return {
    ...segment(startMs, latencyMs + durationMs, bps),
    ...{ firstByteMs: startMs + latencyMs, mediaSec: 4, isCached: rest.isCached },
    ...{ trackKind: rest.trackKind, renditionId: rest.renditionId },
    tail: tailBytes === null ? null : { bytes: tailBytes, ms: 200 },
  };
}

it('decides from what it has kept as if it had kept nothing, on any transfers that slide by (property)', () => {
  fc.assert(
    fc.property(fc.array(transfer, { minLength: 1, maxLength: 30 }), (transfers) => {
      const planner = new Planner();
      let samples: readonly TransferSample[] = [];
      let atMs = 0;
      for (const drawn of transfers) {
        const sample = sampleOf(drawn, atMs + drawn.waitMs);
        samples = [...samples.slice(1 - MAX_SAMPLES), sample];
        atMs = sample.endMs;
        const asked = input({
          ...{ atMs, samples, currentId: drawn.renditionId, bufferSec: drawn.bufferSec },
          viewport: drawn.height === null ? null : { width: 854, height: drawn.height },
        });
        const underWay = { renditionId: '720p', receivedBytes: 20_000, totalBytes: null, firstByteMs: atMs };
        const looked = { ...asked, atMs: atMs + drawn.lookedMs, inFlight: underWay };
        for (const question of [asked, looked, { ...asked, bufferSec: 1 }]) {
          for (let part = 0; part < drawn.parts; part += 1) planner.prepare();
          expect(decide(question, planner, DEFAULT_ABR_CONFIG)).toEqual(
            decide(structuredClone(question), new Planner()),
          );
        }
      }
    }),
    { numRuns: 25 },
  );
});
