import { describe, expect, it } from 'vitest';
import { plannerHere } from '../../test/fixtures/planner-here.ts';
import { UNKNOWN_NETWORK } from '../../test/fixtures/unknown-network.ts';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import { DEFAULT_ABR_CONFIG } from '../abr/abr-config.ts';
import { Scope } from '../core/scope.ts';
import { Planner } from '../abr/planner.ts';
import { ThroughputMemory } from '../abr/throughput-memory.ts';
import type { AbrInput, AppDecide, EngineAbrInput } from '../model/abr.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import { createDecide } from './create-decide.ts';

const ignore = (): void => undefined;
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
  const setup = { networkInfo, memory, clock, plannerCode: plannerHere(), log: ignore };
  const first = createDecide(DEFAULT_ABR_CONFIG, setup);
  expect(first(START).renditionId).toBe('r0');
  expect(writes).toBe(0);
  const later = { ...START, currentId: 'r0', awaitedSec: null, bufferSec: 8, samples: [FETCHED] };
  first(later);
  first(later);
  expect(writes).toBe(1);
  const second = createDecide(DEFAULT_ABR_CONFIG, setup);
  const again = second(START);
  expect(again.renditionId).toBe('r2');
  expect(again.estimateBps).toBeCloseTo((5e6 * 8) / 0.99, 0);
  const elsewhere = createDecide(DEFAULT_ABR_CONFIG, {
    ...setup,
    networkInfo: { ...networkInfo, kind: () => 'cellular' },
  });
  expect(elsewhere(START).renditionId).toBe('r0');
  // What was only remembered is not remembered anew.
  expect(writes).toBe(1);
});

it('makes ready in its scope what later decisions need, and then rests', async () => {
  const clock = createVirtualClock();
  const memory = new ThroughputMemory({ read: () => null, write: () => undefined });
  const scope = new Scope(clock);
  const second = { ...START, currentId: 'r0', awaitedSec: null, bufferSec: 4, samples: [FETCHED] };
  const setup = { networkInfo: UNKNOWN_NETWORK, memory, clock, plannerCode: plannerHere(), log: ignore };
  const one = createDecide(DEFAULT_ABR_CONFIG, setup, scope);
  one(START);
  expect(clock.timerCount).toBe(0); // the first picture waits for it
  one(second);
  expect(clock.timerCount).toBe(1);
  await clock.advance(99);
  expect(clock.timerCount).toBe(1); // not begun yet: parts follow within milliseconds
  await clock.advance(1000);
  expect(clock.timerCount).toBe(0);
  createDecide(DEFAULT_ABR_CONFIG, setup, scope)(second);
  expect(clock.timerCount).toBe(0); // the player's tables stay from load to load
  createDecide(DEFAULT_ABR_CONFIG, setup, scope)({ ...second, renditions: LADDER.slice(1) });
  expect(clock.timerCount).toBe(1);
  scope.dispose();
  expect(clock.timerCount).toBe(0);
  createDecide(DEFAULT_ABR_CONFIG, setup, new Scope(clock))(START);
  expect(clock.timerCount, 'what the load before has left undone waits, too').toBe(0);
});

it('asks for the planner when it first needs one, does without it until then, and plans when it is here', () => {
  const clock = createVirtualClock();
  const scope = new Scope(clock);
  let asked = 0;
  const plannerCode = { planner: null as Planner | null, fetch: () => void (asked += 1) };
  const memory = new ThroughputMemory();
  const setup = { networkInfo: UNKNOWN_NETWORK, memory, clock, plannerCode, log: ignore };
  const decide = createDecide(DEFAULT_ABR_CONFIG, setup, scope);
  const inFlight = { renditionId: 'r0', receivedBytes: 1, totalBytes: null, firstByteMs: 0 };
  decide(START);
  decide({ ...START, inFlight, atMs: 500 });
  expect(asked, 'the first picture waits').toBe(0);
  decide({ ...START, inFlight, atMs: 800 });
  expect(asked, 'a slow first segment').toBe(1);
  const second = { ...START, currentId: 'r0', awaitedSec: null, bufferSec: 4, samples: [FETCHED] };
  expect(decide(second).reason).toMatch(/^by throughput alone: /);
  expect([asked, clock.timerCount]).toEqual([2, 0]);
  plannerCode.planner = new Planner();
  expect(decide(second).reason).toMatch(/^up/);
  expect(clock.timerCount).toBe(1);
  scope.dispose();
});

it('keeps to 480p while the viewer saves data, unless the app has it heed nothing of that', () => {
  const clock = createVirtualClock();
  let savesData = true;
  const networkInfo = { ...UNKNOWN_NETWORK, savesData: () => savesData };
  const renditions = LADDER.map((one, rung) => ({ ...one, height: [360, 480, 1080][rung] ?? null }));
  const rich = { ...START, renditions, currentId: 'r2', awaitedSec: null, bufferSec: 20, samples: [FETCHED] };
  const create = (config = DEFAULT_ABR_CONFIG) =>
    createDecide(config, {
      ...{ networkInfo, clock, log: ignore },
      memory: new ThroughputMemory(),
      plannerCode: plannerHere(),
    });
  expect(create()(rich).renditionId).toBe('r1');
  expect(create()(rich).reason).toMatch(/^change, to save data: 480p /);
  expect(create()(rich).savesData, 'for the sound').toBe(true);
  const high = renditions.slice(2);
  expect(create()({ ...rich, renditions: high }).renditionId, 'pinned').toBe('r2');
  const tall = renditions.map((one) => ({ ...one, height: 720 }));
  expect(create()({ ...rich, renditions: tall }).renditionId, 'all above').toBe('r0');
  expect(create({ ...DEFAULT_ABR_CONFIG, heedDataSaver: false })(rich).renditionId).toBe('r2');
  expect(create({ ...DEFAULT_ABR_CONFIG, heedDataSaver: false })(rich)).not.toHaveProperty('savesData');
  savesData = false;
  expect(create()(rich).renditionId).toBe('r2');
});

describe('an app that decides', () => {
  const second = { ...START, currentId: 'r0', awaitedSec: null, bufferSec: 20, samples: [FETCHED] };

  function create(decide: AppDecide) {
    const told: unknown[][] = [];
    const chosen = createDecide(
      { ...DEFAULT_ABR_CONFIG, decide },
      {
        ...{ networkInfo: UNKNOWN_NETWORK, clock: createVirtualClock(), plannerCode: plannerHere() },
        memory: new ThroughputMemory(),
        log: (...words) => told.push(words),
      },
    );
    return { decide: chosen, told };
  }

  it('is asked in the place of Kinora, of all that Kinora knows', () => {
    const asked: AbrInput[] = [];
    const app = create((input) => {
      asked.push(input);
      return { renditionId: 'r1' };
    });
    const decision = app.decide(second);
    expect(decision).toMatchObject({ renditionId: 'r1', reason: 'as the app decides' });
    expect(decision.estimateBps).toBeCloseTo((5e6 * 8) / 0.99, 0);
    expect(asked).toEqual([{ ...second, priorBps: null, hintBps: null }]);
    expect(app.told).toEqual([]);
  });

  it('may hand on to Kinora what it changes of the input, and add to what that says', () => {
    const modest = create((input, decide) => {
      const decision = decide({ ...input, renditions: input.renditions.slice(0, 2) });
      return { ...decision, reason: `house rule; ${decision.reason}` };
    });
    const decision = modest.decide(second);
    expect(decision.renditionId).toBe('r1');
    expect(decision.reason).toMatch(/^house rule; up/);
    expect(decision.estimateBps).toBeGreaterThan(1e6);
    expect(create((input, decide) => decide(input)).decide(second).renditionId).toBe('r2');
  });

  it('is not asked whether what is under way is worth its end', () => {
    const inFlight = { renditionId: 'r2', receivedBytes: 1000, totalBytes: null, firstByteMs: 900 };
    const asked: AbrInput[] = [];
    const app = create((input) => {
      asked.push(input);
      return { renditionId: 'r0' };
    });
    expect(app.decide({ ...second, inFlight, atMs: 1000 })).toMatchObject({ renditionId: 'r2' });
    expect(asked).toEqual([]);
  });

  it('keeps what is known of the network as it is, whatever it says or does to the input', () => {
    const memory = new ThroughputMemory();
    const setup = {
      ...{ networkInfo: { ...UNKNOWN_NETWORK, kind: () => 'wifi' }, clock: createVirtualClock() },
      ...{ plannerCode: plannerHere(), memory, log: ignore },
    };
    const decide: AppDecide = ({ samples, renditions }) => {
      (samples as TransferSample[]).length = 0;
      return { renditionId: renditions[0]?.id ?? '', estimateBps: 0 };
    };
    const asApp = createDecide({ ...DEFAULT_ABR_CONFIG, decide }, setup);
    expect(asApp(second).estimateBps).toBeCloseTo((5e6 * 8) / 0.99, 0);
    expect(second.samples).toEqual([FETCHED]);
    expect(createDecide(DEFAULT_ABR_CONFIG, setup)(START).renditionId).toBe('r2');
  });

  it.each<[string, AppDecide]>([
    [
      'throws',
      () => {
        throw new Error('boom');
      },
    ],
    ['gives what is not offered', () => ({ renditionId: 'r7' })],
    ['gives nothing', () => undefined as never],
    ['would answer later', () => Promise.resolve({ renditionId: 'r0' }) as never],
  ])('that %s does no harm: Kinora decides, and warns once', (_, decide) => {
    const { decide: chosen, told } = create(decide);
    expect(chosen(second).renditionId).toBe('r2');
    expect(chosen(second).renditionId).toBe('r2');
    expect(told).toEqual([['warn', expect.stringContaining('config.abr.decide'), expect.any(Error)]]);
  });
});
