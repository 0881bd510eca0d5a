import { median } from '../bench/figures.ts';
import { mainThreadTasks, TASK_CATEGORIES } from '../bench/main-thread-tasks.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';

/** A television's processor beside the one of a desktop. */
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
    const { page } = player;
    const browser = page.context().browser();
    if (!browser) throw new Error('the page belongs to no browser');
    const session = await page.context().newCDPSession(page);
    const longestMs: number[] = [];
    const layoutMs: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
      origin.log.clear();
      await player.open({ mse: { warmUp: false } });
      await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
      await browser.startTracing(page, { categories: [...TASK_CATEGORIES] });
      await page.evaluate(() => performance.mark('bench-origin'));
      await page.evaluate(() => window.harness.create({})); // its warm-up begins
      await expect.poll(() => origin.log.of(/parse-hls\.js$/).length).toBe(1);
      await page.waitForLoadState('networkidle');
      await player.loadWell(mediaUrl(streamById(id).manifest));
      await player.play(1);
      await player.untilPosition(1);
      // The thread's own time: other work on the machine can only lengthen the clock's.
      const { tasks, layouts } = mainThreadTasks(await browser.stopTracing(), 'bench-origin');
      console.log(
        tasks
          .map((t) => t.cpuMs.toFixed(0))
          .sort((a, b) => +b - +a)
          .slice(0, 6)
          .join(' '),
        layouts.length,
      );
      expect(layouts.length).toBeGreaterThan(0);
      longestMs.push(Math.max(...tasks.map(({ cpuMs }) => cpuMs)));
      layoutMs.push(Math.max(...layouts.map(({ cpuMs }) => cpuMs)));
    }
    expect(median(longestMs)).toBeLessThan(LONG_TASK_MS);
    expect(median(layoutMs)).toBeLessThan(LONG_TASK_MS);
  });
}
