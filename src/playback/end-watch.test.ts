import { describe, expect, it } from 'vitest';
import { FakeMediaElement } from '../../test/fixtures/fake-media-element.ts';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import { Scope } from '../core/scope.ts';
import type { TimeRange } from '../model/time-range.ts';
import { EndWatch } from './end-watch.ts';

/** An element that plays at 9.95 s of 10, and has nothing more. */
async function createRig() {
  const element = new FakeMediaElement();
  const clock = createVirtualClock();
  const scope = new Scope(clock);
  const jumps: TimeRange[] = [];
  const title = { hasEnd: true };
  Object.assign(element, { duration: 10, readyState: 2 });
  const moveTo = async (positionSec: number): Promise<void> => {
    element.currentTime = positionSec;
    await clock.advance(0); // its events
    element.seeking = false;
  };
  await element.play();
  await moveTo(9.95);
  const watch = new EndWatch({
    ...{ element, scope },
    hasEnd: () => title.hasEnd,
    onJump: (gap) => jumps.push(gap),
  });
  return { element, clock, scope, jumps, title, moveTo, watch };
}

describe('EndWatch', () => {
  it('puts an element that waits at its end there, and knows that seek for its own', async () => {
    const { element, clock, watch, jumps, moveTo } = await createRig();
    element.fire('waiting');
    expect(watch.isOwnSeek).toBe(false);
    await clock.advance(1000);
    expect(element.currentTime).toBe(10);
    expect(jumps).toEqual([{ startSec: 9.95, endSec: 10 }]);
    expect(watch.isOwnSeek).toBe(true);
    await moveTo(3);
    expect(watch.isOwnSeek).toBe(false);
  });

  it('does so once, and again behind a seek elsewhere', async () => {
    const { element, clock, jumps, moveTo } = await createRig();
    element.fire('waiting');
    await clock.advance(1000);
    element.seeking = false;
    for (const type of ['playing', 'waiting']) element.fire(type);
    await clock.advance(5000);
    expect(jumps).toHaveLength(1); // to no avail
    await moveTo(8);
    await moveTo(9.9);
    element.fire('waiting');
    await clock.advance(1000);
    expect(jumps).toHaveLength(2);
  });

  it('gives it time to end by itself', async () => {
    const { element, clock, jumps } = await createRig();
    element.fire('waiting');
    await clock.advance(900);
    element.readyState = 4;
    await clock.advance(3000);
    expect([jumps, clock.timerCount]).toEqual([[], 0]);
  });

  it('waits with it until there is an end, and a seek is over', async () => {
    const { element, clock, jumps, title } = await createRig();
    title.hasEnd = false;
    element.fire('waiting');
    await clock.advance(5000);
    title.hasEnd = true;
    element.seeking = true;
    await clock.advance(5000);
    expect(jumps).toEqual([]);
    element.seeking = false;
    await clock.advance(1000);
    expect(jumps).toHaveLength(1);
  });

  it.each<[string, Partial<FakeMediaElement>]>([
    ['has ended', { ended: true }],
    ['is paused', { paused: true }],
    ['has no duration', { duration: NaN }],
    ['has no end', { duration: Infinity }],
    ['waits before its end', { duration: 10.5 }],
  ])('leaves one alone that %s', async (_what, state) => {
    const { element, clock, jumps } = await createRig();
    Object.assign(element, state);
    element.fire('waiting');
    await clock.advance(3000);
    expect(jumps).toEqual([]);
  });

  it('ends with its scope', async () => {
    const { element, clock, scope, jumps } = await createRig();
    element.fire('waiting');
    scope.dispose();
    await clock.advance(3000);
    expect([jumps, element.listenerCount, clock.timerCount]).toEqual([[], 0, 0]);
  });
});
