import { describe, expect, it } from 'vitest';
import { FakeMediaElement } from '../../test/fixtures/fake-media-element.ts';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import { toTimeRanges } from '../buffer/time-ranges.ts';
import { Scope } from '../core/scope.ts';
import type { TimeRange } from '../model/time-range.ts';
import { HoleWatch, waitsForMedia, waitsPaused, type HoleWatchPorts } from './hole-watch.ts';

function createRig(changes: Partial<HoleWatchPorts> = {}) {
  const element = new FakeMediaElement();
  const clock = createVirtualClock();
  const scope = new Scope(clock);
  const jumps: TimeRange[] = [];
  element.setBuffered([4, 16]);
  element.readyState = 1;
  const watch = new HoleWatch({
    ...{ element, clock, scope },
    buffered: () => toTimeRanges(element.buffered),
    isWaiting: () => waitsPaused(element),
    onJump: (gap) => jumps.push(gap),
    ...changes,
  });
  return { element, clock, scope, watch, jumps };
}

describe('HoleWatch', () => {
  it('moves a paused playhead to media behind a hole that every stream has passed', async () => {
    const { element, clock, watch, jumps } = createRig();
    watch.noteAppended('main', 16);
    watch.noteAppended('audio', 2);
    await clock.advance(3000);
    expect(element.currentTime).toBe(0);
    watch.noteAppended('audio', 6);
    expect(element.currentTime).toBeCloseTo(4.001);
    expect(jumps).toEqual([{ startSec: 0, endSec: 4 }]);
  });

  it('leaves a playhead alone that somebody else looks after, and everything once it has ended', async () => {
    const { element, clock, scope, watch } = createRig();
    await element.play();
    watch.noteAppended('main', 16);
    await clock.advance(5000);
    expect(element.currentTime).toBe(0);
    element.pause();
    scope.dispose();
    await clock.advance(5000);
    expect([element.currentTime, clock.timerCount, element.listenerCount]).toEqual([0, 0, 0]);
  });

  it('where nobody tells what was appended, jumps as far as it may', async () => {
    let reachSec = 0.5;
    const { element, clock, watch, jumps } = createRig({
      isWaiting: () => true,
      fetchedUntilSec: () => reachSec,
    });
    watch.look();
    await clock.advance(5000);
    expect(jumps).toEqual([]);
    reachSec = 4.5;
    await clock.advance(250);
    expect(element.currentTime).toBeCloseTo(4.001);
  });

  it('jumps a hole of a frame or two, after a second', async () => {
    const { element, clock, watch, jumps } = createRig();
    watch.noteAppended('main', 16);
    element.currentTime = 3.96;
    watch.noteAppended('main', 16);
    await clock.advance(750);
    expect(element.currentTime).toBe(3.96);
    await clock.advance(500);
    expect(element.currentTime).toBeCloseTo(4.1);
    expect(jumps).toEqual([{ startSec: 3.96, endSec: element.currentTime }]);
  });

  it('leaves a playhead alone that stands on media', async () => {
    const { element, clock, watch, jumps } = createRig();
    element.currentTime = 5;
    watch.noteAppended('main', 16);
    await clock.advance(10_000);
    expect([element.currentTime, jumps]).toEqual([5, []]);
  });

  it('says how long it has waited, a quarter of a second at a time', async () => {
    let waits = 0;
    const { clock, watch } = createRig({ onWaited: () => waits++ });
    watch.look();
    await clock.advance(1000);
    expect(waits).toBe(4);
  });
});

it('an element waits for media that has no picture, or plays without a next one', () => {
  const waits = (readyState: number, paused: boolean): boolean =>
    waitsForMedia(Object.assign(new FakeMediaElement(), { readyState, paused }));
  const paused = [0, 1, 2, 3, 4].map((readyState) => waits(readyState, true));
  const playing = [0, 1, 2, 3, 4].map((readyState) => waits(readyState, false));
  expect(paused).toEqual([true, true, false, false, false]);
  expect(playing).toEqual([true, true, true, false, false]);
});
