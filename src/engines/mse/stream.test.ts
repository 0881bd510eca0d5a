import { expect, it } from 'vitest';
import { sampleIndex, sampleRendition, sampleTrack } from '../../../test/fixtures/model-samples.ts';
import { createVirtualClock } from '../../../test/fixtures/virtual-clock.ts';
import { Scope } from '../../core/scope.ts';
import type { Plan } from './plan.ts';
import { Stream, type StreamHost } from './stream.ts';
import type { StreamTitle } from './stream-title.ts';
import { Wake } from './wake.ts';

/** A stream over twenty segments of 2 s, whose loads the test finishes by hand. */
function createRig() {
  const clock = createVirtualClock();
  const index = sampleIndex(Array<number>(20).fill(2));
  const rendition = sampleRendition({ source: { type: 'ready', index } });
  const track = sampleTrack({ renditions: [rendition] });
  const loads: { readonly plan: Plan; finish(): void }[] = [];
  let pending = Promise.resolve(index);
  let goalSec = 60;
  const title: StreamTitle = {
    url: 'https://a.test/film.mpd',
    periods: [{ startSec: 0 }],
    badSegments: new Set(),
    avoidedSegments: new Set(),
    endsSec: new Map(),
    noteFault: () => undefined,
    undecodable: new Set(),
    context: { clock, emit: () => undefined },
    periodAt: () => 0,
    trackAt: () => track,
    getIndex: () => pending,
  };
  const host: StreamHost = {
    wake: new Wake(),
    isJumped: () => false,
    playheadSec: () => 0,
    chooseRendition: () => rendition,
    isPictureDue: () => false,
    goalSec: () => goalSec,
    sinks: { buffered: () => [], abandonSegment: () => undefined, drop: () => undefined },
    load: (_stream, plan) => new Promise((resolve) => loads.push({ plan, finish: resolve })),
    mustRebuildFor: () => false,
    onIndex: () => undefined,
    onDone: () => Promise.resolve(),
    onFailed: (error) => {
      throw error;
    },
  };
  const stream = new Stream('video', title, host, new Scope(clock), 0);
  const starts = (): readonly number[] => loads.map(({ plan }) => plan.segment.startSec);
  /** The next index is one that has to be fetched; the function lets it come. */
  const holdIndex = (): (() => void) => {
    let arrive = (): void => undefined;
    pending = new Promise((resolve) => {
      arrive = () => {
        resolve(index);
      };
    });
    return () => {
      arrive();
    };
  };
  const setGoal = (sec: number): void => {
    goalSec = sec;
    host.wake.fire();
  };
  return { stream, loads, starts, holdIndex, setGoal, flush: () => clock.flush() };
}

it('fetches one segment after another', async () => {
  const { stream, loads, starts, flush } = createRig();
  stream.start();
  await flush();
  loads[0]?.finish();
  await flush();
  expect(starts()).toEqual([0, 2]);
});

it('goes on where a seek wants it, also when a segment has arrived in that very moment', async () => {
  const { stream, loads, starts, flush } = createRig();
  stream.start();
  await flush();
  loads[0]?.finish();
  await flush();
  loads[1]?.finish(); // resolved, but the loop has not been told yet
  stream.seek(0);
  await flush();
  expect(starts()).toEqual([0, 2, 0]);
  loads[2]?.finish();
  await flush();
  expect(starts()).toEqual([0, 2, 0, 2]);
});

it('begins no request for what has become unwanted while its index was fetched', async () => {
  const { stream, loads, starts, holdIndex, setGoal, flush } = createRig();
  stream.start();
  await flush();
  const arrive = holdIndex();
  loads[0]?.finish();
  await flush();
  setGoal(0); // endstreaming
  arrive();
  await flush();
  expect(starts()).toEqual([0]);
  setGoal(60); // startstreaming
  await flush();
  expect(starts()).toEqual([0, 2]);
});
