import { median } from '../bench/figures.ts';
import { mainThreadTasks, TASK_CATEGORIES } from '../bench/main-thread-tasks.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import { PlayerPage } from './player-page.ts';

/**
 * A television's processor beside the one of a desktop. The thread's own time is multiplied: Chromium's emulation holds the
 * thread up by the clock on the wall, and so counts what other work on the machine takes.
 */
const CPU_SLOWDOWN = 6;
/** A task longer than this makes a page miss input (the Long Tasks API's own line). */
const LONG_TASK_MS = 50;
const RUNS = 5;

for (const id of ['dash-time', 'hls-fmp4-4s']) {
  test(`${id}: no task nor layout is long on a slow processor, of the warm-up and of the start`, async ({
    player,
    mediaUrl,
    origin,
  }) => {
    test.setTimeout(90_000);
    const browser = player.page.context().browser();
    if (!browser) throw new Error('the page belongs to no browser');
    const longestMs: number[] = [];
    const layoutMs: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const context = await browser.newContext(); // a renderer of its own: what one has compiled, its next page finds
      const page = await context.newPage();
      const fresh = new PlayerPage(page, origin.url);
      origin.log.clear();
      await fresh.open({ mse: { warmUp: false } });
      await browser.startTracing(page, { categories: [...TASK_CATEGORIES] });
      await page.evaluate(() => performance.mark('bench-origin'));
      await page.evaluate(() => window.harness.create({})); // its warm-up begins
      await expect.poll(() => origin.log.of(/parse-hls\.js$/).length).toBe(1);
      await page.waitForLoadState('networkidle');
      await fresh.loadWell(mediaUrl(streamById(id).manifest));
      await fresh.play(1);
      await fresh.untilPosition(1);
      const { tasks, layouts } = mainThreadTasks(await browser.stopTracing(), 'bench-origin');
      expect(layouts.length).toBeGreaterThan(0);
      longestMs.push(CPU_SLOWDOWN * Math.max(...tasks.map(({ cpuMs }) => cpuMs)));
      await context.close();
      layoutMs.push(CPU_SLOWDOWN * Math.max(...layouts.map(({ cpuMs }) => cpuMs)));
    }
    expect(median(longestMs)).toBeLessThan(LONG_TASK_MS);
    expect(median(layoutMs)).toBeLessThan(LONG_TASK_MS);
  });
}
