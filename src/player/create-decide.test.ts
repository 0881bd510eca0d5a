import { expect, it } from 'vitest';
import { UNKNOWN_NETWORK } from '../../test/fixtures/unknown-network.ts';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import { DEFAULT_ABR_CONFIG } from '../abr/abr-config.ts';
import { Scope } from '../core/scope.ts';
import { ThroughputMemory } from '../abr/throughput-memory.ts';
import type { EngineAbrInput } from '../model/abr.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import { createDecide } from './create-decide.ts';

const LADDER = [400_000, 1_400_000, 5_000_000].map((bandwidthBps, rung) => ({
  ...{ id: `r${rung}`, bandwidthBps, height: null, width: null, nextSegmentBytes: null },
}));
const START: EngineAbrInput = {
  ...{ atMs: 0, renditions: LADDER, currentId: null, bufferSec: 0, bufferGoalSec: 30, segmentDurationSec: 4 },
  ...{
    remainingSec: null,
    awaitedSec: 0,
    inFlight: null,
    playbackRate: 1,
    audioBps: 0,
    samples: [],
    viewport: null,
  },
};
const FETCHED: TransferSample = {
  ...{ type: 'segment', trackKind: 'video', renditionId: null, host: 'a.example', status: 200, attempts: 1 },
  ...{ bytes: 5e6, startMs: 0, firstByteMs: 10, endMs: 1000, isCached: false },
};

it('starts a load in what the load before it has measured of the network', () => {
  const clock = createVirtualClock();
  let writes = 0;
  const memory = new ThroughputMemory({ read: () => null, write: () => (writes += 1) });
  const networkInfo = { ...UNKNOWN_NETWORK, kind: () => 'wifi' };
  const first = createDecide(DEFAULT_ABR_CONFIG, networkInfo, memory, clock);
  expect(first(START).renditionId).toBe('r0');
  expect(writes).toBe(0);
  const later = { ...START, currentId: 'r0', awaitedSec: null, bufferSec: 8, samples: [FETCHED] };
  first(later);
  first(later);
  expect(writes).toBe(1);
  const second = createDecide(DEFAULT_ABR_CONFIG, networkInfo, memory, clock);
  const again = second(START);
  expect(again.renditionId).toBe('r2');
  expect(again.estimateBps).toBeCloseTo((5e6 * 8) / 0.99, 0);
  const elsewhere = createDecide(
    DEFAULT_ABR_CONFIG,
    { ...networkInfo, kind: () => 'cellular' },
    memory,
    clock,
  );
  expect(elsewhere(START).renditionId).toBe('r0');
  // What was only remembered is not remembered anew.
  expect(writes).toBe(1);
});

it('makes ready in its scope what later decisions need, and then rests', async () => {
  const clock = createVirtualClock();
  const memory = new ThroughputMemory({ read: () => null, write: () => undefined });
  const scope = new Scope(clock);
  const second = { ...START, currentId: 'r0', awaitedSec: null, bufferSec: 4, samples: [FETCHED] };
  const one = createDecide(DEFAULT_ABR_CONFIG, UNKNOWN_NETWORK, memory, clock, scope);
  one(START);
  expect(clock.timerCount).toBe(0); // the first picture waits for it
  one(second);
  expect(clock.timerCount).toBe(1);
  await clock.advance(99);
  expect(clock.timerCount).toBe(1); // not begun yet: parts follow within milliseconds
  await clock.advance(1000);
  expect(clock.timerCount).toBe(0);
  createDecide(DEFAULT_ABR_CONFIG, UNKNOWN_NETWORK, memory, clock, scope)(second);
  expect(clock.timerCount).toBe(1);
  scope.dispose();
  expect(clock.timerCount).toBe(0);
});

it('keeps to 480p while the viewer saves data, unless the app has it heed nothing of that', () => {
  const clock = createVirtualClock();
  let savesData = true;
  const networkInfo = { ...UNKNOWN_NETWORK, savesData: () => savesData };
  const renditions = LADDER.map((one, rung) => ({ ...one, height: [360, 480, 1080][rung] ?? null }));
  const rich = { ...START, renditions, currentId: 'r2', awaitedSec: null, bufferSec: 20, samples: [FETCHED] };
  const create = (config = DEFAULT_ABR_CONFIG) =>
    createDecide(config, networkInfo, new ThroughputMemory(), clock);
  expect(create()(rich).renditionId).toBe('r1');
  expect(create()(rich).reason).toMatch(/^change, to save data: 480p /);
  const high = renditions.slice(2);
  expect(create()({ ...rich, renditions: high }).renditionId, 'pinned').toBe('r2');
  const tall = renditions.map((one) => ({ ...one, height: 720 }));
  expect(create()({ ...rich, renditions: tall }).renditionId, 'all above').toBe('r0');
  expect(create({ ...DEFAULT_ABR_CONFIG, heedDataSaver: false })(rich).renditionId).toBe('r2');
  savesData = false;
  expect(create()(rich).renditionId).toBe('r2');
});
