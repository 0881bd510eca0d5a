import { describe, expect, it } from 'vitest';
import { FakeMediaElement } from '../../test/fixtures/fake-media-element.ts';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import { Scope } from '../core/scope.ts';
import type { ResourceRequest, ResourceResponse } from '../model/resource.ts';
import { FirstPictureWatch } from './first-picture-watch.ts';

function createRig() {
  const element = new FakeMediaElement();
  const clock = createVirtualClock();
  const scope = new Scope(clock);
  const state = { stuck: 0, mustShow: true };
  const watch = new FirstPictureWatch({
    ...{ element, scope },
    mustShowSoon: () => state.mustShow,
    onStuck: () => state.stuck++,
  });
  watch.start();
  return { element, clock, scope, state, watch };
}

describe('a first picture that does not come', () => {
  it.each([true, false])(
    'is told once, after 20 s in which nothing has moved; paused: %s',
    async (paused) => {
      const { element, clock, state } = createRig();
      element.paused = paused;
      await clock.advance(19_500);
      expect(state.stuck).toBe(0);
      await clock.advance(60_000);
      expect([state.stuck, clock.timerCount, element.listenerCount]).toEqual([1, 0, 0]);
    },
  );

  it('has come: nothing is watched any more', async () => {
    const { element, clock, state } = createRig();
    element.fire('loadeddata');
    await clock.advance(60_000);
    expect([state.stuck, clock.timerCount, element.listenerCount]).toEqual([0, 0, 0]);
  });

  it('is watched from the start on, and once', async () => {
    const { element, clock, scope, state, watch } = createRig();
    watch.start();
    expect([clock.timerCount, element.listenerCount]).toEqual([1, 1]);
    const unseen = new FirstPictureWatch({
      ...{ element, scope },
      mustShowSoon: () => true,
      onStuck: () => state.stuck++,
    });
    element.fire('loadeddata');
    unseen.note();
    await clock.advance(60_000);
    expect(state.stuck).toBe(0);
  });

  it('may yet come after each thing that moves', async () => {
    const { clock, state, watch } = createRig();
    await clock.advance(15_000);
    watch.note();
    await clock.advance(15_000);
    expect(state.stuck).toBe(0);
    await clock.advance(6_000);
    expect(state.stuck).toBe(1);
  });

  it('may yet come as long as a request is awaited, however long that tries', async () => {
    const { clock, state, watch } = createRig();
    let settle: { resolve(answer: ResourceResponse): void; reject(error: Error): void } | null = null;
    const request = watch.follow(
      () => new Promise<ResourceResponse>((resolve, reject) => (settle = { resolve, reject })),
    );
    const answer = request({} as ResourceRequest);
    await clock.advance(90_000);
    expect(state.stuck).toBe(0);
    settle!.reject(new Error('no'));
    await expect(answer).rejects.toThrow('no');
    await clock.advance(19_000);
    expect(state.stuck).toBe(0);
    await clock.advance(2_000);
    expect(state.stuck).toBe(1);
  });

  it('is waited for where a key or the live edge is', async () => {
    const { clock, state } = createRig();
    state.mustShow = false;
    await clock.advance(60_000);
    expect(state.stuck).toBe(0);
    state.mustShow = true;
    await clock.advance(250);
    expect(state.stuck).toBe(1);
  });

  it('is nobody’s any more once the scope has ended', async () => {
    const { clock, scope, state, element } = createRig();
    scope.dispose();
    await clock.advance(60_000);
    expect([state.stuck, clock.timerCount, element.listenerCount]).toEqual([0, 0, 0]);
  });
});
