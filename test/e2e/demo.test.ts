import { fileURLToPath } from 'node:url';
import { test as base, expect, type Page } from '@playwright/test';
import type { Player } from '../../src/index.ts';
import { createDemoApp } from '../../demo/server/demo-app.ts';
import { listen } from '../../demo/server/listen.ts';
import { VENDOR_DIRS } from '../../demo/server/vendor-dirs.ts';
import { streamById } from './generated-streams.ts';

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The smallest phone and the television or desktop that the demo is laid out for. */
const SIZES = [
  { width: 360, height: 640 },
  { width: 1920, height: 1080 },
];

/** The demo page, served as `npm start` serves it. */
const test = base.extend<{ demo: Page; faults: string[] }, { demoUrl: string }>({
  demoUrl: [
    async ({}, use) => {
      const app = createDemoApp({
        mediaDir: inProject('.media'),
        pageDir: inProject('demo'),
        distDir: process.env['KINORA_DIST'] ?? inProject('dist'),
        extraDirs: VENDOR_DIRS,
      });
      const { server, url } = await listen(app, 0);
      await use(url);
      server.close();
      server.closeAllConnections();
    },
    { scope: 'worker' },
  ],
  faults: async ({}, use) => {
    await use([]);
  },
  demo: async ({ page, demoUrl, faults }, use) => {
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.goto(demoUrl);
    await expect(page.locator('#streams button').first()).toBeVisible();
    await use(page);
    expect(faults, 'uncaught errors in the page').toEqual([]);
  },
});

async function playStream(demo: Page, id: string): Promise<void> {
  await demo.locator('#source-url').fill(`/media/${streamById(id).manifest}`);
  await demo.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(demo.locator('#state')).toHaveText('playing');
}

/** Pictures decoded so far. */
const frameCount = (demo: Page): Promise<number> =>
  demo
    .locator('#video')
    .evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);

/** How many pixels of the chart have about this colour. */
const countPixels = (demo: Page, colour: readonly [number, number, number]): Promise<number> =>
  demo.locator('#history').evaluate((canvas: HTMLCanvasElement, wanted) => {
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] === 255 && wanted.every((value, i) => Math.abs((data[at + i] ?? 0) - value) < 12))
        count++;
    }
    return count;
  }, colour);

/** Nothing sticks out to the side: neither of the page nor of what shows text. */
async function expectNoSidewaysScroll(demo: Page): Promise<void> {
  const tooWide = await demo.evaluate(() => {
    const { clientWidth } = document.documentElement;
    const isOut = (element: Element): boolean => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (right > clientWidth + 0.5 || left < -0.5);
    };
    const culprits = [...document.querySelectorAll('body *:not(media-controller *)')].filter(isOut);
    return {
      page: document.documentElement.scrollWidth - clientWidth,
      elements: culprits.map(
        (element) => `${element.tagName}#${element.id}.${element.getAttribute('class') ?? ''}`,
      ),
    };
  });
  expect(tooWide).toEqual({ page: 0, elements: [] });
}

test.describe('the demo', () => {
  for (const size of SIZES) {
    test(`plays at ${size.width}×${size.height} with menus, figures and chart`, async ({
      demo,
    }, testInfo) => {
      await demo.setViewportSize(size);
      await expectNoSidewaysScroll(demo);
      await playStream(demo, 'hls-fmp4');
      await expect.poll(() => frameCount(demo)).toBeGreaterThan(25);

      const { renditions, audioTracks } = await demo.evaluate(() => {
        const player = Reflect.get(window, 'player') as Player;
        return {
          renditions: player.renditions.map(({ id }) => id),
          audioTracks: player.tracks.filter(({ kind }) => kind === 'audio').map(({ id }) => id),
        };
      });
      const valuesOf = (id: string): Promise<string[]> =>
        demo
          .locator(`#${id} option`)
          .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
      expect(renditions.length).toBeGreaterThan(2);
      expect(audioTracks.length).toBeGreaterThan(1);
      expect(await valuesOf('quality')).toEqual(['auto', ...renditions.reverse()]);
      expect(await valuesOf('audio')).toEqual(audioTracks);
      await expect(demo.locator('#quality')).toBeEnabled();
      await expect(demo.locator('#audio')).toBeEnabled();

      // The lines of the rendition and of the buffer.
      await expect.poll(() => countPixels(demo, [45, 212, 191])).toBeGreaterThan(3);
      await expect.poll(() => countPixels(demo, [56, 189, 248])).toBeGreaterThan(3);
      // Decisions between them, and why: the last one's, or that of the one pointed at.
      await expect(demo.locator('#decision')).toHaveText(/^(up|down|keep|by throughput alone).* buffered$/);
      const marks = async (): Promise<number> =>
        (await countPixels(demo, [74, 222, 128])) + (await countPixels(demo, [100, 116, 139])); // up; none on a small screen
      await expect.poll(marks).toBeGreaterThan(3);
      await demo.locator('#history').hover({ position: { x: 60, y: 60 } });
      await expect(demo.locator('#decision')).toHaveText(/^start.* buffered$/);
      await demo.locator('h1').hover();
      await expect(demo.locator('#decision')).not.toHaveText(/^start/);
      await expect(demo.locator('#join-total')).toHaveText(/^\d+ ms$/);
      await expect(demo.locator('#join-steps li').last()).toContainText('first frame');
      await expect(demo.locator('#figures dd').first()).toHaveText(/^\d+×\d+$/);
      await expectNoSidewaysScroll(demo);
      await testInfo.attach('page.png', {
        body: await demo.screenshot({ fullPage: true }),
        contentType: 'image/png',
      });
    });

    test(`shows an error at ${size.width}×${size.height}, and plays on behind it`, async ({
      demo,
    }, testInfo) => {
      await demo.setViewportSize(size);
      await demo
        .locator('#source-url')
        .fill('/media/a-folder/no-such-film-with-a-long-name.mpd?token=secret');
      await demo.getByRole('button', { name: 'Play', exact: true }).click();
      const banner = demo.getByRole('alert');
      await expect(banner).toBeVisible();
      await expect(banner).toContainText('The server refused a request');
      await expect(banner).toContainText('network-status');
      await expect(banner).toContainText('no-such-film-with-a-long-name.mpd');
      await expect(banner).not.toContainText('secret');
      await expect(banner.getByRole('button', { name: 'Try again' })).toBeInViewport({ ratio: 1 });
      await expectNoSidewaysScroll(demo);
      await testInfo.attach('error.png', { body: await demo.screenshot(), contentType: 'image/png' });

      await playStream(demo, 'dash-number');
      await expect(banner).toBeHidden();
      await expect.poll(() => frameCount(demo)).toBeGreaterThan(5);
    });
  }

  test('a chosen quality and language are played', async ({ demo }) => {
    await playStream(demo, 'dash-number');
    const lowest = demo.locator('#quality option').last();
    await demo.locator('#quality').selectOption(await lowest.getAttribute('value'));
    await expect(demo.locator('#figures dd').first()).toHaveText(/×240$/);
    const other = (await demo.locator('#audio option:not(:checked)').first().getAttribute('value'))!;
    await demo.locator('#audio').selectOption(other);
    await expect(demo.locator('#audio')).toHaveValue(other);
    await expect(demo.locator('#state')).toHaveText('playing');
  });

  test('subtitles are shown and switched off, by an engine that shows them', async ({ demo }, testInfo) => {
    const text = demo.locator('#text');
    await playStream(demo, 'hls-fmp4');
    await expect(text.locator('option').first()).toHaveText('off');
    await expect(text, 'mse shows none').toBeDisabled();

    await demo.locator('#engine').selectOption('hlsjs');
    await expect(text).toBeEnabled();
    await expect(demo.locator('#state')).toHaveText('playing');
    await text.selectOption(await text.locator('option').nth(1).getAttribute('value'));
    const shownCues = (): Promise<number> =>
      demo.evaluate(() =>
        [...document.querySelector('video')!.textTracks]
          .filter(({ mode }) => mode === 'showing')
          .reduce((count, { cues }) => count + (cues?.length ?? 0), 0),
      );
    await expect.poll(shownCues).toBeGreaterThan(0);
    await testInfo.attach('subtitles.png', { body: await demo.screenshot(), contentType: 'image/png' });
    await text.selectOption('');
    await expect.poll(shownCues).toBe(0);
  });
});
