import { expect, it } from 'vitest';
import { FakeMediaElement } from '../../test/fixtures/fake-media-element.ts';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import { Scope } from '../core/scope.ts';
import { watchFrames } from './watch-frames.ts';

function begin() {
  const clock = createVirtualClock();
  const element = new FakeMediaElement();
  const scope = new Scope(clock);
  const looks: number[] = [];
  watchFrames({ element, scope, aheadSec: () => 7, look: (aheadSec) => looks.push(aheadSec) });
  return { clock, element, scope, looks };
}

it('looks when the element tells something, and while it tells nothing', async () => {
  const { clock, element, looks } = begin();
  for (const type of ['timeupdate', 'seeking', 'pause', 'ratechange']) element.fire(type);
  expect(looks).toEqual([7, 7, 7, 7]);
  await clock.advance(1000);
  expect(looks).toHaveLength(8);
});

it('sees nothing to play where a key is waited for, until the playhead moves', async () => {
  const { clock, element, looks } = begin();
  element.advanceTo(3);
  element.fire('waitingforkey');
  await clock.advance(500);
  element.advanceTo(3.1);
  await clock.advance(250);
  expect(looks).toEqual([7, 0, 0, 7, 7]);
});

it('ends with its scope', async () => {
  const { clock, element, scope, looks } = begin();
  scope.dispose();
  element.fire('timeupdate');
  await clock.advance(5000);
  expect([looks, clock.timerCount, element.listenerCount]).toEqual([[], 0, 0]);
});
