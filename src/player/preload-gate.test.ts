import { describe, expect, it } from 'vitest';
import { FakeMediaElement } from '../../test/fixtures/fake-media-element.ts';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import { Scope } from '../core/scope.ts';
import { DEFAULT_PRELOAD_CONFIG } from './preload-config.ts';
import { hasPreloadRoom, PreloadGate } from './preload-gate.ts';
import type { PresentPlayback } from './preload-port.ts';
import type { PlayerStats } from './player-stats.ts';
import type { PlayerState } from './state.ts';

function present(
  state: PlayerState,
  figures: Pick<PlayerStats, 'positionSec' | 'bufferAheadSec'> | null,
  durationSec: number | null = 100,
): PresentPlayback {
  const stats = figures as PlayerStats | null;
  return { state, presentation: { durationSec }, quality: 'auto', stats: () => stats };
}

describe('hasPreloadRoom', () => {
  const at = (bufferAheadSec: number, isOpen: boolean, goalSec = 30, positionSec = 10): boolean =>
    hasPreloadRoom(
      present('playing', { positionSec, bufferAheadSec }),
      isOpen,
      DEFAULT_PRELOAD_CONFIG,
      goalSec,
    );

  it('begins with a full enough buffer, and goes on until it is low', () => {
    expect([at(5.9, false), at(6, false), at(3, true), at(2.9, true)]).toEqual([false, true, true, false]);
  });

  it('asks for no more than the goal', () => {
    expect([at(3.9, false, 4), at(4, false, 4), at(1.9, true, 2), at(2, true, 2)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  it('is there when all that is left is buffered', () => {
    expect(at(2, false, 30, 97.8)).toBe(true);
  });

  it('is there while nothing plays', () => {
    const low = { positionSec: 0, bufferAheadSec: 0 };
    const room = (state: PlayerState, figures: typeof low | null): boolean =>
      hasPreloadRoom(present(state, figures), false, DEFAULT_PRELOAD_CONFIG, 30);
    expect(room('idle', null)).toBe(true);
    for (const state of ['ended', 'error'] as const) expect(room(state, low), state).toBe(true);
    for (const state of ['loading', 'ready', 'paused', 'seeking', 'stalled'] as const)
      expect(room(state, low), state).toBe(false);
  });
});

describe('PreloadGate', () => {
  it('opens by and by, shuts at once, and leaves nothing', async () => {
    const clock = createVirtualClock();
    const element = new FakeMediaElement();
    const scope = new Scope(clock);
    let room = false;
    const gate = new PreloadGate(element, scope, () => room);
    const { signal } = new AbortController();
    const told: string[] = [];
    void gate.whenOpen(signal).then(() => told.push('open'));
    await clock.advance(1000);
    expect(told).toEqual([]);
    room = true;
    await clock.advance(250);
    expect(told).toEqual(['open']);
    await gate.whenOpen(signal);

    const forget = gate.onShut(() => told.push('shut'));
    gate.onShut(() => told.push('shut too'));
    room = false;
    element.fire('seeking');
    expect(told).toEqual(['open', 'shut', 'shut too']);
    forget();

    const waiter = new AbortController();
    const waiting = expect(gate.whenOpen(waiter.signal)).rejects.toBe('enough');
    waiter.abort('enough');
    await waiting;
    await expect(gate.whenOpen(waiter.signal)).rejects.toBe('enough');

    scope.dispose();
    expect([clock.timerCount, element.listenerCount]).toEqual([0, 0]);
  });
});
