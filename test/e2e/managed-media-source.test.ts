import { expectFramesInOrder } from './expect-frames.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import { mockManagedMediaSource } from './mock-managed-media-source.ts';

const entry = streamById('dash-number');

test.describe('ManagedMediaSource (a mock over MediaSource: no browser here has it)', () => {
  test('plays where only that exists, with remote playback off', async ({ player, mediaUrl }) => {
    await player.page.addInitScript(mockManagedMediaSource);
    await player.open();
    await player.loadWell(mediaUrl(entry.manifest));
    expect(await player.page.evaluate(() => window.harness.video.disableRemotePlayback)).toBe(true);
    await player.recordFrames();
    await player.play();
    await player.untilPosition(10);
    expectFramesInOrder(await player.stopFrames(), entry, 20);
  });

  test('stops fetching while the browser wants no data, and goes on when it does', async ({
    player,
    mediaUrl,
  }) => {
    await player.page.addInitScript(mockManagedMediaSource);
    await player.open({ network: { useWorker: false } }); // what it fetches is not counted
    await player.loadWell(mediaUrl(entry.manifest));
    await player.untilBuffered(4);
    // Counted in the page and in one task with the event: what left just before reaches the origin at some time after.
    const before = await player.page.evaluate(() => {
      window.setStreaming?.(false);
      return window.harness.counters.fetchedUrls.length;
    });
    const fetched = (): Promise<number> =>
      player.page.evaluate(() => window.harness.counters.fetchedUrls.length);
    await player.play();
    await player.untilPosition(3);
    expect(await fetched()).toBe(before);
    await player.page.evaluate(() => window.setStreaming?.(true));
    await player.untilPosition(40, 25_000);
    expect(await fetched()).toBeGreaterThan(before);
  });

  test('fetches again what the browser has thrown out, ahead of the playhead and at it', async ({
    player,
    mediaUrl,
  }) => {
    await player.page.addInitScript(mockManagedMediaSource);
    await player.open();
    await player.loadWell(mediaUrl(entry.manifest));
    await player.untilBuffered(20);
    await player.recordFrames();
    await player.play();
    await player.untilPosition(3);
    await player.page.evaluate(() => window.evict?.(8, 16));
    await player.untilPosition(18, 25_000);
    expectFramesInOrder(await player.stopFrames(), entry, 16);
    await player.page.evaluate(() => window.evict?.(0, 60));
    await player.untilPosition(22, 15_000);
    expect(await player.events('gapjump')).toEqual([]);
    expect(await player.events('error')).toEqual([]);
  });
});
