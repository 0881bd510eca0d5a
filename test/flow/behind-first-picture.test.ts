import { expect, it } from 'vitest';
import { announcePresentation, createPlayerHarness, decodeFailure, loadToReady } from './player-harness.ts';

const URL = 'https://cdn.test/film.mpd';

it('asks for the code that plans ahead once the first picture is there, and not where there is none', async () => {
  let asked = 0;
  const plannerCode = { planner: null, fetch: () => void (asked += 1) };
  const harness = createPlayerHarness({ plannerCode });
  const failing = harness.player.load(URL);
  harness.engine.emit({ type: 'failed', error: decodeFailure() });
  await expect(failing).rejects.toMatchObject({ code: 'decode-failed' });
  const loaded = harness.player.load(URL);
  announcePresentation(harness.engine);
  harness.engine.resolveLoad();
  await harness.clock.flush();
  expect(asked).toBe(0);
  harness.element.readyState = 4;
  await loaded;
  await harness.clock.flush();
  expect(asked).toBe(0); // it is not on the screen yet
  harness.presentFrame();
  await harness.clock.flush();
  expect(asked).toBe(1);
});

it('tells the engine when it is there', async () => {
  const harness = createPlayerHarness();
  void harness.player.load(URL).catch(() => undefined);
  let isTold = false;
  void harness.engine.context.firstFrame.then(() => (isTold = true));
  announcePresentation(harness.engine);
  harness.element.readyState = 4;
  await harness.clock.flush();
  expect(isTold).toBe(false);
  harness.presentFrame();
  await harness.clock.flush();
  expect(isTold).toBe(true);
});

it('has the transport get ready behind the first picture, and let go at every end but for another load', async () => {
  const harness = createPlayerHarness();
  const { transport } = harness.server;
  const calls: string[] = [];
  transport.prepare = () => calls.push('prepare');
  transport.release = () => calls.push('release');
  await loadToReady(harness);
  expect(calls).toEqual(['prepare']);
  await loadToReady(harness);
  expect(calls).toEqual(['prepare', 'prepare']);
  harness.engine.emit({ type: 'failed', error: decodeFailure() });
  expect(calls.splice(0)).toEqual(['prepare', 'prepare', 'release']);
  await loadToReady(harness);
  harness.player.unload();
  expect(calls.splice(0)).toEqual(['prepare', 'release']);
  const controller = new AbortController();
  const loading = harness.player.load(URL, { signal: controller.signal });
  controller.abort();
  await expect(loading).rejects.toThrow();
  expect(calls).toEqual(['release']);
});
