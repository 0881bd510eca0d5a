import type { EngineName, PlayerState, Quality, RenditionInfo, TrackInfo } from '../../src/index.ts';
import {
  engineContract,
  type Ability,
  type ContractPlayer,
  type ContractTitle,
} from '../contract/engine-contract.ts';
import { expectNothingHeld } from './expect-nothing-held.ts';
import { expect, test } from './harness-test.ts';
import type { ErrorReport } from './page/harness.ts';
import type { PlayerPage } from './player-page.ts';

/** A media folder's title that an engine is measured by. */
interface Subject {
  readonly name: string;
  readonly engine: EngineName;
  /** Path in the media folder. */
  readonly path: string;
  /** What of the contract cannot be asked of it, and why. */
  readonly lacks: Readonly<Partial<Record<Ability, string>>>;
}

const SUBJECTS: readonly Subject[] = [
  { name: 'mse, DASH', engine: 'mse', path: 'cmaf-2s/number.mpd', lacks: {} },
  { name: 'mse, HLS', engine: 'mse', path: 'cmaf-2s/master.m3u8', lacks: {} },
  { name: 'shaka, DASH', engine: 'shaka', path: 'cmaf-2s/number.mpd', lacks: {} },
  { name: 'shaka, HLS', engine: 'shaka', path: 'cmaf-2s/master.m3u8', lacks: {} },
  { name: 'hlsjs, fMP4', engine: 'hlsjs', path: 'cmaf-2s/master.m3u8', lacks: {} },
  {
    name: 'hlsjs, TS',
    engine: 'hlsjs',
    path: 'hls-ts/master.m3u8',
    lacks: { 'choose-audio': 'the title has one language, muxed' },
  },
  {
    name: 'native, a file',
    engine: 'native',
    path: 'on-demand/video-360.mp4',
    lacks: { 'choose-audio': 'Chromium has no audioTracks', 'choose-quality': 'a file has one quality' },
  },
];

const DURATION_SEC = 60;
const WAIT_MS = 15_000;

const nameOf = (error: ErrorReport | null): string | null => error && (error.code || error.name);

/** The harness page as the contract wants it. */
class PagePlayer implements ContractPlayer {
  readonly #player: PlayerPage;
  readonly #settled: { current: Promise<string | null> } = { current: Promise.resolve(null) };

  constructor(player: PlayerPage) {
    this.#player = player;
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
    this.#settled.current = handle.evaluate(({ settled }) => settled).then(({ error }) => nameOf(error));
  }

  settled(): Promise<string | null> {
    return this.#settled.current;
  }

  state = (): Promise<PlayerState> => this.#player.state();
  engine = (): Promise<EngineName | null> => this.#player.page.evaluate(() => window.harness.player.engine);
  positionSec = async (): Promise<number> => (await this.#player.look()).currentTimeSec;
  play = (): Promise<void> => this.#player.play(2);
  seek = (positionSec: number): Promise<void> => this.#player.seek(positionSec);
  playToEnd = (): Promise<void> => this.#player.playToEnd();
  tracks = (): Promise<readonly TrackInfo[]> => this.#player.tracks();
  activeTracks = (): Promise<readonly TrackInfo[]> => this.#player.activeTracks();
  renditions = (): Promise<readonly RenditionInfo[]> => this.#player.renditions();
  unload = (): Promise<void> => this.#player.unload();
  destroy = (): Promise<void> => this.#player.destroy();

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
    await expectNothingHeld(this.#player, { timeoutMs: 5000 });
    expect(await this.#player.page.evaluate(() => window.harness.video.getAttribute('src'))).toBeNull();
  }
}

for (const { name, engine, path, lacks } of SUBJECTS) {
  test.describe(`the contract of an engine: ${name}`, () => {
    const check = (isTrue: boolean, words: string): void => {
      expect(isTrue, words).toBe(true);
    };
    for (const one of engineContract(check)) {
      test(one.title, async ({ player, mediaUrl, origin }) => {
        const lack = one.needs && lacks[one.needs];
        test.skip(lack !== undefined, lack ?? 'it lacks nothing');
        const extension = path.slice(path.lastIndexOf('.'));
        const garbage = `/media/garbage${extension}`;
        origin.put(garbage, 'this is no manifest', 'text/plain');
        const title: ContractTitle = {
          url: mediaUrl(path),
          durationSec: DURATION_SEC,
          missingUrl: mediaUrl(`missing${extension}`),
          garbageUrl: origin.url + garbage,
        };
        await player.open({ engines: [engine] });
        await one.run(new PagePlayer(player), title, engine);
      });
    }
  });
}
