import { afterEach, expect, it, vi } from 'vitest';
import { ThroughputMemory } from '../../src/abr/throughput-memory.ts';
import { createMseEngine, type MseEngineSetup } from '../../src/engines/mse/engine.ts';
import { DEFAULT_MSE_ENGINE_CONFIG } from '../../src/engines/mse/mse-engine-config.ts';
import { resolvePlayerConfig } from '../../src/player/player-config.ts';
import type { PlayerSetup } from '../../src/player/player.ts';
import { warmUp } from '../../src/warm-up.ts';
import '../../src/engines/mse/dash-code.ts';
import '../../src/engines/mse/hls-code.ts';
import { FakeMediaElement } from '../fixtures/fake-media-element.ts';
import { FakeMse } from '../fixtures/fake-media-source.ts';
import { createFakeTransport } from '../fixtures/fake-transport.ts';
import { NO_KEYS } from '../fixtures/no-keys.ts';
import { plannerHere } from '../fixtures/planner-here.ts';
import { UNKNOWN_DEVICE } from '../fixtures/unknown-device.ts';
import { UNKNOWN_NETWORK } from '../fixtures/unknown-network.ts';
import { createVirtualClock } from '../fixtures/virtual-clock.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

it('walks the whole way to the buffer, and touches nothing of the player that it warms up for', async () => {
  const clock = createVirtualClock();
  const element = new FakeMediaElement();
  const mse = new FakeMse({ clock, element });
  const server = createFakeTransport(clock, () => ({}));
  const remembered: string[] = [];
  const words: string[] = [];
  const asked = vi.spyOn(mse, 'isTypeSupported');
  const appended = vi.spyOn(EventTarget.prototype, 'dispatchEvent');
  const engineSetup: MseEngineSetup = {
    mse,
    config: DEFAULT_MSE_ENGINE_CONFIG,
    keys: NO_KEYS,
    yieldToPage: () => Promise.resolve(),
  };
  const setup: PlayerSetup = {
    ...{ element, clock, transport: server.transport, random: () => 0.5, baseUrl: 'https://app.test/' },
    log: (_level, message) => words.push(message),
    networkInfo: UNKNOWN_NETWORK,
    memory: new ThroughputMemory({ read: () => null, write: (text) => remembered.push(text) }),
    config: resolvePlayerConfig({}),
    plannerCode: plannerHere(),
    device: UNKNOWN_DEVICE,
    viewport: () => null,
    loadEngineChooser: () => Promise.reject(new Error('one engine is enough here')),
    createMseEngine: (context) => createMseEngine({ ...context, ...engineSetup }),
    onFirstFrame: () => () => undefined,
    loadPreloader: () => Promise.reject(new Error('nothing is preloaded here')),
  };
  vi.stubGlobal('document', { readyState: 'complete' });
  await warmUp(setup, engineSetup, () => true);

  // An init segment and a segment in either protocol at the least; what did not get there would be among the words.
  expect(appended.mock.calls.filter(([{ type }]) => type === 'updateend').length).toBeGreaterThanOrEqual(4);
  expect(asked.mock.calls.flat()).toContain('video/mp4; codecs="avc1.4d401e"');
  expect({ requests: server.requests, sources: mse.sources, remembered, words }).toEqual({
    ...{ requests: [], sources: [], remembered: [], words: [] },
  });
  expect([clock.timerCount, element.listenerCount]).toEqual([0, 0]);
});
