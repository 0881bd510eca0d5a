import { describe, expect, it } from 'vitest';
import { FakeMediaElement } from '../../test/fixtures/fake-media-element.ts';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import { toTimeRanges } from '../buffer/time-ranges.ts';
import { Scope } from '../core/scope.ts';
import type { TimeRange } from '../model/time-range.ts';
import { HoleWatch, type HoleWatchPorts } from './hole-watch.ts';

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

  it('counts a stream that has appended nothing since the seek as behind', async () => {
    const { element, clock, watch, jumps } = createRig();
    element.setBuffered([12, 20]);
    for (const stream of ['main', 'audio']) watch.noteAppended(stream, 20);
    element.currentTime = 9;
    await clock.advance(0);
    watch.noteAppended('main', 13); // the sound comes later
    await clock.advance(3000);
    expect([element.currentTime, jumps]).toEqual([9, []]);
    watch.noteAppended('audio', 13);
    expect(element.currentTime).toBeCloseTo(12.001);
  });

  describe('of the platform', () => {
    const platform = { source: 'platform' } as const;

    it('moves a playhead that plays over a hole of some frames, and not over a larger one', async () => {
      const { element, clock, jumps } = createRig(platform);
      await element.play();
      element.readyState = 2;
      element.currentTime = 3.2;
      await clock.advance(0);
      element.seeking = false;
      element.fire('waiting');
      await clock.advance(5000);
      expect(jumps).toEqual([]);
      element.currentTime = 3.9;
      element.seeking = false; // it has played to there
      await clock.advance(1500);
      expect(element.currentTime).toBeGreaterThan(4);
      expect(jumps).toHaveLength(1);
    });

    it('leaves a playhead alone that is paused or being sought: what belongs there is on its way', async () => {
      const { element, clock, watch, jumps } = createRig(platform);
      element.currentTime = 3.9;
      await clock.advance(0);
      element.seeking = false;
      watch.look();
      await clock.advance(5000);
      await element.play();
      element.seeking = true;
      watch.look();
      await clock.advance(5000);
      expect([element.currentTime, jumps]).toEqual([3.9, []]);
    });
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
});
