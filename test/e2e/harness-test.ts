import { test as base, expect } from '@playwright/test';
import { startOrigin, type Origin } from '../fixtures/origin/start-origin.ts';
import { LIVE_RESPONDERS, PAGE_ROOTS, SCRIPT_ROOTS } from './page-roots.ts';
import { PlayerPage } from './player-page.ts';

/** Playwright's test with an origin of its own for each worker, and the harness page. */
export const test = base.extend<
  { origin: Origin; player: PlayerPage; mediaUrl: (path: string) => string },
  { sharedOrigin: Origin }
>({
  sharedOrigin: [
    async ({}, use) => {
      const origin = await startOrigin({
        roots: PAGE_ROOTS,
        scriptRoots: SCRIPT_ROOTS,
        responders: LIVE_RESPONDERS,
      });
      await use(origin);
      await origin.close();
    },
    { scope: 'worker' },
  ],
  origin: async ({ sharedOrigin }, use, testInfo) => {
    sharedOrigin.reset();
    await use(sharedOrigin);
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('requests.txt', { body: sharedOrigin.log.describe(), contentType: 'text/plain' });
    }
    sharedOrigin.reset();
  },
  mediaUrl: async ({ origin }, use) => {
    await use((path) => `${origin.url}/media/${path}`);
  },
  player: async ({ page, origin }, use, testInfo) => {
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.stack ?? String(error)));
    await use(new PlayerPage(page, origin.url));
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('page-errors.txt', { body: faults.join('\n'), contentType: 'text/plain' });
    }
    // Whatever the outcome, the player must not throw past its caller.
    expect(faults, 'uncaught errors in the page').toEqual([]);
  },
});
export { expect };
