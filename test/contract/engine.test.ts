import { describe, expect, it } from 'vitest';
import type { TransportRequest } from '../../src/core/transport.ts';
import { isPlayerError } from '../../src/core/errors.ts';
import type { EngineName } from '../../src/engine/engine.ts';
import type { PlayerEventMap } from '../../src/player/player-event-map.ts';
import type { PlayerState } from '../../src/player/state.ts';
import type { FakeAnswer } from '../fixtures/fake-transport.ts';
import { ReferenceEngine } from '../fixtures/reference-engine.ts';
import { createPlayerHarness, expectNothingLeft, type PlayerHarness } from '../flow/player-harness.ts';
import type { ContractPlayer, ContractTitle, Withheld } from './contract-player.ts';
import { engineContract } from './engine-contract.ts';

// The same suite runs over the real engines in Chromium: test/e2e/engine-contract.test.ts.

const TITLE: ContractTitle = {
  url: 'https://cdn.test/film.mpd',
  otherDefaultUrl: 'https://cdn.test/film-french.mpd',
  durationSec: 20,
  missingUrl: 'https://cdn.test/missing.mpd',
  garbageUrl: 'https://cdn.test/garbage.mpd',
  sharedUrl: 'https://cdn.test/film.mpd',
};
/** Where the first of its two segments ends. */
const FIRST_SEGMENT_SEC = 10;

const nameOf = (error: unknown): string =>
  isPlayerError(error)
    ? error.code
    : error instanceof Error || error instanceof DOMException
      ? error.name
      : '';

const WITHHELD: Readonly<Record<Withheld, string>> = {
  manifest: TITLE.url,
  media: `${TITLE.url}.1`,
  'later media': `${TITLE.url}.2`,
};

/** The player over the reference engine, driven in place of a viewer. */
class ReferencePlayer implements ContractPlayer {
  #harness: PlayerHarness;
  #settled: Promise<string | null> = Promise.resolve(null);
  readonly #events: string[] = [];
  #engine: ReferenceEngine | null = null;
  #withheld: string | null = null;
  /** It finds no media that can be played. */
  #unlucky: EngineName | null = null;

  constructor() {
    this.#harness = this.#open(['mse']);
  }

  #open(engines: readonly EngineName[]): PlayerHarness {
    const harness = createPlayerHarness({
      config: { engines },
      createEngine: (context, element) => (this.#engine = new ReferenceEngine(context, element)),
      answer: (_index, request) => this.#answer(request),
      chooser: () => ({
        choose: ({ source, declined }) => {
          const engine = engines[declined.length];
          if (!engine) return Promise.reject(declined.at(-1)?.error ?? new Error('nothing is offered'));
          const create = Promise.resolve(
            (context: ConstructorParameters<typeof ReferenceEngine>[0]) =>
              new ReferenceEngine(context, this.#harness.element, engine),
          );
          return Promise.resolve({
            engine,
            source,
            reason: 'it is next',
            create,
            handOver: (ports) => ports,
          });
        },
      }),
    });
    const { player } = harness;
    player.on('statechange', ({ from, to }) => this.#events.push(`${from} → ${to}`));
    const others: readonly (keyof PlayerEventMap)[] = [
      'enginechange',
      'presentation',
      'trackschange',
      'ended',
      'error',
    ];
    for (const type of others) player.on(type, () => this.#events.push(type));
    return harness;
  }

  #answer({ url }: TransportRequest): FakeAnswer {
    if (url === this.#withheld) return { then: 'hang' };
    if (url === TITLE.missingUrl) return { status: 404 };
    const isMedia = /\.\d$/.test(url);
    const isBroken = isMedia ? this.#harness.player.engine === this.#unlucky : url === TITLE.garbageUrl;
    const manifest = `a title in ${url === TITLE.otherDefaultUrl ? 'fr' : 'en'}`;
    const good = isMedia ? 'media' : manifest;
    return { chunks: [new TextEncoder().encode(isBroken ? 'garbage' : good)] };
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
  askToPlay = (): Promise<void> => this.#harness.element.play();

  pause(): Promise<void> {
    this.#harness.element.pause();
    return Promise.resolve();
  }

  async untilState(state: PlayerState): Promise<void> {
    const { element, clock, player } = this.#harness;
    await clock.flush();
    if (state === 'stalled') {
      element.advanceTo(FIRST_SEGMENT_SEC);
      element.readyState = 2;
    }
    expect(player.state).toBe(state);
  }

  async seek(positionSec: number): Promise<void> {
    this.#harness.element.currentTime = positionSec;
    await this.#harness.clock.flush();
  }

  startSeek = (positionSec: number): Promise<void> => this.seek(positionSec);

  async playToEnd(): Promise<void> {
    await this.play();
    this.#harness.element.advanceTo(TITLE.durationSec);
    this.#harness.element.finish();
  }

  selectTrack = (id: string): Promise<string | null> =>
    this.#attempt(() => {
      this.#harness.player.selectTrack(id);
    });

  deselectText(): Promise<void> {
    this.#harness.player.deselectText();
    return Promise.resolve();
  }

  shownTextCount(): Promise<number> {
    return Promise.resolve(this.#engine?.textId ? 1 : 0);
  }

  selectAudioOnceTold(language: string): Promise<void> {
    const { player } = this.#harness;
    player.once('trackschange', ({ tracks }) => {
      const found = tracks.find((track) => track.language === language);
      if (found) player.selectTrack(found.id);
    });
    return Promise.resolve();
  }

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

  async untilNothingHeld(): Promise<void> {
    await this.#harness.clock.flush(); // what is aborted ends
    expectNothingLeft(this.#harness);
    const { readyState, currentTime, paused, buffered } = this.#harness.element;
    expect({ readyState, currentTime, paused, ranges: buffered.length }).toEqual({
      ...{ readyState: 0, currentTime: 0, paused: true, ranges: 0 },
    });
  }

  withhold(what: Withheld): Promise<void> {
    this.#withheld = WITHHELD[what];
    return Promise.resolve();
  }

  async untilAsked(): Promise<void> {
    await this.#harness.clock.flush();
    expect(await this.requestCount(this.#withheld ?? '')).toBe(1);
  }

  requestCount(url: string): Promise<number> {
    return Promise.resolve(this.#harness.server.requests.filter((request) => request.url === url).length);
  }

  openBeside(place: 'in front' | 'behind'): Promise<void> {
    const engines = place === 'in front' ? (['shaka', 'mse'] as const) : (['mse', 'shaka'] as const);
    this.#unlucky = engines[0];
    this.#harness = this.#open(engines);
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
