import { describe, expect, it } from 'vitest';
import { FakeMediaElement } from '../../test/fixtures/fake-media-element.ts';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import { Scope } from '../core/scope.ts';
import { watchEnd } from './watch-end.ts';

/** An element that plays at 9.95 s of 10, and has nothing more. */
async function createRig(hasEnd = true) {
  const element = new FakeMediaElement();
  const clock = createVirtualClock();
  const scope = new Scope(clock);
  const sought: number[] = [];
  Object.assign(element, { duration: 10, readyState: 2 });
  await element.play();
  await moveTo(9.95);
  element.addEventListener('seeking', () => sought.push(element.currentTime));
  watchEnd({ element, scope, hasEnd: () => hasEnd });
  const waitAt = async (positionSec: number): Promise<readonly number[]> => {
    await moveTo(positionSec);
    sought.length = 0;
    element.fire('waiting');
    await clock.advance(3000);
    return [...sought];
  };
  async function moveTo(positionSec: number): Promise<void> {
    element.currentTime = positionSec;
    await clock.advance(0); // its events
    element.seeking = false;
  }
  return { element, clock, scope, sought, waitAt };
}

describe('watchEnd', () => {
  it('seeks an element that waits at its end to that end, once each time that it gets there', async () => {
    const { element, waitAt } = await createRig();
    expect(await waitAt(9.95)).toEqual([10]);
    expect(await waitAt(10)).toEqual([]); // to no avail
    element.fire('playing'); // from elsewhere
    expect(await waitAt(10)).toEqual([10]);
  });

  it('gives it time to end by itself', async () => {
    const { element, clock, sought } = await createRig();
    element.fire('waiting');
    await clock.advance(900);
    element.readyState = 4;
    await clock.advance(3000);
    expect(sought).toEqual([]);
  });

  it.each<[string, Partial<FakeMediaElement>]>([
    ['has ended', { ended: true }],
    ['is paused', { paused: true }],
    ['is being sought', { seeking: true }],
    ['has no duration', { duration: NaN }],
    ['has no end', { duration: Infinity }],
  ])('leaves one alone that %s', async (_what, state) => {
    const { element, clock, sought } = await createRig();
    Object.assign(element, state);
    element.fire('waiting');
    await clock.advance(3000);
    expect(sought).toEqual([]);
  });

  it('leaves one alone that waits before its end, whose duration is no end, or that is no longer its own', async () => {
    expect(await (await createRig()).waitAt(9.5)).toEqual([]);
    expect(await (await createRig(false)).waitAt(9.95)).toEqual([]);
    const { element, clock, scope, sought } = await createRig();
    element.fire('waiting');
    scope.dispose();
    await clock.advance(3000);
    expect([sought, element.listenerCount, clock.timerCount]).toEqual([[], 1, 0]);
  });
});
