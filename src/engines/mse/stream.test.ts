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
  const index = sampleIndex(Array<number>(20).fill(2));
  const rendition = sampleRendition({ source: { type: 'ready', index } });
  const track = sampleTrack({ renditions: [rendition] });
  const loads: { readonly plan: Plan; finish(): void }[] = [];
  const title: StreamTitle = {
    url: 'https://a.test/film.mpd',
    periods: [{ startSec: 0 }],
    badSegments: new Set(),
    undecodable: new Set(),
    context: { emit: () => undefined },
    periodAt: () => 0,
    trackAt: () => track,
    getIndex: () => Promise.resolve(index),
  };
  const host: StreamHost = {
    wake: new Wake(),
    playheadSec: () => 0,
    chooseRendition: () => rendition,
    goalSec: () => 60,
    sinks: { buffered: () => [], abandonSegment: () => undefined, drop: () => undefined },
    load: (_stream, plan) => new Promise((resolve) => loads.push({ plan, finish: resolve })),
    mustRebuildFor: () => false,
    onIndex: () => undefined,
    onDone: () => Promise.resolve(),
    onFailed: (error) => {
      throw error;
    },
  };
  const clock = createVirtualClock();
  const stream = new Stream('video', title, host, new Scope(clock), 0);
  const starts = (): readonly number[] => loads.map(({ plan }) => plan.segment.startSec);
  return { stream, loads, starts, flush: () => clock.flush() };
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
