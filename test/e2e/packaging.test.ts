import { FPS } from '../../tools/media/ladder.ts';
import type { MediaEntry } from '../../tools/media/media-index.ts';
import { expectFrameSought, expectFramesInOrder, expectNoHole } from './expect-frames.ts';
import { GENERATED_STREAMS, middleOfFrame } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import type { PlayerPage } from './player-page.ts';

/** Of the long titles: one of each kind of media. The others hold the same in another packaging. */
const PLAYED_WHOLE = new Set(['dash-number', 'dash-two-periods', 'hls-fmp4-4s', 'hls-ts']);
/** What is played of those others, in seconds; and then to the end, from here on. */
const STRETCHES = [
  [0, 10],
  [24, 34],
] as const;
const LAST_STRETCH_SEC = 49;
/** How much that is of a title so long. */
const stretchedSec = (durationSec: number): number =>
  STRETCHES.reduce((sum, [fromSec, untilSec]) => sum + untilSec - fromSec, durationSec - LAST_STRETCH_SEC);

/** Two cores decode about this many frames a second of small pictures while every worker plays at 4x. */
const MIN_SHOWN_PER_SEC = 3;

const hasPicture = ({ frames }: MediaEntry): boolean => frames.length > 0;

/** Plays up to a position, or to the end: pictures in order, and no hole. */
async function playWell(player: PlayerPage, entry: MediaEntry, untilSec?: number): Promise<void> {
  const { currentTimeSec: fromSec } = await player.look();
  const stretchSec = (untilSec ?? entry.duration) - fromSec;
  const timeoutMs = stretchSec * 500 + 10_000;
  if (hasPicture(entry)) await player.recordFrames();
  if (untilSec === undefined) await player.playToEnd(timeoutMs);
  else {
    await player.play();
    await player.untilPosition(untilSec, timeoutMs);
    await player.pause();
  }
  if (!hasPicture(entry)) return;
  const shown = await player.stopFrames();
  expectFramesInOrder(shown, entry, stretchSec * MIN_SHOWN_PER_SEC);
  expectNoHole(shown);
}

async function seekWell(player: PlayerPage, entry: MediaEntry, positionSec: number): Promise<void> {
  await player.seek(hasPicture(entry) ? middleOfFrame(Math.floor(positionSec * FPS) + 7) : positionSec);
  if (hasPicture(entry)) await expectFrameSought(player, entry);
}

test.describe('every packaging plays to its end', () => {
  for (const entry of GENERATED_STREAMS.filter(({ drm }) => drm === null)) {
    const isInStretches = entry.duration > LAST_STRETCH_SEC && !PLAYED_WHOLE.has(entry.id);

    test(`${entry.id}: ${entry.notes}`, async ({ player, mediaUrl }) => {
      test.setTimeout(entry.duration * 500 + 40_000);
      await player.open();
      await player.loadWell(mediaUrl(entry.manifest));
      expect(await player.state()).toBe('ready');
      if (hasPicture(entry)) await expectFrameSought(player, entry);
      for (const [fromSec, untilSec] of isInStretches ? STRETCHES : []) {
        if (fromSec > 0) await seekWell(player, entry, fromSec);
        await playWell(player, entry, untilSec);
      }
      if (isInStretches) await seekWell(player, entry, LAST_STRETCH_SEC);
      await playWell(player, entry);

      const { currentTime, duration } = await player.page.evaluate(() => {
        const { currentTime: at, duration: whole } = window.harness.video;
        return { currentTime: at, duration: whole };
      });
      expect(duration).toBeGreaterThan(entry.duration - 0.3);
      expect(duration).toBeLessThan(entry.duration + 0.3);
      expect(currentTime).toBeCloseTo(duration, 1);
      if (hasPicture(entry)) await seekWell(player, entry, entry.duration / 2);
      else {
        const playedSec = isInStretches ? stretchedSec(entry.duration) : entry.duration;
        expect((await player.stats())?.playedMs).toBeGreaterThan((playedSec / 4) * 900);
      }
      expect(await player.events('error')).toEqual([]);
    });
  }
});
