import { expect, it, vi } from 'vitest';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import { Scope } from '../core/scope.ts';
import { SilenceWatch } from './silence-watch.ts';

it('bears silence for so long from the last sign of life on, with one timer', async () => {
  const clock = createVirtualClock();
  const scope = new Scope(clock);
  const onSilence = vi.fn();
  const watch = new SilenceWatch(clock, scope, { look: () => undefined }, onSilence);
  watch.expect('the first byte', 500);
  await clock.advance(400);
  watch.expect('the next bytes', 1000);
  for (let piece = 0; piece < 5; piece++) {
    await clock.advance(900);
    watch.noteLife();
    expect(clock.timerCount).toBe(1);
  }
  await clock.advance(999);
  expect(onSilence).not.toHaveBeenCalled();
  await clock.advance(1);
  expect(onSilence.mock.calls).toEqual([['the next bytes', 1000]]);
  expect(clock.timerCount).toBe(0);
  watch.expect('more', 1000);
  scope.dispose();
  expect(clock.timerCount).toBe(0);
});

it('tells four times a second that it looks', async () => {
  const clock = createVirtualClock();
  const looks: number[] = [];
  const meter = { look: (atMs: number): void => void looks.push(atMs) };
  const watch = new SilenceWatch(clock, new Scope(clock), meter, () => undefined);
  watch.expect('the first byte', 600);
  await clock.advance(5000);
  expect(looks).toEqual([250, 500, 600]);
});
