import type { TimeRange } from '../../src/index.ts';
import { expectFramesInOrder, expectFrameSought, expectNoHole } from './expect-frames.ts';
import { middleOfFrame, streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import { IMPATIENT } from './impatient-config.ts';

const GARBAGE = Uint8Array.from({ length: 40_000 }, (_, i) => (i * 7919) % 256);
/** The fifth video segment, whatever the rendition: 8 s to 10 s. */
const FIFTH = /video-\d+\/5\.m4s$/;

for (const id of ['dash-number', 'hls-fmp4']) {
  const entry = streamById(id);

  test.describe(`${id}: a segment that is no good`, () => {
    test('missing in one rendition: another fills in, nothing is lost', async ({
      player,
      mediaUrl,
      origin,
    }) => {
      origin.addFault({ path: FIFTH, times: 1, status: 404 });
      await player.open(IMPATIENT);
      await player.loadWell(mediaUrl(entry.manifest));
      await player.recordFrames();
      await player.play();
      await player.untilPosition(14);
      const shown = await player.stopFrames();
      expectFramesInOrder(shown, entry, 30);
      expectNoHole(shown);
      expect((await player.events('warning')).length).toBeGreaterThan(0);
    });

    test('no picture anywhere: the sound goes on, the picture comes back, and a warning says so', async ({
      player,
      mediaUrl,
      origin,
    }) => {
      origin.addFault({ path: FIFTH, status: 404 });
      await player.open(IMPATIENT);
      await player.loadWell(mediaUrl(entry.manifest));
      await player.recordFrames();
      await player.play();
      await player.untilPosition(14, 25_000);
      const shown = await player.stopFrames();
      expectFramesInOrder(shown, entry, 30);
      expect(shown.some(({ mediaTimeSec }) => mediaTimeSec > 8.1 && mediaTimeSec < 9.8)).toBe(false);
      expect((await player.events('warning')).length).toBeGreaterThan(0);
      expect(await player.events('error')).toEqual([]);
    });

    test('neither picture nor sound: the playhead jumps over the hole, and says so', async ({
      player,
      mediaUrl,
      origin,
    }) => {
      origin.addFault({ path: /(video-\d+|audio-en)\/5\.m4s$/, status: 404 });
      await player.open(IMPATIENT);
      await player.loadWell(mediaUrl(entry.manifest));
      await player.play();
      await player.untilPosition(14, 25_000);
      const [jump] = await player.events('gapjump');
      // Some 8 s to 10 s; AAC frames straddle both ends, and the jump begins a little before the end of what is there.
      const { startSec, endSec } = jump?.detail['gap'] as TimeRange;
      expect(Math.abs(startSec - 8)).toBeLessThan(0.3);
      expect(Math.abs(endSec - 10)).toBeLessThan(0.3);
      expect(await player.events('error')).toEqual([]);
      expect(await player.state()).toBe('playing');
    });

    test('garbage once: fetched again in another way, nothing is lost', async ({
      player,
      mediaUrl,
      origin,
    }) => {
      origin.addFault({ path: FIFTH, times: 1, body: GARBAGE });
      await player.open(IMPATIENT);
      await player.loadWell(mediaUrl(entry.manifest));
      await player.recordFrames();
      await player.play();
      await player.untilPosition(14);
      const shown = await player.stopFrames();
      expectFramesInOrder(shown, entry, 30);
      expectNoHole(shown);
    });

    test('an HTML page with 200 in its place', async ({ player, mediaUrl, origin }) => {
      origin.addFault({
        path: FIFTH,
        body: '<!doctype html><title>Portal</title>',
        contentType: 'text/html',
      });
      await player.open(IMPATIENT);
      await player.loadWell(mediaUrl(entry.manifest));
      await player.play();
      await player.untilPosition(14, 25_000);
      expect((await player.events('warning')).length).toBeGreaterThan(0);
    });

    test('cut off: the rest is asked for by range', async ({ player, mediaUrl, origin }) => {
      // Paced, so that the first part has been read when the connection breaks: Chromium drops what is queued then.
      origin.addFault({ path: FIFTH, times: 1, truncateAt: 0.4, bytesPerSec: 200_000 });
      await player.open(IMPATIENT);
      await player.loadWell(mediaUrl(entry.manifest));
      await player.recordFrames();
      await player.play();
      await player.untilPosition(14);
      const [first, second] = origin.log.of(FIFTH);
      expect(second?.path).toBe(first?.path);
      expect(second?.range).toMatch(/^bytes=[1-9]\d*-/);
      const shown = await player.stopFrames();
      expectFramesInOrder(shown, entry, 30);
      expectNoHole(shown);
    });

    test('cut off and looking whole: no broken picture', async ({ player, mediaUrl, origin }) => {
      origin.addFault({ path: FIFTH, times: 1, truncateAt: 0.4, isTruncationHidden: true });
      await player.open(IMPATIENT);
      await player.loadWell(mediaUrl(entry.manifest));
      await player.recordFrames();
      await player.play();
      await player.untilPosition(14, 25_000);
      expectFramesInOrder(await player.stopFrames(), entry, 30);
      expect(await player.events('error')).toEqual([]);
    });

    test('never answered: given up in time, asked for again, and playback goes on', async ({
      player,
      mediaUrl,
      origin,
    }) => {
      origin.addFault({ path: FIFTH, times: 1, isSilent: true });
      origin.addFault({ path: /video-\d+\/6\.m4s$/, times: 1, stallAt: 0.3 });
      await player.open(IMPATIENT);
      await player.loadWell(mediaUrl(entry.manifest));
      await player.recordFrames();
      await player.play();
      await player.untilPosition(14);
      expect(origin.log.of(FIFTH).map(({ isAborted }) => isAborted)).toEqual([true, false]);
      const shown = await player.stopFrames();
      expectFramesInOrder(shown, entry, 30);
      expectNoHole(shown);
    });

    test('all missing from one on: what there is plays, then a clear error', async ({
      player,
      mediaUrl,
      origin,
    }) => {
      origin.addFault({ path: /video-\d+\/([6-9]|\d\d)\.m4s$/, status: 404 });
      await player.open(IMPATIENT);
      await player.loadWell(mediaUrl(entry.manifest));
      await player.play();
      await player.untilPosition(8);
      await player.play(1); // a busy machine is late by moments: of media, by four times as much at 4x
      await player.untilState(['error'], 25_000);
      const [event] = await player.events('error');
      expect(event?.detail['error']).toMatchObject({ code: 'network-status', context: { status: 404 } });
      const position = await player.page.evaluate(() => window.harness.player.positionSec);
      expect(position, 'five segments of 2 s have played').toBeGreaterThan(9);
      // The sound is there for longer: a busy machine lets it run on a little before the error is told.
      expect(position).toBeLessThan(12);
    });

    test('a missing first segment of every rendition is no hang', async ({ player, mediaUrl, origin }) => {
      origin.addFault({ path: /video-\d+\/1\.m4s$/, status: 404 });
      await player.open(IMPATIENT);
      const { error } = await player.load(mediaUrl(entry.manifest));
      if (error) expect(error.code).toBe('network-status');
      else {
        await player.play();
        await player.untilPosition(4);
        await player.pause();
        await player.seek(middleOfFrame(75));
        await expectFrameSought(player, entry);
      }
    });

    test('missing init segments are a clear error', async ({ player, mediaUrl, origin }) => {
      origin.addFault({ path: /video-\d+\/init\.mp4$/, status: 404 });
      await player.open(IMPATIENT);
      const { error } = await player.load(mediaUrl(entry.manifest));
      expect(error).toMatchObject({ code: 'network-status', context: { status: 404, requestType: 'init' } });
    });
  });
}

test('a server that ignores Range: byte ranges still play', async ({ player, mediaUrl, origin }) => {
  const entry = streamById('hls-byterange');
  origin.addFault({ path: /\.mp4$/, isRangeIgnored: true });
  await player.open();
  await player.setQuality({ maxHeight: 240 });
  await player.loadWell(mediaUrl(entry.manifest));
  await player.recordFrames();
  await player.play();
  await player.untilPosition(12);
  expectFramesInOrder(await player.stopFrames(), entry, 30);
});
