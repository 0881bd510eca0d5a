import { describe, expect, it } from 'vitest';
import { isPlayerError } from '../../src/core/errors.ts';
import type { PlayerEventMap } from '../../src/player/player-event-map.ts';
import { ReferenceEngine } from '../fixtures/reference-engine.ts';
import { createPlayerHarness, expectNothingLeft, type PlayerHarness } from '../flow/player-harness.ts';
import { engineContract, type ContractPlayer, type ContractTitle } from './engine-contract.ts';

// The same suite runs over the real engines in Chromium: test/e2e/engine-contract.test.ts.

const TITLE: ContractTitle = {
  url: 'https://cdn.test/film.mpd',
  durationSec: 20,
  missingUrl: 'https://cdn.test/missing.mpd',
  garbageUrl: 'https://cdn.test/garbage.mpd',
};

const nameOf = (error: unknown): string =>
  isPlayerError(error)
    ? error.code
    : error instanceof Error || error instanceof DOMException
      ? error.name
      : '';

/** The player over the reference engine, driven in place of a viewer. */
class ReferencePlayer implements ContractPlayer {
  readonly #harness: PlayerHarness;
  #settled: Promise<string | null> = Promise.resolve(null);
  readonly #events: string[] = [];

  constructor() {
    this.#harness = createPlayerHarness({
      createEngine: (context, element) => new ReferenceEngine(context, element),
      answer: (_index, { url }) =>
        url === TITLE.missingUrl
          ? { status: 404 }
          : { chunks: [new TextEncoder().encode(url === TITLE.url ? 'a title' : 'garbage')] },
    });
    const { player } = this.#harness;
    player.on('statechange', ({ from, to }) => this.#events.push(`${from} → ${to}`));
    const others: readonly (keyof PlayerEventMap)[] = [
      'enginechange',
      'presentation',
      'trackschange',
      'ended',
      'error',
    ];
    for (const type of others) player.on(type, () => this.#events.push(type));
  }

  startLoad(url: string, startSec?: number): Promise<void> {
    const loaded = this.#harness.player.load(url, startSec === undefined ? {} : { startSec });
    this.#settled = loaded.then(() => null, nameOf);
    return Promise.resolve();
  }

  async settled(): Promise<string | null> {
    const settled = this.#settled;
    await this.#harness.clock.advance(10_000); // retries pass
    this.#harness.presentFrame();
    return settled;
  }

  state = (): ReturnType<ContractPlayer['state']> => Promise.resolve(this.#harness.player.state);
  engine = (): ReturnType<ContractPlayer['engine']> => Promise.resolve(this.#harness.player.engine);
  positionSec = (): Promise<number> => Promise.resolve(this.#harness.player.positionSec);
  tracks = (): ReturnType<ContractPlayer['tracks']> => Promise.resolve(this.#harness.player.tracks);
  activeTracks = (): ReturnType<ContractPlayer['tracks']> =>
    Promise.resolve(this.#harness.player.activeTracks);
  renditions = (): ReturnType<ContractPlayer['renditions']> =>
    Promise.resolve(this.#harness.player.renditions);
  events = (): Promise<readonly string[]> => Promise.resolve([...this.#events]);
  play = (): Promise<void> => this.#harness.element.play();

  async seek(positionSec: number): Promise<void> {
    this.#harness.element.currentTime = positionSec;
    await this.#harness.clock.flush();
  }

  async playToEnd(): Promise<void> {
    await this.play();
    this.#harness.element.advanceTo(TITLE.durationSec);
    this.#harness.element.finish();
  }

  selectTrack = (id: string): Promise<string | null> =>
    this.#attempt(() => {
      this.#harness.player.selectTrack(id);
    });
  setQuality: ContractPlayer['setQuality'] = (quality) =>
    this.#attempt(() => {
      this.#harness.player.setQuality(quality);
    });

  untilShown(renditionId: string): Promise<void> {
    expect(this.#harness.player.activeRendition?.id).toBe(renditionId);
    return Promise.resolve();
  }

  unload(): Promise<void> {
    this.#harness.player.unload();
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    this.#harness.player.destroy();
    return Promise.resolve();
  }

  untilNothingHeld(): Promise<void> {
    expectNothingLeft(this.#harness);
    return Promise.resolve();
  }

  #attempt(act: () => void): Promise<string | null> {
    try {
      act();
    } catch (error) {
      return Promise.resolve(nameOf(error));
    }
    return Promise.resolve(null);
  }
}

describe('an engine, by the reference engine', () => {
  const check = (isTrue: boolean, words: string): void => {
    expect(isTrue, words).toBe(true);
  };
  for (const { title, run } of engineContract(check)) {
    it(title, () => run(new ReferencePlayer(), TITLE, 'mse'));
  }
});
