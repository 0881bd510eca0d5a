import { expectFramesInOrder, expectNoHole } from './expect-frames.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import type { PlayerPage } from './player-page.ts';

const heightsOf = (shown: readonly { readonly height: number }[]): readonly number[] => [
  ...new Set(shown.map(({ height }) => height)),
];

async function idOfHeight(player: PlayerPage, height: number): Promise<string> {
  const found = (await player.renditions()).find((rendition) => rendition.height === height);
  if (!found) throw new Error(`no rendition of ${height} lines`);
  return found.id;
}

test.describe('choice of quality', () => {
  for (const id of ['dash-number', 'hls-fmp4', 'hls-ts']) {
    const entry = streamById(id);

    test(`by hand on ${id}: the buffer ahead is replaced, no frame is repeated or lost`, async ({
      player,
      mediaUrl,
    }) => {
      await player.open();
      await player.loadWell(mediaUrl(entry.manifest));
      await player.setQuality(await idOfHeight(player, 240));
      await player.recordFrames();
      await player.play(2);
      await player.untilPosition(6);
      const switchedAtSec = 6;
      await player.setQuality(await idOfHeight(player, 480));
      await player.page.waitForFunction(() => window.harness.player.activeRendition?.height === 480);
      await player.untilPosition(16);
      const shown = await player.stopFrames();
      expectFramesInOrder(shown, entry, 60);
      expectNoHole(shown);
      const first480 = shown.find(
        ({ height, mediaTimeSec }) => height === 480 && mediaTimeSec > switchedAtSec,
      );
      // The rest of the segment at the playhead, a margin for the first bytes, and one segment more at the most.
      expect(first480!.mediaTimeSec).toBeLessThan(switchedAtSec + 6);
      const after = shown.filter(({ mediaTimeSec }) => mediaTimeSec > first480!.mediaTimeSec);
      expect(heightsOf(after)).toEqual([480]);
      expect((await player.events('renditionchange')).at(-1)!.detail).toMatchObject({
        rendition: { height: 480 },
      });
    });
  }

  test('caps: never a higher one than asked for', async ({ player, mediaUrl, origin }) => {
    await player.open();
    await player.setQuality({ maxHeight: 360 });
    await player.loadWell(mediaUrl(streamById('dash-number').manifest));
    await player.play(4);
    await player.untilPosition(20);
    expect(origin.log.of(/video-(480|720|1080)\//)).toHaveLength(0);
    expect(origin.log.of(/video-(240|360)\//).length).toBeGreaterThan(5);
  });

  test('an unknown rendition is refused', async ({ player, mediaUrl }) => {
    await player.open();
    await player.loadWell(mediaUrl(streamById('dash-number').manifest));
    await expect(player.setQuality('no such one')).rejects.toThrow('no such one');
    expect(await player.state()).toBe('ready');
  });
});
