import { expect, it } from 'vitest';
import type { EngineAbrInput } from '../model/abr.ts';
import { needsPlan } from './needs-plan.ts';

const NEXT: EngineAbrInput = {
  ...{ atMs: 1000, renditions: [], currentId: null, bufferSec: 0, bufferGoalSec: 30, segmentDurationSec: 4 },
  ...{ remainingSec: null, awaitedSec: null, inFlight: null, playbackRate: 1, audioBps: 0, samples: [] },
  viewport: null,
};
const underWay = (firstByteMs: number) => ({
  ...{ renditionId: 'r0', receivedBytes: 1, totalBytes: null, firstByteMs },
});

it('takes none for a picture that is waited for, nor for what has hardly begun', () => {
  expect(needsPlan(NEXT)).toBe(true);
  expect(needsPlan({ ...NEXT, awaitedSec: 0 })).toBe(false);
  expect(needsPlan({ ...NEXT, inFlight: underWay(400) })).toBe(false);
  expect(needsPlan({ ...NEXT, inFlight: underWay(300) })).toBe(true);
  // It is to be abandoned or not, also where the picture is waited for.
  expect(needsPlan({ ...NEXT, awaitedSec: 0, inFlight: underWay(300) })).toBe(true);
  expect(needsPlan({ ...NEXT, inFlight: underWay(400), playbackRate: 2 })).toBe(true);
});
