import type { CDPSession, Page } from '@playwright/test';
import type {
  PlayerConfig,
  PlayerState,
  RenditionInfo,
  TrackInfo,
  PlayerStats,
  Quality,
} from '../../src/index.ts';
import type { ShownFrame } from './page/frame-reader.ts';
import type { LoadReport, LoadStart, LoggedEvent } from './page/harness.ts';
import type { Act } from './page/viewer-acts.ts';
import type { HeldResources } from './page/resource-counters.ts';

/** Functions cannot cross to the page, so neither can a logger. */
export type PageConfig = Omit<PlayerConfig, 'logger'>;

const WAIT_MS = 15_000;

/** The harness page, spoken to from a test. */
export class PlayerPage {
  readonly page: Page;
  readonly #pageUrl: string;

  constructor(page: Page, originUrl: string) {
    this.page = page;
    this.#pageUrl = `${originUrl}/test/e2e/page/harness.html`;
  }

  /** Opens the page and makes a player. */
  async open(config: PageConfig = {}): Promise<void> {
    await this.page.goto(this.#pageUrl);
    await this.page.waitForFunction(() => 'harness' in window, null, { timeout: WAIT_MS });
    await this.page.evaluate((given) => window.harness.create(given), config);
  }

  load(url: string, options?: LoadStart): Promise<LoadReport> {
    return this.page.evaluate(([to, start]) => window.harness.load(to, start), [url, options] as const);
  }

  /** Loads, and fails the test with the error's words when that fails. */
  async loadWell(url: string, options?: LoadStart): Promise<LoadReport> {
    const report = await this.load(url, options);
    if (report.error) throw new Error(`load(${url}) rejected: ${JSON.stringify(report.error)}`);
    return report;
  }

  startLoad(url: string, options?: LoadStart): Promise<readonly string[]> {
    return this.page.evaluate(([to, start]) => window.harness.startLoad(to, start), [url, options] as const);
  }

  settled(): Promise<LoadReport> {
    return this.page.evaluate(() => window.harness.settled());
  }

  /** What a preload ends with: `prepared`, or its error in words. */
  preload(url: string): Promise<string> {
    return this.page.evaluate(
      (to) =>
        window.harness.player.preload(to).then(
          () => 'prepared',
          (error: unknown) => String(error),
        ),
      url,
    );
  }

  abortLoad(reason: string): Promise<void> {
    return this.page.evaluate((why) => window.harness.abortLoad(why), reason);
  }

  unload(): Promise<void> {
    return this.page.evaluate(() => window.harness.player.unload());
  }

  destroy(): Promise<void> {
    return this.page.evaluate(() => window.harness.player.destroy());
  }

  play(rate = 4): Promise<void> {
    return this.page.evaluate((speed) => window.harness.play(speed), rate);
  }

  /** What a viewer does; `value` from 0 to 1 says where to (of so many seconds), or which. */
  act(what: Act, value = 0, durationSec = 0): Promise<void> {
    return this.page.evaluate(([one, chosen, endSec]) => window.harness.act(one, chosen, endSec), [
      what,
      value,
      durationSec,
    ] as const);
  }

  pause(): Promise<void> {
    return this.page.evaluate(() => window.harness.video.pause());
  }

  seek(positionSec: number, timeoutMs = WAIT_MS): Promise<void> {
    return this.page.evaluate(([to, ms]) => window.harness.seek(to, ms), [positionSec, timeoutMs] as const);
  }

  untilState(states: readonly PlayerState[], timeoutMs = WAIT_MS): Promise<PlayerState> {
    return this.page.evaluate(([wanted, ms]) => window.harness.untilState(wanted, ms), [
      states,
      timeoutMs,
    ] as const);
  }

  untilPosition(positionSec: number, timeoutMs = WAIT_MS): Promise<void> {
    return this.page.evaluate(([to, ms]) => window.harness.untilPosition(to, ms), [
      positionSec,
      timeoutMs,
    ] as const);
  }

  /** Resolves when more than so many seconds of media are there ahead of the playhead. */
  async untilBuffered(aheadSec: number): Promise<void> {
    await this.page.waitForFunction(
      (limitSec) => (window.harness.player.stats()?.bufferAheadSec ?? 0) > limitSec,
      aheadSec,
    );
  }

  /** Resolves when the rendition on the screen is at least, or at most, so high. */
  async untilHeight(bound: 'least' | 'most', height: number): Promise<void> {
    await this.page.waitForFunction(
      ([which, limit]) => {
        const active = window.harness.player.activeRendition?.height;
        return typeof active === 'number' && (which === 'least' ? active >= limit : active <= limit);
      },
      [bound, height] as const,
      { timeout: 20_000 },
    );
  }

  /** Plays what is left at 4x speed, up to the end. */
  async playToEnd(timeoutMs = 40_000): Promise<void> {
    await this.play();
    await this.untilState(['ended'], timeoutMs);
  }

  look(): Promise<{ currentTimeSec: number; frame: number | null; height: number }> {
    return this.page.evaluate(() => window.harness.look());
  }

  recordFrames(): Promise<void> {
    return this.page.evaluate(() => window.harness.frames.start());
  }

  stopFrames(): Promise<readonly ShownFrame[]> {
    return this.page.evaluate(() => window.harness.stopFrames());
  }

  async events(type?: LoggedEvent['type']): Promise<readonly LoggedEvent[]> {
    const all = await this.page.evaluate(() => window.harness.events);
    return type === undefined ? all : all.filter((event) => event.type === type);
  }

  state(): Promise<PlayerState> {
    return this.page.evaluate(() => window.harness.player.state);
  }

  stats(): Promise<PlayerStats | null> {
    return this.page.evaluate(() => window.harness.player.stats());
  }

  tracks(): Promise<readonly TrackInfo[]> {
    return this.page.evaluate(() => window.harness.player.tracks);
  }

  activeTracks(): Promise<readonly TrackInfo[]> {
    return this.page.evaluate(() => window.harness.player.activeTracks);
  }

  renditions(): Promise<readonly RenditionInfo[]> {
    return this.page.evaluate(() => window.harness.player.renditions);
  }

  selectTrack(id: string): Promise<void> {
    return this.page.evaluate((wanted) => window.harness.player.selectTrack(wanted), id);
  }

  setQuality(quality: Quality): Promise<void> {
    return this.page.evaluate((wanted) => window.harness.player.setQuality(wanted), quality);
  }

  held(): Promise<HeldResources> {
    return this.page.evaluate(() => window.harness.counters.read());
  }

  heldListeners(): Promise<readonly string[]> {
    return this.page.evaluate(() => window.harness.counters.describeListeners());
  }

  describe(): Promise<string> {
    return this.page.evaluate(() => window.harness.describe());
  }

  /** Bytes of JavaScript heap in use after everything unreachable has been collected. */
  async heapBytes(session: CDPSession): Promise<number> {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return usedSize;
  }
}
