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
    origin,
  }) => {
    await player.page.addInitScript(mockManagedMediaSource);
    await player.open();
    await player.loadWell(mediaUrl(entry.manifest));
    await player.page.evaluate(() => window.setStreaming?.(false));
    await origin.log.untilIdle();
    const before = origin.log.of('.m4s').length;
    await player.play();
    await player.untilPosition(3);
    expect(origin.log.of('.m4s').length).toBe(before);
    await player.page.evaluate(() => window.setStreaming?.(true));
    await player.untilPosition(40, 25_000);
    expect(origin.log.of('.m4s').length).toBeGreaterThan(before);
  });
});
