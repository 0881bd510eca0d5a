import { enlarge } from './enlarge.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import type { PlayerPage } from './player-page.ts';

const DASH = streamById('dash-number').manifest;

/** Answers as a device that plays nothing higher smoothly. */
async function smoothUpTo(player: PlayerPage, lines: number): Promise<void> {
  await player.page.addInitScript((most) => {
    navigator.mediaCapabilities.decodingInfo = ({ video }: MediaDecodingConfiguration) => {
      const smooth = (video?.height ?? 0) <= most;
      const answer = { supported: true, smooth, powerEfficient: true };
      return Promise.resolve(answer as MediaCapabilitiesDecodingInfo);
    };
  }, lines);
}

const activeHeight = (player: PlayerPage): Promise<number> =>
  player.page.evaluate(() => window.harness.player.activeRendition?.height ?? 0);

async function reasons(player: PlayerPage): Promise<readonly string[]> {
  return (await player.events('decision')).map(({ detail }) => JSON.stringify(detail));
}

test.describe('what the browser says of the device', () => {
  for (const { name, id, engine } of [
    { name: 'DASH', id: 'dash-number', engine: 'mse' },
    { name: 'HLS', id: 'hls-fmp4', engine: 'mse' },
    { name: 'DASH by Shaka', id: 'dash-number', engine: 'shaka' },
    { name: 'HLS by hls.js', id: 'hls-fmp4', engine: 'hlsjs' },
  ] as const) {
    test(`${name}: what is not smooth is not fetched, over however fast a link`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      await smoothUpTo(player, 480);
      await player.open({ engines: [engine], mse: { buffer: { aheadSec: 10 } } });
      await enlarge(player);
      await player.loadWell(mediaUrl(streamById(id).manifest));
      await player.play(4);
      await player.untilPosition(16);
      expect(await activeHeight(player)).toBe(480);
      // Nothing is known when the first one is chosen.
      expect(origin.log.of(/video-(720|1080)\/.*m4s/).length).toBeLessThanOrEqual(1);
      expect(await reasons(player)).toContainEqual(
        expect.stringContaining('the device decodes nothing better smoothly: 480p'),
      );
    });
  }

  test('a pin plays what is not smooth', async ({ player, mediaUrl }) => {
    await smoothUpTo(player, 480);
    await player.open();
    await player.loadWell(mediaUrl(DASH));
    const high = (await player.renditions()).find(({ height }) => height === 720);
    await player.setQuality(high!.id);
    await player.play(1);
    await player.untilHeight('least', 720);
  });

  test('a start waits for no answer', async ({ player, mediaUrl }) => {
    await player.page.addInitScript(() => {
      const asked: unknown[] = [];
      Object.assign(window, { asked });
      navigator.mediaCapabilities.decodingInfo = (configuration) => {
        asked.push(configuration);
        return new Promise(() => undefined);
      };
    });
    await player.open();
    await enlarge(player);
    await player.loadWell(mediaUrl(DASH));
    await player.play(4);
    await player.untilPosition(10);
    const asked = await player.page.evaluate(() => Reflect.get(window, 'asked') as unknown[]);
    expect(asked).toContainEqual({
      type: 'media-source',
      video: expect.objectContaining({
        contentType: 'video/mp4; codecs="avc1.4d4028"',
        height: 1080,
      }) as unknown,
    });
    await player.untilHeight('least', 720);
    expect(await player.events('warning')).toEqual([]);
  });
});

test.describe('what the device has shown', () => {
  for (const { engine, id } of [
    { engine: 'mse', id: 'dash-number' },
    { engine: 'shaka', id: 'dash-number' },
    { engine: 'hlsjs', id: 'hls-fmp4' },
  ] as const) {
    test(`${engine}: a rung that drops frames is left, what is buffered of it too`, async ({
      player,
      mediaUrl,
    }) => {
      test.setTimeout(60_000);
      await player.open({ engines: [engine], mse: { buffer: { aheadSec: 20 } } });
      await enlarge(player);
      await player.page.evaluate(() => {
        const { video } = window.harness;
        let [total, dropped] = [0, 0];
        let atMs = performance.now();
        // 25 frames a second, of which a third is dropped above 480 lines.
        Object.defineProperty(video, 'getVideoPlaybackQuality', {
          value: () => {
            const frames = ((performance.now() - atMs) / 1000) * 25;
            atMs = performance.now();
            total += frames;
            if (video.videoHeight > 480) dropped += frames / 3;
            return { totalVideoFrames: total, droppedVideoFrames: dropped };
          },
        });
      });
      await player.setQuality({ maxHeight: 720 });
      await player.loadWell(mediaUrl(streamById(id).manifest));
      await player.play(1);
      await player.untilHeight('least', 720);
      const { currentTimeSec } = await player.look();
      await player.untilHeight('most', 480);
      // Three seconds to find it out, the rest of the segment, and one more that may be on its way.
      expect((await player.look()).currentTimeSec - currentTimeSec).toBeLessThan(9);
      await player.play(2);
      await player.untilPosition(currentTimeSec + 14);
      expect(await activeHeight(player)).toBe(480);
      expect(await reasons(player)).toContainEqual(
        expect.stringContaining('the device drops frames above 480p: 480p'),
      );
      expect(await player.events('stallstart')).toEqual([]);
    });
  }
});

/** For a while the playhead says that it gets no further, whatever pushes it. */
async function standFor(player: PlayerPage, ms: number): Promise<void> {
  await player.page.evaluate((whileMs) => {
    const { video } = window.harness;
    const { currentTime } = video;
    Object.defineProperty(video, 'currentTime', {
      ...{ get: () => currentTime, set: () => undefined, configurable: true },
    });
    setTimeout(() => Reflect.deleteProperty(video, 'currentTime'), whileMs);
  }, ms);
}

test.describe('a playhead that stands on what is buffered', () => {
  for (const { engine, id } of [
    { engine: 'mse', id: 'dash-number' },
    { engine: 'shaka', id: 'dash-number' },
    { engine: 'hlsjs', id: 'hls-fmp4' },
  ] as const) {
    test(`${engine}: its rung is left, what is buffered of it too`, async ({ player, mediaUrl }) => {
      test.setTimeout(60_000);
      await player.open({ engines: [engine], mse: { buffer: { aheadSec: 20 } } });
      await enlarge(player);
      await player.setQuality({ maxHeight: 720 });
      await player.loadWell(mediaUrl(streamById(id).manifest));
      await player.play(1);
      await player.untilHeight('least', 720);
      const { currentTimeSec } = await player.look();
      await player.untilPosition(currentTimeSec + 2);
      await standFor(player, 2000);
      await player.untilHeight('most', 480);
      expect((await player.look()).currentTimeSec - currentTimeSec).toBeLessThan(10);
      expect(await reasons(player)).toContainEqual(
        expect.stringContaining('the device stalls above 480p: 480p'),
      );
    });
  }
});

test.describe('what the viewer wants', () => {
  test('data saver: nothing above 480p, unless the app has it count for nothing', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await player.page.addInitScript(() => {
      Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
    });
    for (const heedDataSaver of [true, false]) {
      await player.open({ abr: { heedDataSaver } });
      await enlarge(player);
      await player.loadWell(mediaUrl(DASH));
      await player.play(4);
      await player.untilPosition(16);
      expect(origin.log.of(/video-(720|1080)\/.*m4s/).length > 0).toBe(!heedDataSaver);
    }
  });
});
