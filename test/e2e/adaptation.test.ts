import { enlarge } from './enlarge.ts';
import { expectFramesInOrder, expectNoHole } from './expect-frames.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import type { PlayerPage } from './player-page.ts';

/** Plays over a fast link, recording its frames, until the picture has so many lines. */
async function playUntilHigh(player: PlayerPage, url: string, height: number): Promise<void> {
  await enlarge(player);
  await player.loadWell(url);
  await player.setQuality({ maxHeight: 720 }); // two cores decode it beside the other worker
  await player.recordFrames();
  await player.play(1);
  await player.page.waitForFunction(
    (least) => (window.harness.player.activeRendition?.height ?? 0) >= least,
    height,
    { timeout: 20_000 },
  );
}

test.describe('adaptation to the network', () => {
  for (const id of ['dash-number', 'hls-fmp4-4s']) {
    const entry = streamById(id);

    test(`${id}: up when it gets faster, seamlessly`, async ({ player, mediaUrl, origin }) => {
      test.setTimeout(70_000);
      await player.open({ mse: { buffer: { aheadSec: 10 } } });
      await enlarge(player);
      origin.link.bytesPerSec = 200_000; // 1.6 Mbit/s: 720p at the most
      await player.loadWell(mediaUrl(entry.manifest));
      await player.recordFrames();
      await player.play(1);
      await player.untilPosition(2);
      await player.page.waitForFunction(() => window.harness.player.activeRendition !== null);
      const slow = await player.page.evaluate(() => window.harness.player.activeRendition?.height);
      expect(slow).toBeLessThanOrEqual(720);
      origin.link.bytesPerSec = Infinity;
      await player.page.waitForFunction(
        () => (window.harness.player.activeRendition?.height ?? 0) >= 1080,
        null,
        {
          timeout: 45_000,
        },
      );
      const shown = await player.stopFrames();
      expectFramesInOrder(shown, entry, 60);
      expectNoHole(shown);
      expect(await player.events('stallstart')).toEqual([]);
    });

    test(`${id}: down when it gets slower, without a stall`, async ({ player, mediaUrl, origin }) => {
      test.setTimeout(70_000);
      await player.open({ mse: { buffer: { aheadSec: 12 } } });
      await playUntilHigh(player, mediaUrl(entry.manifest), 480);
      origin.link.bytesPerSec = 50_000; // 400 kbit/s
      await player.page.waitForFunction(
        () => (window.harness.player.activeRendition?.height ?? 0) <= 360,
        null,
        {
          timeout: 30_000,
        },
      );
      const shown = await player.stopFrames();
      expectFramesInOrder(shown, entry, 100);
      expectNoHole(shown);
      expect(await player.events('stallstart')).toEqual([]);
    });

    test(`${id}: a segment that comes too slowly is abandoned, seamlessly`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      test.setTimeout(70_000);
      await player.open({ mse: { buffer: { aheadSec: 6 } } });
      await playUntilHigh(player, mediaUrl(entry.manifest), 720);
      origin.link.bytesPerSec = 24_000; // 192 kbit/s: a segment of 720p takes twice as long as the buffer lasts
      await expect
        .poll(async () => (await player.events('decision')).map(({ detail }) => JSON.stringify(detail)), {
          timeout: 20_000,
        })
        .toContainEqual(expect.stringContaining('abandon, the segment comes too slowly'));
      origin.link.bytesPerSec = 100_000;
      await player.page.waitForFunction(
        () => (window.harness.player.activeRendition?.height ?? 0) <= 480,
        null,
        { timeout: 30_000 },
      );
      const shown = await player.stopFrames();
      expectFramesInOrder(shown, entry, 60);
      expectNoHole(shown);
      expect(origin.log.of('.m4s').some(({ isAborted }) => isAborted)).toBe(true);
      expect(await player.events('warning')).toEqual([]);
    });
  }
});
