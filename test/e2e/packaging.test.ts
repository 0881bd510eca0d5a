import { expectFrameSought, expectFramesInOrder, expectNoHole } from './expect-frames.ts';
import { GENERATED_STREAMS, middleOfFrame } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';

/** Two cores decode about this many frames a second of small pictures while every worker plays at 4x. */
const MIN_SHOWN_PER_SEC = 3;

test.describe('every packaging plays to its end', () => {
  for (const entry of GENERATED_STREAMS.filter(({ drm }) => drm === null)) {
    const hasPicture = entry.frames.length > 0;

    test(`${entry.id}: ${entry.notes}`, async ({ player, mediaUrl }) => {
      test.setTimeout(entry.duration * 500 + 20_000);
      await player.open();
      await player.loadWell(mediaUrl(entry.manifest));
      expect(await player.state()).toBe('ready');
      if (hasPicture) {
        await expectFrameSought(player, entry);
        await player.recordFrames();
      }
      await player.playToEnd(entry.duration * 500 + 10_000);

      const { currentTime, duration } = await player.page.evaluate(() => {
        const { currentTime: at, duration: whole } = window.harness.video;
        return { currentTime: at, duration: whole };
      });
      expect(duration).toBeGreaterThan(entry.duration - 0.3);
      expect(duration).toBeLessThan(entry.duration + 0.3);
      expect(currentTime).toBeCloseTo(duration, 1);
      if (hasPicture) {
        const shown = await player.stopFrames();
        expectFramesInOrder(shown, entry, entry.duration * MIN_SHOWN_PER_SEC);
        expectNoHole(shown);
        await player.seek(middleOfFrame(Math.floor((entry.duration / 2) * 25) + 7));
        await expectFrameSought(player, entry);
      } else expect((await player.stats())?.playedMs).toBeGreaterThan((entry.duration / 4) * 900);
      expect(await player.events('error')).toEqual([]);
    });
  }
});
