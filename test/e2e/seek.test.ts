import { FPS } from '../../tools/media/ladder.ts';
import { expectFrameAtRest, expectFrameSought } from './expect-frames.ts';
import { middleOfFrame, streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import { seededRandom } from '../fixtures/seeded-random.ts';

/** How many seeks on which streams: every way of addressing, every container. */
const RANDOM_SEEKS: readonly (readonly [id: string, count: number])[] = [
  ['dash-number', 20],
  ['hls-fmp4', 20],
  ['hls-ts', 5],
  ['dash-segment-base', 5],
  ['hls-byterange', 5],
  ['dash-two-periods', 5],
];

test.describe('seeks', () => {
  for (const [id, count] of RANDOM_SEEKS) {
    const entry = streamById(id);

    test(`${count} random ones on ${id}, each to its very frame`, async ({ player, mediaUrl }) => {
      await player.open();
      await player.loadWell(mediaUrl(entry.manifest));
      const random = seededRandom(20);
      for (let i = 0; i < count; i++) {
        const toSec = middleOfFrame(Math.floor(random() * (entry.duration * FPS - 1)));
        await test.step(`to ${toSec} s`, async () => {
          await player.seek(toSec);
          await expectFrameSought(player, entry);
        });
      }
      expect(await player.events('error')).toEqual([]);
    });
  }

  for (const id of ['dash-number', 'hls-fmp4']) {
    const entry = streamById(id);

    test(`while playing on ${id}: playback goes on from there`, async ({ player, mediaUrl }) => {
      await player.open();
      await player.loadWell(mediaUrl(entry.manifest));
      await player.play(1);
      const random = seededRandom(7);
      for (let i = 0; i < 6; i++) {
        const toSec = Math.floor(random() * (entry.duration - 3));
        await player.seek(toSec);
        await player.untilPosition(toSec + 0.3);
        await player.untilState(['playing']);
      }
      await player.pause();
      await expectFrameAtRest(player, entry);
    });
  }

  test('inside the buffer: instant, and nothing is fetched', async ({ player, mediaUrl, origin }) => {
    const entry = streamById('dash-number');
    await player.open();
    await player.loadWell(mediaUrl(entry.manifest));
    for (const positionSec of [0, 10]) {
      await player.seek(positionSec);
      await player.untilBuffered(29.5);
    }
    await origin.log.untilIdle();
    origin.log.clear();
    const random = seededRandom(3);
    for (let i = 0; i < 10; i++) {
      // Not beyond where the buffer was filled from: more than the goal is ahead all the time.
      await player.seek(middleOfFrame(Math.floor(random() * 9.5 * FPS)));
      await expectFrameSought(player, entry);
    }
    expect(origin.log.describe()).toBe('');
  });

  test('outside the buffer: what was under way is dropped, and only what is needed is fetched', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const entry = streamById('dash-number');
    await player.open();
    const gate = origin.hold(/\/(video-\d+|audio-en)\/([4-9])\.m4s$/);
    await player.loadWell(mediaUrl(entry.manifest));
    await gate.arrived(2);
    origin.log.clear();
    const toSec = middleOfFrame(50 * FPS);
    await player.seek(toSec);
    await expectFrameSought(player, entry);
    const numbers = origin.log.all.map(({ path }) => Number(/\/(\d+)\.m4s$/.exec(path)?.[1] ?? NaN));
    const media = numbers.filter((number) => !Number.isNaN(number));
    // Segment 26 holds 50 s to 52 s.
    expect(Math.min(...media)).toBeGreaterThanOrEqual(25);
    await origin.log.until(
      'stale requests are gone',
      () => gate.arrivals > 0 && origin.log.open.length === 0,
    );
    gate.release();
  });

  test('to the end, past the end, and back again', async ({ player, mediaUrl }) => {
    const entry = streamById('hls-fmp4');
    await player.open();
    await player.loadWell(mediaUrl(entry.manifest));
    await player.play(1);
    await player.page.evaluate(() => {
      window.harness.video.currentTime = 1000;
    });
    await player.untilState(['ended']);
    await player.seek(middleOfFrame(12 * FPS));
    await player.page.evaluate(() => window.harness.video.play());
    await player.untilPosition(13);
    expect(await player.events('error')).toEqual([]);
  });
});
