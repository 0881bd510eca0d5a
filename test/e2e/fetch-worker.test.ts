import type { Origin } from '../fixtures/origin/start-origin.ts';
import { expectNothingHeld } from './expect-nothing-held.ts';
import { expectFramesInOrder } from './expect-frames.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import type { PlayerPage } from './player-page.ts';

const entry = streamById('dash-number');
/** How far ahead Kinora buffers by default. */
const GOAL_SEC = 30;

/** Media segments that the page itself has fetched; a worker's do not count. */
async function fetchedByPage(player: PlayerPage): Promise<readonly string[]> {
  const urls = await player.page.evaluate(() => window.harness.counters.fetchedUrls);
  return urls.filter((url) => url.endsWith('.m4s'));
}

/** Until all is there that is buffered of a title that has not begun to play. */
async function untilFull(player: PlayerPage): Promise<void> {
  const bufferedSec = () =>
    player.page.evaluate(() => {
      const { buffered } = window.harness.video;
      return buffered.length === 0 ? 0 : buffered.end(buffered.length - 1);
    });
  await expect.poll(bufferedSec).toBeGreaterThanOrEqual(GOAL_SEC);
}

async function expectAllByPage(player: PlayerPage, origin: Origin): Promise<void> {
  const asked = origin.log.of(/\.m4s$/).map(({ path }) => path);
  const byPage = new Set((await fetchedByPage(player)).map((url) => new URL(url).pathname));
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((path) => !byPage.has(path))).toEqual([]);
}

test('a worker fetches what can wait, and is gone when nothing is loaded', async ({
  player,
  mediaUrl,
  origin,
}) => {
  await player.open();
  expect(player.page.workers()).toHaveLength(0);
  await player.loadWell(mediaUrl(entry.manifest));
  await expect.poll(() => player.page.workers().length).toBe(1);
  // As fast as this origin is, the page has filled the buffer by then; what playing makes room for is the worker's.
  await expect.poll(() => origin.log.open.length).toBe(0);
  const before = { all: origin.log.of(/\.m4s$/).length, page: (await fetchedByPage(player)).length };
  expect(before.page).toBeGreaterThanOrEqual(2); // the first of video and of audio, which somebody waits for
  await player.recordFrames();
  await player.play();
  await player.untilPosition(12);
  expectFramesInOrder(await player.stopFrames(), entry, 20);
  expect(origin.log.of(/\.m4s$/).length).toBeGreaterThan(before.all + 4);
  expect((await fetchedByPage(player)).length).toBe(before.page);
  await player.unload();
  await expect.poll(() => player.page.workers().length).toBe(0);
  await expectNothingHeld(player);
});

test('a seek drops the connection that the worker has under way, and the page itself fetches what is waited for', async ({
  player,
  mediaUrl,
  origin,
}) => {
  await player.open();
  await player.loadWell(mediaUrl(entry.manifest));
  await expect.poll(() => player.page.workers().length).toBe(1);
  // What was asked for before the worker was ready is here when the buffer is full: a moment without requests says nothing.
  await untilFull(player);
  await origin.log.untilIdle();
  const gate = origin.hold(/video-\d+\/\d+\.m4s$/);
  await player.play();
  await gate.arrived(1);
  const [held] = origin.log.open.filter(({ path }) => /video-\d+\/\d+\.m4s$/.test(path));
  const before = await fetchedByPage(player);
  expect(before.filter((url) => url.endsWith(held?.path ?? 'none'))).toEqual([]); // it is the worker's
  await player.page.evaluate(() => (window.harness.video.currentTime = 40));
  await expect.poll(() => held?.isAborted).toBe(true);
  gate.release();
  await player.untilPosition(41);
  expect((await fetchedByPage(player)).length).toBeGreaterThan(before.length);
});

test('a policy that forbids the worker stops no playback', async ({ player, mediaUrl, origin }) => {
  const told: string[] = [];
  player.page.on('console', (message) => told.push(message.text()));
  await player.page.route('**/harness.html', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), 'content-security-policy': "worker-src 'self'" };
    await route.fulfill({ response, headers });
  });
  await player.open({ logLevel: 'info' });
  await player.loadWell(mediaUrl(entry.manifest));
  await player.play();
  await player.untilPosition(12);
  expect(player.page.workers()).toHaveLength(0);
  await expectAllByPage(player, origin);
  expect(told.filter((text) => text.includes('Kinora fetches on the main thread'))).toHaveLength(1);
  await player.unload();
  await expectNothingHeld(player);
});

for (const [who, config] of [
  ['has replaced fetch', {}],
  ['wants no worker', { network: { useWorker: false } }],
] as const) {
  test(`where the app ${who}, the page fetches all`, async ({ player, mediaUrl, origin }) => {
    await player.open(config);
    if (who === 'has replaced fetch')
      await player.page.evaluate(() => {
        const original = window.fetch;
        window.fetch = (input, init) => original(input, { ...init, priority: 'high' });
      });
    await player.loadWell(mediaUrl(entry.manifest));
    await player.play();
    await player.untilPosition(12);
    expect(player.page.workers()).toHaveLength(0);
    await expectAllByPage(player, origin);
  });
}
