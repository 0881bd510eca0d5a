import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expectFrameAtRest, expectFrameSought } from './expect-frames.ts';
import { expectNothingHeld } from './expect-nothing-held.ts';
import { middleOfFrame, streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import type { PlayerPage } from './player-page.ts';

/** One file with an index, a picture and no sound. */
const FILE = 'on-demand/video-360.mp4';
const FILE_ENTRY = streamById('dash-segment-base');
const SOUND = 'on-demand/audio-en.mp4';
const FILE_PATTERN = /video-360\.mp4$/;

async function expectNothingLeft(player: PlayerPage): Promise<void> {
  await expectNothingHeld(player);
  const left = await player.page.evaluate(() => {
    const { video } = window.harness;
    return { src: video.getAttribute('src'), preload: video.getAttribute('preload') };
  });
  expect(left).toEqual({ src: null, preload: null });
}

const enginePlaying = (player: PlayerPage): Promise<string | null> =>
  player.page.evaluate(() => window.harness.player.engine);

/** An init segment and its segments in one file. */
function inOneFile(dir: string, init: string): Uint8Array {
  const folder = fileURLToPath(new URL(`../../.media/${dir}/`, import.meta.url));
  const segments = readdirSync(folder).filter((name) => name.endsWith('.m4s'));
  segments.sort((a, b) => parseInt(a) - parseInt(b));
  return Buffer.concat([init, ...segments].map((name) => readFileSync(folder + name)));
}

test.describe('one file', () => {
  test('is played by the element without being forced, to its end', async ({ player, mediaUrl, origin }) => {
    await player.open();
    await player.loadWell(mediaUrl(FILE));
    expect(await enginePlaying(player)).toBe('native');
    expect(await player.state()).toBe('ready');
    const [presentation] = await player.events('presentation');
    expect(presentation?.detail['presentation']).toMatchObject({
      ...{ protocol: 'file', isLive: false, durationSec: 60 },
      seekable: { startSec: 0, endSec: 60 },
    });
    expect(await player.renditions()).toMatchObject([{ id: '640x360', height: 360 }]);
    expect(await player.activeTracks()).toMatchObject([{ id: 'video-1', kind: 'video' }]);
    await expectFrameAtRest(player, FILE_ENTRY);
    await player.seek(56);
    await player.playToEnd();
    expect((await player.stats())?.joinTime.phases).toMatchObject({
      'manifest-requested': expect.any(Number),
      'manifest-parsed': expect.any(Number),
      'first-frame': expect.any(Number),
    });
    expect(await player.events('error')).toEqual([]);
    await origin.log.untilIdle();
  });

  test('starts where it is told to', async ({ player, mediaUrl }) => {
    await player.open();
    await player.loadWell(mediaUrl(FILE), { startSec: middleOfFrame(500) });
    await expectFrameSought(player, FILE_ENTRY);
    expect((await player.look()).currentTimeSec).toBeCloseTo(middleOfFrame(500), 3);
  });

  test('seeks, there and back', async ({ player, mediaUrl }) => {
    await player.open();
    await player.loadWell(mediaUrl(FILE));
    for (const frame of [1200, 30, 700]) {
      await player.seek(middleOfFrame(frame));
      await expectFrameSought(player, FILE_ENTRY);
    }
    expect((await player.stats())?.bufferAheadSec).toBeGreaterThan(0);
  });

  test('with sound and picture: both are tracks', async ({ player, origin, mediaUrl }) => {
    origin.put('/media/film.mp4', inOneFile('hls-fmp4-muxed/480', 'init_1.mp4'), 'video/mp4');
    await player.open();
    await player.loadWell(mediaUrl('film.mp4'));
    await player.play(1);
    await player.untilPosition(1);
    expect((await player.activeTracks()).map(({ kind }) => kind)).toEqual(['video', 'audio']);
  });

  test('of sound alone', async ({ player, mediaUrl }) => {
    await player.open();
    await player.loadWell(mediaUrl(SOUND));
    expect(await player.activeTracks()).toMatchObject([{ id: 'audio-1', kind: 'audio' }]);
    expect(await player.renditions()).toEqual([]);
    await player.play();
    await player.untilPosition(2);
  });

  test('of an unnamed type, by its MIME type', async ({ player, origin, mediaUrl }) => {
    origin.put('/media/film', inOneFile('hls-fmp4-muxed/480', 'init_1.mp4'), 'video/mp4');
    await player.open();
    const error = await player.page.evaluate(
      (url) =>
        window.harness.player.load({ url, mimeType: 'video/mp4' }).then(
          () => null,
          (cause: unknown) => String(cause),
        ),
      mediaUrl('film'),
    );
    expect(error).toBeNull();
  });

  test("the app's own text tracks can be chosen", async ({ player, mediaUrl }) => {
    await player.open();
    await player.page.evaluate(() => {
      window.harness.video.addTextTrack('subtitles', 'English', 'en');
      window.harness.video.addTextTrack('subtitles', 'Français', 'fr');
    });
    await player.loadWell(mediaUrl(FILE));
    await player.selectTrack('text-2');
    expect((await player.activeTracks()).at(-1)).toMatchObject({ language: 'fr', label: 'Français' });
    const modes = await player.page.evaluate(() =>
      Array.from(window.harness.video.textTracks).map(({ mode }) => mode),
    );
    expect(modes).toEqual(['disabled', 'showing']);
    await player.page.evaluate(() => window.harness.player.deselectText());
    expect((await player.activeTracks()).map(({ kind }) => kind)).toEqual(['video']);
  });
});

test.describe('what cannot be played', () => {
  test('nothing at the address → network-status', async ({ player, mediaUrl }) => {
    await player.open();
    const { error } = await player.load(mediaUrl('not-there.mp4?token=secret'));
    expect(error).toMatchObject({ code: 'network-status', context: { status: 404 } });
    expect(JSON.stringify(error)).not.toContain('secret');
    await expectNothingLeft(player);
  });

  test('garbage → source-unsupported', async ({ player, origin, mediaUrl }) => {
    origin.put('/media/garbage.mp4', new Uint8Array(100_000).fill(7), 'video/mp4');
    await player.open();
    const { error } = await player.load(mediaUrl('garbage.mp4'));
    expect(error).toMatchObject({ code: 'source-unsupported' });
    expect(error?.message).toContain('garbage.mp4');
    await expectNothingLeft(player);
  });

  test('a closed connection → an error that is not silent', async ({ player, origin, mediaUrl }) => {
    origin.addFault({ path: FILE_PATTERN, isDropped: true });
    await player.open();
    const { error } = await player.load(mediaUrl(FILE));
    expect(['source-unsupported', 'network-failed']).toContain(error?.code);
  });

  test('a type that the element refuses → source-unsupported, and nothing is fetched', async ({
    player,
    origin,
    mediaUrl,
  }) => {
    await player.open();
    const error = await player.page.evaluate(
      (url) =>
        window.harness.player.load({ url, mimeType: 'video/x-no-such' }).then(
          () => null,
          (cause: unknown) => (cause as { code?: string }).code,
        ),
      mediaUrl(FILE),
    );
    expect(error).toBe('source-unsupported');
    expect(origin.log.of(FILE_PATTERN)).toHaveLength(0);
  });

  test('DASH, forced → source-unsupported', async ({ player, mediaUrl }) => {
    await player.open({ engines: ['native'] });
    const { error } = await player.load(mediaUrl('cmaf-2s/number.mpd'));
    expect(error).toMatchObject({ code: 'source-unsupported' });
  });

  test('an encrypted MP4, which Chromium takes for a damaged one → decode-failed', async ({
    player,
    origin,
    mediaUrl,
  }) => {
    origin.put('/media/encrypted.mp4', inOneFile('cenc/video-240', 'init.mp4'), 'video/mp4');
    await player.open();
    const { error } = await player.load(mediaUrl('encrypted.mp4'));
    expect(error).toMatchObject({ code: 'decode-failed' });
    await expectNothingLeft(player);
  });

  // The event is made by the test: no media here brings Chromium to fire it by `src`.
  for (const { name, drm, code } of [
    { name: 'no licence server', drm: {}, code: 'drm-unsupported' },
    {
      name: 'a licence server, and a browser without FairPlay',
      drm: { servers: { 'com.apple.fps': 'https://keys.test/' } },
      code: 'drm-failed',
    },
  ]) {
    test(`a FairPlay key is needed, ${name} → ${code}`, async ({ player, mediaUrl }) => {
      await player.open({ drm });
      await player.loadWell(mediaUrl(FILE));
      await player.page.evaluate(() => {
        const initData = new TextEncoder().encode('skd://key').buffer;
        const event = new MediaEncryptedEvent('encrypted', { initDataType: 'skd', initData });
        window.harness.video.dispatchEvent(event);
      });
      await player.untilState(['error']);
      const [error] = await player.events('error');
      expect(error?.detail['error']).toMatchObject({ code });
      await expectNothingLeft(player);
    });
  }

  test('a file that is cut off plays what is there, then says what is wrong', async ({
    player,
    origin,
    mediaUrl,
  }) => {
    origin.addFault({ path: FILE_PATTERN, truncateAt: 0.5, isTruncationHidden: true, isRangeIgnored: true });
    await player.open();
    await player.loadWell(mediaUrl(FILE));
    await player.play(8);
    await player.untilState(['error'], 30_000);
    const [error] = await player.events('error');
    expect(error?.detail['error']).toMatchObject({ code: 'decode-failed' });
    expect((await player.stats())?.positionSec).toBeGreaterThan(20);
    await expectNothingLeft(player);
  });
});

test.describe('an end in every state', () => {
  for (const phase of ['manifest-requested', 'manifest-parsed', 'first-frame'] as const) {
    test(`destroy at ${phase} leaves nothing behind`, async ({ player, mediaUrl, origin }) => {
      await player.open();
      await player.page.evaluate(
        ([url, at]) =>
          new Promise<void>((resolve) => {
            const { player: made } = window.harness;
            made.on('phase', (event) => {
              if (event.phase !== at) return;
              made.destroy();
              resolve();
            });
            window.harness.startLoad(url);
          }),
        [mediaUrl(FILE), phase] as const,
      );
      if (phase === 'manifest-requested')
        expect((await player.settled()).error).toMatchObject({ name: 'AbortError' });
      await expect.poll(() => player.state()).toBe('idle'); // the first frame may come behind the load
      await expectNothingLeft(player);
      await origin.log.untilIdle();
    });
  }

  test('an aborted signal ends the load with its reason', async ({ player, mediaUrl, origin }) => {
    const gate = origin.hold(FILE_PATTERN);
    await player.open();
    await player.startLoad(mediaUrl(FILE));
    await gate.arrived(1);
    await player.abortLoad('the viewer went away');
    expect((await player.settled()).error).toMatchObject({
      name: 'AbortError',
      message: 'the viewer went away',
    });
    await expectNothingLeft(player);
  });

  test('ten loads in one task: the last one plays, nothing of the others stays', async ({
    player,
    mediaUrl,
  }) => {
    await player.open();
    const names = await player.page.evaluate((url) => {
      const { player: made } = window.harness;
      const loads = Array.from({ length: 10 }, (_, i) =>
        made.load(`${url}?${i}`).then(
          () => 'loaded',
          (error: unknown) => (error as Error).name,
        ),
      );
      return Promise.all(loads);
    }, mediaUrl(FILE));
    expect(names).toEqual([...Array<string>(9).fill('AbortError'), 'loaded']);
    expect(await player.page.evaluate(() => window.harness.video.currentSrc)).toMatch(/\?9$/);
    await player.destroy();
    await expectNothingLeft(player);
  });

  test('100 cycles of load and unload leave nothing behind', async ({ player, mediaUrl }) => {
    test.setTimeout(120_000);
    await player.open();
    const session = await player.page.context().newCDPSession(player.page);
    const cycle = (count: number): Promise<void> =>
      player.page.evaluate(
        async ([url, times]) => {
          const { harness } = window;
          for (let i = 0; i < times; i++) {
            await harness.player.load(url);
            harness.player.unload();
            harness.events.length = 0;
          }
        },
        [mediaUrl(FILE), count] as const,
      );
    await cycle(30);
    const heapBefore = await player.heapBytes(session);
    await cycle(70);
    expect((await player.heapBytes(session)) - heapBefore).toBeLessThan(500_000);
    await expectNothingLeft(player);
  });

  test('unload while it plays, then the other engine and back', async ({ player, mediaUrl }) => {
    await player.open();
    for (const [url, engine] of [
      [FILE, 'native'],
      ['cmaf-2s/number.mpd', 'mse'],
      [FILE, 'native'],
    ] as const) {
      await player.loadWell(mediaUrl(url));
      expect(await enginePlaying(player)).toBe(engine);
      await player.play(2);
      await player.untilPosition(2);
    }
    await player.unload();
    await expectNothingLeft(player);
  });
});

test.describe('HLS by the element', () => {
  for (const id of ['hls-fmp4', 'hls-ts']) {
    const entry = streamById(id);
    test(`${id}: plays, seeks and ends`, async ({ player, mediaUrl }) => {
      await player.open({ engines: ['native'] });
      const can = await player.page.evaluate(() =>
        window.harness.video.canPlayType('application/vnd.apple.mpegurl'),
      );
      test.skip(can === '', 'this browser plays no HLS by itself');
      await player.loadWell(mediaUrl(entry.manifest));
      expect(await enginePlaying(player)).toBe('native');
      expect(await player.page.evaluate(() => window.harness.player.presentation)).toMatchObject({
        protocol: 'hls',
        isLive: false,
        durationSec: 60,
      });
      await player.play(2);
      await player.untilPosition(3);
      await player.pause();
      await expectFrameAtRest(player, entry);
      expect((await player.activeTracks()).map(({ kind }) => kind)).toEqual(['video', 'audio']);
      expect((await player.renditions()).length).toBe(1);
      await player.seek(57);
      await player.playToEnd();
      await player.destroy();
      await expectNothingLeft(player);
    });
  }

  test('a live one is told as such', async ({ player, origin, mediaUrl }) => {
    const playlist = fileURLToPath(new URL('../../.media/hls-ts/480/media.m3u8', import.meta.url));
    const live = readFileSync(playlist, 'utf8').replace(/#EXT-X-(ENDLIST|PLAYLIST-TYPE.*)\n?/g, '');
    origin.put('/media/hls-ts/480/live.m3u8', live, 'application/vnd.apple.mpegurl');
    await player.open({ engines: ['native'] });
    await player.loadWell(mediaUrl('hls-ts/480/live.m3u8'));
    expect(await player.page.evaluate(() => window.harness.player.presentation)).toMatchObject({
      protocol: 'hls',
      isLive: true,
      durationSec: null,
    });
    await player.destroy();
    await expectNothingLeft(player);
  });

  test('a playlist that is not there → network-status', async ({ player, mediaUrl }) => {
    await player.open({ engines: ['native'] });
    const { error } = await player.load(mediaUrl('not-there.m3u8'));
    expect(error).toMatchObject({ code: 'network-status', context: { status: 404 } });
  });
});
