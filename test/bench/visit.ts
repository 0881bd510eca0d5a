import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test';
import { nameClearKeyWidevine, WIDEVINE_IDS } from '../fixtures/mock-widevine.ts';
import { LICENCE_PATH, type BenchOrigin } from './bench-origin.ts';
import type { BenchEntry } from './entries.ts';
import type { Profile } from './profiles.ts';

/** What `window.bench` is in the page. */
export type { Bench } from './page/bench-page.ts';

export interface VisitOptions {
  readonly browser: Browser;
  readonly origin: BenchOrigin;
  readonly entry: BenchEntry;
  readonly profile: Profile;
  /** The title to start with the page; without one the page waits for its orders. */
  readonly title?: string;
  /** The limit's rung: the folder of its video rendition. */
  readonly rung?: string;
  /** Whether its titles are protected. */
  readonly isProtected?: boolean;
}

/** How long anything that a page is asked for may take. The slowest start seen is 7 s. */
const PATIENCE_MS = 30_000;
/** No player shall hold back its best picture for the size of the window. */
const VIEWPORT = { width: 1920, height: 1080 } as const;

async function limitNetwork(cdp: CDPSession, downMbps: number, latency: number): Promise<void> {
  const bytesPerSec = (downMbps * 1e6) / 8;
  const throughput = { downloadThroughput: bytesPerSec, uploadThroughput: bytesPerSec };
  await cdp.send('Network.emulateNetworkConditions', { offline: false, latency, ...throughput });
}

/** What runs this command calls `__name` in each function. */
const MOCK_WIDEVINE = `globalThis.__name = (named) => named; (${nameClearKeyWidevine.toString()})(${JSON.stringify(WIDEVINE_IDS)})`;

/** One page of one player in a browser context of its own, on the network and processor of a profile. */
export class Visit {
  readonly page: Page;
  readonly cdp: CDPSession;
  readonly #context: BrowserContext;
  readonly #errors: string[] = [];

  private constructor(context: BrowserContext, page: Page, cdp: CDPSession) {
    this.#context = context;
    this.page = page;
    this.cdp = cdp;
    page.on('pageerror', (error) => this.#errors.push(String(error)));
  }

  static async open(options: VisitOptions): Promise<Visit> {
    const { browser, origin, entry, profile, title, rung, isProtected } = options;
    const context = await browser.newContext({ viewport: VIEWPORT });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    // No copy of what comes: it would count as the player's memory, and cost its time.
    await cdp.send('Network.enable', { maxTotalBufferSize: 0, maxResourceBufferSize: 0 });
    if (profile.downMbps !== null) await limitNetwork(cdp, profile.downMbps, profile.roundTripMs);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: profile.cpuSlowdown });
    const query = new URLSearchParams();
    if (title !== undefined) query.set('load', title);
    if (rung !== undefined) query.set('rung', rung);
    if (isProtected) {
      query.set('licence', origin.url + LICENCE_PATH);
      query.set('system', entry.protocol === 'hls' ? 'com.widevine.alpha' : 'org.w3.clearkey');
      await page.addInitScript({ content: MOCK_WIDEVINE });
    }
    const visit = new Visit(context, page, cdp);
    origin.forget();
    await page.goto(`${origin.url}/page/${entry.page}?${query.toString()}`);
    return visit;
  }

  /** Resolves when the page has come to rest: half a second without a request. */
  settle(): Promise<void> {
    return this.page.waitForLoadState('networkidle');
  }

  /** Runs in the page; an answer that does not come is an error that says what the page had to say. */
  async ask<A, R>(what: string, question: (argument: A) => R | Promise<R>, argument: A): Promise<R> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        const said = this.#errors.length > 0 ? `; the page said: ${this.#errors.join('; ')}` : '';
        reject(new Error(`${what}: no answer in ${PATIENCE_MS / 1000} s${said}`));
      }, PATIENCE_MS);
    });
    try {
      // The answer crosses as JSON: what the page returns is what comes.
      const answer = this.page.evaluate(
        question as (argument: unknown) => R | Promise<R>,
        argument as unknown,
      );
      return await Promise.race([answer, patience]);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}
