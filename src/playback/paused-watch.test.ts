import { describe, expect, it } from 'vitest';
import { FakeMediaElement } from '../../test/fixtures/fake-media-element.ts';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import { Scope } from '../core/scope.ts';
import type { TimeRange } from '../model/time-range.ts';
import { toTimeRanges } from '../buffer/time-ranges.ts';
import type { RequestResource, ResourceResponse } from '../model/resource.ts';
import { PausedWatch } from './paused-watch.ts';

function createRig() {
  const element = new FakeMediaElement();
  const clock = createVirtualClock();
  const scope = new Scope(clock);
  const jumps: TimeRange[] = [];
  let stuck = 0;
  let mustShow = true;
  const watch = new PausedWatch({
    ...{ element, clock, scope },
    buffered: () => toTimeRanges(element.buffered),
    onJump: (gap) => jumps.push(gap),
    mustShowSoon: () => mustShow,
    onStuck: () => stuck++,
  });
  watch.start();
  return {
    ...{ element, clock, scope, watch, jumps },
    stuck: () => stuck,
    waitForKey: () => (mustShow = false),
  };
}

/** Metadata there, the playhead at 0, and media from `startSec` to 4 s. */
function startWith(startSec: number) {
  const rig = createRig();
  rig.element.setBuffered([startSec, 4]);
  rig.element.readyState = 1;
  return rig;
}

describe('a paused playhead without a picture', () => {
  it('is moved over a hole that what was appended has passed', async () => {
    const { element, clock, watch, jumps } = startWith(1);
    await clock.advance(2000);
    expect(element.currentTime).toBe(0); // what belongs there may be on its way
    watch.noteAppended('video', 4);
    expect(element.currentTime).toBeCloseTo(1.001);
    expect(jumps).toEqual([{ startSec: 0, endSec: 1 }]);
  });

  it('waits for the kind that is behind', async () => {
    const { element, clock, watch } = startWith(1);
    watch.noteAppended('video', 4);
    watch.noteAppended('audio', 0.5);
    await clock.advance(2000);
    expect(element.currentTime).toBe(0);
    watch.noteAppended('audio', 2);
    expect(element.currentTime).toBeCloseTo(1.001);
  });

  it('counts nothing that was appended before a seek', async () => {
    const { element, clock, watch } = startWith(1);
    element.readyState = 2;
    watch.noteAppended('video', 4);
    element.readyState = 1;
    element.currentTime = 0.5;
    await clock.advance(2000);
    expect(element.currentTime).toBe(0.5);
    watch.noteAppended('video', 4);
    expect(element.currentTime).toBeCloseTo(1.001);
  });

  it('is the vendor’s while it plays, and nobody’s once there is a picture', async () => {
    for (const readyState of [1, 2]) {
      const { element, clock, watch, stuck } = startWith(1);
      if (readyState === 1) await element.play();
      element.readyState = readyState;
      watch.noteAppended('video', 4);
      await clock.advance(60_000);
      expect([element.currentTime, stuck()]).toEqual([0, 0]);
    }
  });
});

describe('a first picture that does not come', () => {
  it('is told once, after twenty seconds in which nothing moves', async () => {
    const { clock, scope, stuck } = startWith(0);
    await clock.advance(19_900);
    expect(stuck()).toBe(0);
    await clock.advance(60_000);
    expect([stuck(), clock.timerCount]).toEqual([1, 0]);
    scope.dispose();
  });

  it('may yet come while something is fetched or appended', async () => {
    const { clock, watch, stuck } = startWith(0);
    let answer: (response: ResourceResponse) => void = () => undefined;
    let deliver: ((bytes: Uint8Array) => void) | undefined;
    const request: RequestResource = ({ onData }) => {
      deliver = onData;
      return new Promise((resolve) => (answer = resolve));
    };
    const { signal } = new AbortController();
    const follow = watch.follow(request);
    await clock.advance(15_000);
    const pending = follow({ type: 'segment', urls: [], signal, onData: () => undefined });
    await clock.advance(15_000);
    deliver?.(new Uint8Array(1));
    await clock.advance(15_000);
    answer({} as ResourceResponse);
    await pending;
    await clock.advance(15_000);
    watch.noteAppended('video', 2);
    await clock.advance(15_000);
    expect(stuck()).toBe(0);
    await clock.advance(6_000);
    expect(stuck()).toBe(1);
  });

  it('is waited for where a key or a live segment is', async () => {
    const { clock, stuck, waitForKey } = startWith(0);
    waitForKey();
    await clock.advance(120_000);
    expect(stuck()).toBe(0);
  });

  it('is none behind the first one', async () => {
    const { element, clock, stuck } = startWith(0);
    element.readyState = 2;
    element.readyState = 1;
    element.currentTime = 9;
    await clock.advance(120_000);
    expect(stuck()).toBe(0);
  });

  it('leaves nothing behind', async () => {
    const { element, clock, scope } = startWith(0);
    await clock.advance(1000);
    scope.dispose();
    expect([clock.timerCount, element.listenerCount]).toEqual([0, 0]);
  });
});

it('asks for no pieces where none were asked for: the bytes come at the end', () => {
  const { watch } = createRig();
  const asked: object[] = [];
  const request = watch.follow((resource) => {
    asked.push(resource);
    return new Promise(() => undefined);
  });
  void request({ type: 'manifest', urls: [], signal: new AbortController().signal });
  expect(asked[0]).not.toHaveProperty('onData');
});
