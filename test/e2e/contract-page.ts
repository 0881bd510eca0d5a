import type { EngineName, PlayerState, Quality, RenditionInfo, TrackInfo } from '../../src/index.ts';
import type { Gate } from '../fixtures/origin/gate.ts';
import type { Origin } from '../fixtures/origin/start-origin.ts';
import type { ContractPlayer, Withheld } from '../contract/contract-player.ts';
import { expectNothingHeld } from './expect-nothing-held.ts';
import { expect } from './harness-test.ts';
import type { ErrorReport } from './page/harness.ts';
import type { PlayerPage } from './player-page.ts';

/** What the page and its origin need to know of what is played. */
export interface ContractSubject {
  readonly engine: EngineName;
  /** Path in the media folder. */
  readonly path: string;
  /** An engine that can play `sharedPath` as well. */
  readonly partner: EngineName;
  readonly sharedPath: string;
}

const WAIT_MS = 15_000;
/** Shaka bounds questions to the browser by timers of 5 s, and lets them run out when they are answered. */
const VENDOR_TIMERS_MS = 10_000;

/**
 * Shaka waits for a MediaSource to open, or a SourceBuffer to be emptied, that its end has taken off the element: nobody
 * can reach them any more.
 */
const UNREACHABLE = /^(MediaSource:sourceopen|SourceBuffer:(error|updateend))#/;

/** Segments and init segments of the generated media; of its files, which are their own manifests, see `withhold`. */
const MEDIA = /\/media\/.*\/(?:[^/]*\.m4s|[^/]*\.ts|init[^/]*\.mp4)$/;
/** Behind some six seconds, whether counted from 0 or 1. */
const LATER_MEDIA = /\/media\/.*\/(?:[4-9]|\d\d)\.(?:m4s|ts)$/;
/** A movie header of garbage: of what is no box at all Chromium waits to see more. */
const BROKEN_MEDIA = Buffer.from('\0\0\0\x10moovgarbage!', 'latin1');
/** A header that tells for which engine a request was made. */
const AT_WORK = 'x-engine-at-work';
/** So much of a file that is its own manifest shows the first seconds. Bytes. */
const FIRST_SECONDS_BYTES = 400_000;

const nameOf = (error: ErrorReport | null): string | null => error && (error.code || error.name);

/** The harness page and its origin as the contract wants them. */
export class ContractPage implements ContractPlayer {
  readonly #player: PlayerPage;
  readonly #origin: Origin;
  readonly #subject: ContractSubject;
  #settled: Promise<string | null> = Promise.resolve(null);
  #gate: Gate | null = null;

  constructor(player: PlayerPage, origin: Origin, subject: ContractSubject) {
    this.#player = player;
    this.#origin = origin;
    this.#subject = subject;
  }

  async startLoad(url: string, startSec?: number): Promise<void> {
    // The promise of this load, not of whichever comes to be the last.
    const handle = await this.#player.page.evaluateHandle(
      ([to, start]) => {
        window.harness.startLoad(to, start);
        return { settled: window.harness.settled() };
      },
      [url, startSec === undefined ? {} : { startSec }] as const,
    );
    this.#settled = handle.evaluate(({ settled }) => settled).then(({ error }) => nameOf(error));
  }

  settled(): Promise<string | null> {
    return this.#settled;
  }

  state = (): Promise<PlayerState> => this.#player.state();
  engine = (): Promise<EngineName | null> => this.#player.page.evaluate(() => window.harness.player.engine);
  positionSec = async (): Promise<number> => (await this.#player.look()).currentTimeSec;
  play = (): Promise<void> => this.#player.play(2);
  pause = (): Promise<void> => this.#player.pause();
  seek = (positionSec: number): Promise<void> => this.#player.seek(positionSec);
  playToEnd = (): Promise<void> => this.#player.playToEnd();
  tracks = (): Promise<readonly TrackInfo[]> => this.#player.tracks();
  activeTracks = (): Promise<readonly TrackInfo[]> => this.#player.activeTracks();
  renditions = (): Promise<readonly RenditionInfo[]> => this.#player.renditions();
  unload = (): Promise<void> => this.#player.unload();
  destroy = (): Promise<void> => this.#player.destroy();

  async untilState(state: PlayerState): Promise<void> {
    await this.#player.untilState([state], WAIT_MS);
  }

  askToPlay(): Promise<void> {
    return this.#player.page.evaluate(() => {
      window.harness.video.play().catch(() => undefined); // another source takes the place of this one
    });
  }

  startSeek(positionSec: number): Promise<void> {
    return this.#player.page.evaluate((to) => {
      window.harness.video.currentTime = to;
    }, positionSec);
  }

  selectTrack(id: string): Promise<string | null> {
    return this.#player.page.evaluate((wanted) => {
      try {
        window.harness.player.selectTrack(wanted);
      } catch (error) {
        return (error as { code: string }).code;
      }
      return null;
    }, id);
  }

  deselectText(): Promise<void> {
    return this.#player.page.evaluate(() => window.harness.player.deselectText());
  }

  shownTextCount(): Promise<number> {
    return this.#player.page.evaluate(
      () => Array.from(window.harness.video.textTracks).filter(({ mode }) => mode === 'showing').length,
    );
  }

  selectAudioOnceTold(language: string): Promise<void> {
    return this.#player.page.evaluate((wanted) => {
      const { player } = window.harness;
      player.once('trackschange', ({ tracks }) => {
        const found = tracks.find((track) => track.kind === 'audio' && track.language === wanted);
        if (found) player.selectTrack(found.id);
      });
    }, language);
  }

  setQuality(quality: Quality): Promise<string | null> {
    return this.#player.page.evaluate((wanted) => {
      try {
        window.harness.player.setQuality(wanted);
      } catch (error) {
        return (error as { code: string }).code;
      }
      return null;
    }, quality);
  }

  async untilShown(renditionId: string): Promise<void> {
    await this.#player.page.waitForFunction(
      (id) => window.harness.player.activeRendition?.id === id,
      renditionId,
      { timeout: WAIT_MS },
    );
  }

  async events(): Promise<readonly string[]> {
    const events = await this.#player.events();
    return events.map(({ type, detail }) =>
      type === 'statechange' ? `${String(detail['from'])} → ${String(detail['to'])}` : type,
    );
  }

  async untilNothingHeld(): Promise<void> {
    const engines = [this.#subject.engine, this.#subject.partner];
    await expectNothingHeld(this.#player, {
      timeoutMs: VENDOR_TIMERS_MS,
      isUnreachable: (name) => engines.includes('shaka') && UNREACHABLE.test(name),
    });
    const element = await this.#player.page.evaluate(() => {
      const { video } = window.harness;
      const attributes = video.getAttributeNames();
      const { readyState, networkState, childElementCount, textTracks, mediaKeys, error } = video;
      return {
        attributes,
        readyState,
        networkState,
        childElementCount,
        textTracks: textTracks.length,
        mediaKeys,
        error,
      };
    });
    expect(element).toEqual({
      ...{
        attributes: ['muted', 'playsinline'],
        readyState: 0,
        networkState: 0,
        childElementCount: 0,
        textTracks: 0,
      },
      ...{ mediaKeys: null, error: null },
    });
    this.#gate?.release();
    await this.#origin.log.untilIdle();
  }

  withhold(what: Withheld): Promise<void> {
    const manifest = `/media/${this.#subject.path}`;
    const isFile = this.#subject.engine === 'native';
    if (what === 'later media' && isFile) {
      this.#origin.hold(manifest, { times: 1, gateAt: FIRST_SECONDS_BYTES });
      this.#gate = this.#origin.hold(manifest, { skip: 1 });
    } else {
      const media = what === 'media' ? MEDIA : LATER_MEDIA;
      this.#gate = this.#origin.hold(what === 'manifest' ? manifest : media);
    }
    return Promise.resolve();
  }

  async untilAsked(): Promise<void> {
    await this.#gate?.arrived(1);
  }

  requestCount(url: string): Promise<number> {
    return Promise.resolve(this.#origin.log.of(new URL(url).pathname).length);
  }

  async openBeside(place: 'in front' | 'behind'): Promise<void> {
    const { engine, partner } = this.#subject;
    const engines = place === 'in front' ? [partner, engine] : [engine, partner];
    const { page } = this.#player;
    // No head start: what it got for the first engine, and that one did not ask for, the second would find.
    await page.route('**/create-preloader.js', (route) => route.abort());
    await this.#player.open({ engines });
    // Asked as a request is made: by the time that it gets here, another engine may be at work.
    await page.evaluate((header) => {
      const original = window.fetch;
      window.fetch = (input, init) => {
        const headers = new Headers(init?.headers);
        headers.set(header, String(window.harness.player.engine));
        return original(input, { ...init, headers });
      };
    }, AT_WORK);
    await page.route(MEDIA, async (route) => {
      // The element's own requests tell nothing; its engine was at work when it was given the address.
      const atWork = route.request().headers()[AT_WORK] ?? (await this.engine());
      if (atWork === engines[1]) await route.continue();
      else await route.fulfill({ body: BROKEN_MEDIA });
    });
  }
}
