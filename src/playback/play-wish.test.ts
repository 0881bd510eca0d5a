import { describe, expect, it } from 'vitest';
import { FakeMediaElement } from '../../test/fixtures/fake-media-element.ts';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import { Scope } from '../core/scope.ts';
import { PlayWish } from './play-wish.ts';

function createRig(isPlaying = false) {
  const element = new FakeMediaElement();
  if (isPlaying) void element.play();
  const scope = new Scope(createVirtualClock());
  return { element, scope, wish: new PlayWish(element, scope) };
}

describe('PlayWish', () => {
  it('leaves an element alone of which nobody has said anything', async () => {
    const { element, wish } = createRig();
    await wish.keep()();
    expect(element.paused).toBe(true);
    element.paused = false; // it plays by itself: `autoplay`
    await wish.keep()();
    expect(element.paused).toBe(false);
  });

  it.each([
    ['was asked before', true],
    ['is asked', false],
  ])('plays on where the element %s to play', async (_when, isPlaying) => {
    const { element, wish } = createRig(isPlaying);
    void element.play();
    element.reset(); // another source
    await wish.keep()();
    expect(element.paused).toBe(false);
  });

  it('keeps paused what was paused', async () => {
    const { element, wish } = createRig(true);
    element.pause();
    const goOn = wish.keep();
    element.paused = false; // `autoplay` on the new source
    await goOn();
    expect(element.paused).toBe(true);
  });

  it('takes the pause of an element in error for no wish, nor one that no longer holds', async () => {
    const { element, wish } = createRig(true);
    element.error = { code: 3, message: 'it broke' };
    element.pause();
    element.reset();
    await wish.keep()();
    expect(element.paused).toBe(false);
    element.fire('pause'); // of before
    element.reset();
    await wish.keep()();
    expect(element.paused).toBe(false);
  });

  it.each([
    ['goes', () => undefined],
    [
      'comes, and another goes',
      (element: FakeMediaElement) => {
        element.fire('loadstart');
        element.reset(); // nothing is left to be seen of it
      },
    ],
  ])(
    'plays on where the element is asked to play as a source %s, which takes the `play` event with it',
    async (_which, bring) => {
      const { element, wish } = createRig();
      element.paused = false; // its event does not come
      bring(element);
      const goOn = wish.keep();
      element.reset();
      await goOn();
      expect(element.paused).toBe(false);
    },
  );

  it('keeps the speed, which a new source resets', async () => {
    const { element, wish } = createRig();
    element.playbackRate = 2;
    const resume = wish.keep();
    element.playbackRate = 1;
    await resume();
    expect(element.playbackRate).toBe(2);
  });

  it('hears nothing more when its scope has ended', () => {
    const { element, scope } = createRig();
    scope.dispose(new Error('the end'));
    expect(element.listenerCount).toBe(0);
  });
});
