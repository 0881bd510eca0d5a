import { describe, expect, it } from 'vitest';
import type { LoadOptions } from '../../src/player/load.ts';
import { isPlayerError, PlayerError } from '../../src/core/errors.ts';
import type { PlayerState } from '../../src/player/state.ts';
import {
  createPlayerHarness,
  decodeFailure,
  expectNothingLeft,
  failureOf,
  loadToReady,
} from './player-harness.ts';

const URL = 'https://cdn.test/film.mpd';

describe('what goes wrong', () => {
  it.each([
    ['', 'source-unsupported'],
    ['javascript:alert(1)', 'source-unsupported'],
    [null, 'source-unsupported'],
    [{}, 'source-unsupported'],
  ])('load(%j) is refused in words', async (source, code) => {
    const harness = createPlayerHarness();
    const error = await failureOf(harness.player.load(source as string));
    expect(isPlayerError(error) && error.code).toBe(code);
    expect(harness.player.state).toBe('error');
    expect(harness.trace).toEqual(['phase load', 'idle → loading', 'loading → error', `error ${code}`]);
    expectNothingLeft(harness);
  });

  it.each([NaN, -1, Infinity, '3'])('a start of %j is refused', async (startSec) => {
    const harness = createPlayerHarness();
    const error = await failureOf(harness.player.load(URL, { startSec: startSec as number }));
    expect(isPlayerError(error, 'config-invalid') && error.context.option).toBe('startSec');
    expectNothingLeft(harness);
  });

  it('options that are no object are refused, and the present title plays on', async () => {
    const harness = createPlayerHarness();
    await loadToReady(harness);
    const untyped: readonly unknown[] = [null, 5, 'start', []];
    for (const options of untyped) {
      const error = await failureOf(harness.player.load(URL, options as LoadOptions));
      expect(isPlayerError(error, 'config-invalid') && error.context.option).toBe('options');
    }
    expect(harness.player.state).toBe('ready');
  });

  it('a failing engine ends the load, once, with its error', async () => {
    const harness = createPlayerHarness();
    const loaded = failureOf(harness.player.load(URL));
    const error = new PlayerError('manifest-empty', 'Nothing.', { url: URL, detail: '' });
    harness.engine.emit({ type: 'failed', error });
    harness.engine.rejectLoad(error);
    expect(await loaded).toBe(error);
    expect(harness.trace).toEqual([
      'phase load',
      'idle → loading',
      'engine mse',
      'loading → error',
      'error manifest-empty',
    ]);
    expectNothingLeft(harness);
  });

  it('a rejected engine load ends the load', async () => {
    const harness = createPlayerHarness();
    const loaded = failureOf(harness.player.load(URL));
    const error = new PlayerError('mse-missing', 'None.', { url: URL });
    harness.engine.rejectLoad(error);
    expect(await loaded).toBe(error);
    expect(harness.player.state).toBe('error');
    expectNothingLeft(harness);
  });

  it('a fault of our own comes as `internal`, with its cause', async () => {
    const cause = new TypeError('undefined is not a function');
    const harness = createPlayerHarness({
      prepareEngine: () => {
        throw cause;
      },
    });
    const error = await failureOf(harness.player.load(URL));
    expect(isPlayerError(error, 'internal') && error.cause).toBe(cause);
    expectNothingLeft(harness);
  });

  it('position and figures stay readable after an error', async () => {
    const harness = createPlayerHarness();
    await loadToReady(harness);
    const { player, element, engine, trace } = harness;
    await element.play();
    element.advanceTo(7);
    engine.figures = { ...engine.figures, bufferAheadSec: 3 };
    trace.length = 0;
    engine.emit({ type: 'failed', error: decodeFailure() });
    element.reset();
    expect(trace).toEqual(['playing → error', 'error decode-failed']);
    expect(player.state).toBe('error');
    expect(player.positionSec).toBe(7);
    expect(player.stats()).toMatchObject({ positionSec: 7, bufferAheadSec: 3 });
    expectNothingLeft(harness);
    player.unload();
    expect(player.state).toBe('idle');
    expect(player.stats()).toBeNull();
  });

  it('a warning stops nothing', async () => {
    const harness = createPlayerHarness();
    await loadToReady(harness);
    harness.engine.emit({ type: 'warning', error: decodeFailure() });
    expect(harness.trace.at(-1)).toBe('warning decode-failed');
    expect(harness.player.state).toBe('ready');
  });

  it('a listener that throws is logged and stops nobody', async () => {
    const harness = createPlayerHarness();
    harness.player.on('statechange', () => {
      throw new Error('mine');
    });
    const heard: PlayerState[] = [];
    harness.player.on('statechange', ({ to }) => heard.push(to));
    await loadToReady(harness);
    expect(heard).toEqual(['loading', 'ready']);
    expect(harness.words).toEqual(Array(2).fill('A listener of the player threw: Error: mine'));
  });
});
