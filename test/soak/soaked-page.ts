import { setTimeout } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { weighHeap } from '../bench/heap-make-up.ts';
import { disturb, spoil } from '../e2e/restless-viewer.ts';
import type { ErrorReport, LoadReport, LoggedEvent } from '../e2e/page/harness.ts';
import { PlayerPage, type PageConfig } from '../e2e/player-page.ts';
import type { Origin } from '../fixtures/origin/start-origin.ts';
import type { Random } from '../fixtures/seeded-random.ts';
import type { Lap, Visit, VisitEnd } from './judge-soak.ts';
import type { SoakTitle } from './stream-titles.ts';

/** What happens to a title: fault and viewer take turns this often. */
const STEPS = 6;
/** One load in so many meets a server at fault; one title in so many is preloaded while another plays. */
const FAULTY_LOADS = 4;
const PRELOADED = 3;
/** How far a live title's viewer seeks, in seconds from its beginning. */
const LIVE_SEEK_SEC = 40;
/** With no fault left, playback has moved so far, within so long: four times what the slowest request may take. */
const MOVES_ON_SEC = 3;
const HANG_MS = 30_000;
/** What a load leaves goes in tasks of its own. */
const LET_GO_MS = 10_000;

/** A page with one player, which is never made anew: it plays one title after another, by a restless viewer, from a server at fault. */
export class SoakedPage {
  readonly #player: PlayerPage;
  readonly #origin: Origin;
  readonly #page: Page;
  readonly #cdp: CDPSession;
  readonly #random: Random;
  readonly #faultShare: number;
  readonly #pageErrors: string[] = [];
  #hadFaults = false;

  private constructor(page: Page, cdp: CDPSession, origin: Origin, random: Random, faultShare: number) {
    this.#page = page;
    this.#cdp = cdp;
    this.#origin = origin;
    this.#random = random;
    this.#faultShare = faultShare;
    this.#player = new PlayerPage(page, origin.url);
    page.on('pageerror', (error) => this.#pageErrors.push(error.stack ?? String(error)));
  }

  /** @param faultShare how often the server does something wrong, from 0 to 1 */
  static async open(
    browser: Browser,
    origin: Origin,
    config: PageConfig,
    random: Random,
    faultShare: number,
  ): Promise<SoakedPage> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    const cdp = await page.context().newCDPSession(page);
    const soaked = new SoakedPage(page, cdp, origin, random, faultShare);
    await soaked.#player.open(config);
    return soaked;
  }

  /** All titles once, in an order of the dice's, and what is left of them. */
  async lap(titles: readonly SoakTitle[], onVisit: (visit: Visit) => void): Promise<Lap> {
    const order = titles
      .map((title) => ({ title, at: this.#random() }))
      .sort((one, other) => one.at - other.at)
      .map(({ title }) => title);
    const visits: Visit[] = [];
    for (const [index, title] of order.entries()) {
      const visit = await this.#visit(title, order[index + 1]);
      visits.push(visit);
      onVisit(visit);
    }
    await this.#player.unload();
    const held = await this.#heldAfterAll();
    const heap = await weighHeap(this.#cdp);
    return { visits, held, ...heap, pageErrors: this.#pageErrors.splice(0) };
  }

  async #visit(title: SoakTitle, next: SoakTitle | undefined): Promise<Visit> {
    const player = this.#player;
    await this.#forgetEvents();
    this.#hadFaults = false;
    if (this.#faultShare > 0 && this.#isOneIn(FAULTY_LOADS)) this.#spoil();
    const report = await this.#load(title);
    if (report === null || report.error) {
      this.#origin.reset();
      return report?.error ? this.#told(title, 'refused', [report.error]) : this.#told(title, 'hangs', []);
    }
    await player.act('watch');
    const preloaded = next && this.#isOneIn(PRELOADED) ? this.#origin.url + next.path : null;
    for (let step = 0; step < STEPS; step += 1) {
      await this.#disturb(title);
      if (step === STEPS / 2 && preloaded !== null) await this.#startPreload(preloaded);
    }
    this.#origin.reset();
    return this.#told(title, await this.#playOn(title), []);
  }

  /** Null: nothing came of it, though the server was well in the end. */
  async #load({ path }: SoakTitle): Promise<LoadReport | null> {
    const loading = this.#player.load(this.#origin.url + path);
    const late = async (): Promise<null> => setTimeout(HANG_MS, null, { ref: false });
    const early = await Promise.race([loading, late()]);
    if (early) return early;
    this.#origin.reset();
    return Promise.race([loading, late()]);
  }

  #spoil(): void {
    spoil(this.#origin, this.#random);
    this.#hadFaults = true;
  }

  #isOneIn(count: number): boolean {
    return this.#random() < 1 / count;
  }

  async #disturb({ durationSec }: SoakTitle): Promise<void> {
    const [player, origin, random] = [this.#player, this.#origin, this.#random];
    if (random() < this.#faultShare) this.#spoil();
    await disturb({ player, origin, random, durationSec: durationSec ?? LIVE_SEEK_SEC, faultShare: 0 });
  }

  /** Nobody waits for it: the next load takes it over, whatever has become of it. */
  #startPreload(url: string): Promise<void> {
    return this.#page.evaluate((to) => {
      void window.harness.player.preload(to).catch(() => undefined);
    }, url);
  }

  /** With no fault left: where playback comes to. */
  async #playOn({ durationSec }: SoakTitle): Promise<VisitEnd> {
    const player = this.#player;
    await player.act(durationSec === null ? 'watch' : 'hurry');
    const { currentTimeSec } = await player.look();
    return Promise.race([
      player
        .untilState(['ended', 'error'], HANG_MS)
        .then((state): VisitEnd => (state === 'ended' ? 'ended' : 'failed')),
      player
        .untilPosition(currentTimeSec + MOVES_ON_SEC, HANG_MS)
        .then((): VisitEnd => 'moves-on')
        .catch(async (): Promise<VisitEnd> => ((await player.state()) === 'error' ? 'failed' : 'hangs')),
    ]).catch((): VisitEnd => 'hangs');
  }

  async #told({ id }: SoakTitle, end: VisitEnd, refusals: readonly ErrorReport[]): Promise<Visit> {
    const events = await this.#player.events();
    const stats = await this.#player.stats();
    const ofType = (type: LoggedEvent['type']): readonly LoggedEvent[] =>
      events.filter((event) => event.type === type);
    const told = ofType('error').map(({ detail }) => (detail['error'] as ErrorReport).code);
    return {
      title: id,
      end,
      hadFaults: this.#hadFaults,
      errors: told.length > 0 ? told : refusals.map(({ code }) => code),
      detail: end === 'hangs' ? await this.#player.describe() : '',
      warningCount: ofType('warning').length,
      stallCount: stats?.stalls.count ?? 0,
      stalledSec: (stats?.stalls.totalMs ?? 0) / 1000,
      playedSec: (stats?.playedMs ?? 0) / 1000,
    };
  }

  #forgetEvents(): Promise<void> {
    return this.#page.evaluate(() => {
      window.harness.forget();
    });
  }

  /** By name, with how many; nothing where all has been let go in time. */
  async #heldAfterAll(): Promise<readonly string[]> {
    await this.#forgetEvents();
    await this.#page
      .waitForFunction(
        () => Object.values(window.harness.counters.read()).every((count) => count === 0),
        null,
        { timeout: LET_GO_MS },
      )
      .catch(() => undefined); // what is left is named below
    const held = Object.entries(await this.#player.held()).filter(([, count]) => count > 0);
    if (held.length === 0) return [];
    return [...held.map(([name, count]) => `${name} ${count}`), ...(await this.#player.heldListeners())];
  }
}
