import type { AbrDecision } from '../../src/index.ts';
import { expectFrameAtRest, expectFrameSought, expectFramesInOrder, expectNoHole } from './expect-frames.ts';
import { middleOfFrame, streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import { IMPATIENT } from './impatient-config.ts';
import type { PlayerPage } from './player-page.ts';
import { hearTone, listen } from './tone.ts';

const HLSJS = { engines: ['hlsjs'] } as const;
const EN_HZ = 440;
const FR_HZ = 660;
/** Video segments of the generated titles, with the lines of their rendition. */
const VIDEO_SEGMENT = /(?:video-|hls-ts\/|hls-ts-aes\/)(\d+)\/\d+\.(?:m4s|ts)$/;

const engineOf = (player: PlayerPage): Promise<string | null> =>
  player.page.evaluate(() => window.harness.player.engine);

async function idOfHeight(player: PlayerPage, height: number): Promise<string> {
  const found = (await player.renditions()).find((rendition) => rendition.height === height);
  if (!found) throw new Error(`no rendition of ${height} lines`);
  return found.id;
}

test.describe('hls.js plays', () => {
  for (const id of ['hls-fmp4', 'hls-ts-no-codecs', 'hls-ts-aes', 'hls-packed-audio']) {
    const entry = streamById(id);
    test(`${id}: its own frames, in order`, async ({ player, mediaUrl }) => {
      await player.open(HLSJS);
      await player.loadWell(mediaUrl(entry.manifest));
      expect(await engineOf(player)).toBe('hlsjs');
      await player.recordFrames();
      await player.play(2);
      await player.untilPosition(8);
      const shown = await player.stopFrames();
      expectFramesInOrder(shown, entry, 40);
      expectNoHole(shown);
      const kinds = (await player.activeTracks()).map(({ kind }) => kind);
      expect(kinds).toContain('video');
      expect(kinds.includes('audio')).toBe(entry.tracks.audio.length > 0);
      expect(await player.events('warning')).toEqual([]);
    });
  }

  test('what it starts with comes in the right order, the manifest before load returns', async ({
    player,
    mediaUrl,
  }) => {
    await player.open(HLSJS);
    const url = mediaUrl(streamById('hls-fmp4').manifest);
    const { fetchedInCall } = await player.loadWell(url);
    expect(fetchedInCall).toEqual([url]);
    const phases = (await player.events('phase')).map(({ detail }) => detail['phase']);
    expect(phases).toEqual(
      expect.arrayContaining([
        'manifest-requested',
        'manifest-received',
        'manifest-parsed',
        'source-open',
        'first-segment-requested',
        'first-bytes-received',
        'first-append',
      ]),
    );
    const [presentation] = await player.events('presentation');
    expect(presentation?.detail).toMatchObject({
      presentation: { protocol: 'hls', url, isLive: false, durationSec: 60 },
    });
    expect((await player.renditions()).map(({ height }) => height)).toEqual([240, 360, 480, 720, 1080]);
    expect((await player.tracks()).map(({ kind }) => kind)).toEqual([
      'video',
      'audio',
      'audio',
      'text',
      'text',
    ]);
  });

  test('sound that is here first goes on when the picture comes, without hls.js’s next tick', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await player.page.addInitScript((tickMs) => {
      const own = window.setInterval.bind(window);
      window.setInterval = ((run: () => void, ms?: number) =>
        ms === tickMs ? 0 : own(run, ms)) as typeof own;
    }, 100);
    await player.open(HLSJS);
    const gate = origin.hold(/video-\d+\/1\.m4s$/);
    await player.startLoad(mediaUrl(streamById('hls-fmp4').manifest));
    await gate.arrived(1);
    await origin.log.until('the sound is here', () =>
      origin.log.of(/audio-en\/1\.m4s$/).some(({ endMs }) => endMs !== null),
    );
    gate.release();
    expect((await player.settled()).error).toBeNull();
    await player.page.waitForFunction(
      () => window.harness.video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA,
    );
  });

  test('a title of sound alone', async ({ player, mediaUrl }) => {
    await player.open(HLSJS);
    await player.loadWell(mediaUrl(streamById('hls-audio-only').manifest));
    await player.play(2);
    await player.untilPosition(4);
    expect((await player.activeTracks()).map(({ kind }) => kind)).toEqual(['audio']);
  });

  for (const id of ['hls-fmp4', 'hls-ts']) {
    test(`${id}: from a start position, where it is sought, to its end`, async ({ player, mediaUrl }) => {
      const entry = streamById(id);
      await player.open(HLSJS);
      await player.loadWell(mediaUrl(entry.manifest), { startSec: 25.3 });
      expect((await player.look()).currentTimeSec).toBeCloseTo(25.3, 1);
      await expectFrameAtRest(player, entry);
      for (const toSec of [middleOfFrame(1000), middleOfFrame(80), middleOfFrame(1400)]) {
        await player.seek(toSec);
        // hls.js lays MPEG-TS out from the first segment that it loads, sound and picture together: a frame or two off.
        if (id === 'hls-ts') await expect(() => expectFrameAtRest(player, entry)).toPass({ timeout: 2000 });
        else await expectFrameSought(player, entry);
      }
      await player.playToEnd();
      expect((await player.look()).currentTimeSec).toBeGreaterThan(59.5);
    });
  }
});

test.describe("Kinora's ABR in hls.js", () => {
  for (const id of ['hls-fmp4', 'hls-ts']) {
    test(`${id}: what was decided is what was fetched, one decision a segment`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      const entry = streamById(id);
      await player.open(HLSJS);
      origin.link.bytesPerSec = 150_000;
      await player.loadWell(mediaUrl(entry.manifest));
      await player.play(2);
      await player.untilPosition(6);
      origin.link.bytesPerSec = 2_000_000;
      await player.play(4);
      await player.untilPosition(20);
      await player.seek(45);
      await player.untilPosition(50);
      await player.pause();
      const heights = new Map((await player.renditions()).map((one) => [one.id, one.height]));
      let fetched: readonly number[] = [];
      // While paused, hls.js fetches on up to its goal: between the two lists there may be one more.
      await expect(async () => {
        await origin.log.untilIdle();
        fetched = origin.log.of(VIDEO_SEGMENT).map(({ path }) => Number(VIDEO_SEGMENT.exec(path)?.[1]));
        const decisions = (await player.events('decision')).map(
          ({ detail }) => detail['decision'] as AbrDecision,
        );
        expect(decisions.filter(({ reason }) => reason.includes('hls.js'))).toEqual([]);
        expect(decisions.map(({ renditionId }) => heights.get(renditionId))).toEqual(fetched);
      }).toPass({ timeout: 10_000 });
      expect(fetched.length).toBeGreaterThan(15);
      expect(new Set(fetched).size, 'it adapted').toBeGreaterThan(1);
      expect((await player.events('renditionchange')).length).toBeGreaterThan(1);
    });
  }

  test('a pinned quality: the buffer ahead is replaced, no frame is lost', async ({ player, mediaUrl }) => {
    const entry = streamById('hls-fmp4');
    await player.open(HLSJS);
    await player.loadWell(mediaUrl(entry.manifest));
    await player.setQuality(await idOfHeight(player, 240));
    await player.recordFrames();
    await player.play(1);
    await player.untilPosition(5);
    await player.setQuality(await idOfHeight(player, 480));
    await player.page.waitForFunction(() => window.harness.player.activeRendition?.height === 480);
    const shownAtSec = (await player.look()).currentTimeSec;
    expect(shownAtSec).toBeLessThan(5 + 6);
    await player.untilPosition(shownAtSec + 3);
    const shown = await player.stopFrames();
    expectFramesInOrder(shown, entry, 60);
    expectNoHole(shown);
    expect(shown.at(-1)?.height).toBe(480);
    await expect(player.setQuality('no such one')).rejects.toThrow('no such one');
  });

  test('caps: never a higher one than asked for', async ({ player, mediaUrl, origin }) => {
    await player.open(HLSJS);
    await player.setQuality({ maxHeight: 360 });
    await player.loadWell(mediaUrl(streamById('hls-fmp4').manifest));
    await player.play(4);
    await player.untilPosition(20);
    expect(origin.log.of(/video-(480|720|1080)\//)).toHaveLength(0);
    expect(origin.log.of(/video-(240|360)\//).length).toBeGreaterThan(5);
  });
});

test.describe('audio in hls.js', () => {
  test('the other language is heard, the picture goes on', async ({ player, mediaUrl }) => {
    const entry = streamById('hls-fmp4');
    await player.open(HLSJS);
    await listen(player);
    await player.loadWell(mediaUrl(entry.manifest));
    await player.recordFrames();
    await player.play(1);
    await hearTone(player, EN_HZ);
    const french = (await player.tracks()).find(
      ({ kind, language }) => kind === 'audio' && language === 'fr',
    );
    const askedAtSec = (await player.look()).currentTimeSec;
    await player.selectTrack(french!.id);
    await hearTone(player, FR_HZ);
    expect((await player.look()).currentTimeSec - askedAtSec).toBeLessThan(4);
    expect((await player.activeTracks()).map(({ language }) => language)).toContain('fr');
    const shown = await player.stopFrames();
    expectFramesInOrder(shown, entry, 10);
    expectNoHole(shown);
    expect(await player.events('stallstart')).toEqual([]);
    await expect(player.selectTrack('no such one')).rejects.toThrow('no such one');
  });

  test('the preferred language is chosen from the start', async ({ player, mediaUrl, origin }) => {
    await player.open({ ...HLSJS, preferences: { audioLanguages: ['fr'] } });
    await player.loadWell(mediaUrl(streamById('hls-fmp4').manifest));
    expect((await player.activeTracks()).find(({ kind }) => kind === 'audio')?.language).toBe('fr');
    expect(origin.log.of(/audio-en/)).toHaveLength(0);
  });

  test('subtitles are shown natively', async ({ player, mediaUrl }) => {
    await player.open(HLSJS);
    await player.loadWell(mediaUrl(streamById('hls-fmp4').manifest));
    const text = (await player.tracks()).find(({ kind, language }) => kind === 'text' && language === 'fr');
    await player.selectTrack(text!.id);
    await player.play(2);
    await player.page.waitForFunction(() =>
      [...window.harness.video.textTracks].some(
        ({ mode, language, activeCues }) =>
          mode === 'showing' && language === 'fr' && (activeCues?.length ?? 0) > 0,
      ),
    );
    expect((await player.activeTracks()).map(({ id }) => id)).toContain(text!.id);
  });
});

test.describe("Kinora's network in hls.js", () => {
  test('a 503 is retried, and nothing is lost', async ({ player, mediaUrl, origin }) => {
    const entry = streamById('hls-fmp4');
    origin.addFault({ path: /video-\d+\/3\.m4s$/, times: 1, status: 503 });
    await player.open({ ...IMPATIENT, ...HLSJS });
    await player.loadWell(mediaUrl(entry.manifest));
    await player.recordFrames();
    await player.play(4);
    await player.untilPosition(12);
    const shown = await player.stopFrames();
    expectFramesInOrder(shown, entry, 20);
    expectNoHole(shown);
    const tried = origin.log.of(/video-\d+\/3\.m4s$/).map(({ path }) => path);
    expect(tried).toEqual([tried[0], tried[0]]);
    expect(await player.events('warning')).toEqual([]);
    expect((await player.stats())?.bytes.video).toBeGreaterThan(100_000);
  });

  test('redundant variants: where the first host has nothing, hls.js goes to the second, at the start and later', async ({
    player,
    origin,
  }) => {
    const folder = `${origin.url}/media/cmaf-2s`;
    const master = await (await fetch(`${folder}/master.m3u8`)).text();
    const twice = master.replace(
      /^(#EXT-X-STREAM-INF:.*)\n(video-\d+\.m3u8)$/gm,
      '$1\n/media/first/$2\n$1\n/media/cmaf-2s/$2',
    );
    origin.put('/media/cmaf-2s/redundant.m3u8', new TextEncoder().encode(twice), 'application/x-mpegURL');
    for (const hasPlaylists of [false, true]) {
      for (const height of hasPlaylists ? [240, 360, 480, 720, 1080] : []) {
        const name = `video-${height}.m3u8`;
        const playlist = await (await fetch(`${folder}/${name}`)).text();
        origin.put(`/media/first/${name}`, new TextEncoder().encode(playlist), 'application/x-mpegURL');
      }
      origin.log.clear();
      await player.open({ ...IMPATIENT, ...HLSJS });
      await player.loadWell(`${folder}/redundant.m3u8`);
      await player.recordFrames();
      await player.play(4);
      await player.untilPosition(8);
      const shown = await player.stopFrames();
      expectFramesInOrder(shown, streamById('hls-fmp4'), 20);
      expectNoHole(shown);
      expect(origin.log.of(/first\/video/)).not.toEqual([]);
      expect(
        origin.log.of(/first\/video/).every(({ path, status }) => status === 404 || path.endsWith('m3u8')),
      ).toBe(true);
      expect(await player.events('error')).toEqual([]);
    }
  });

  test('a segment that is missing in one rendition comes from another', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const entry = streamById('hls-fmp4');
    origin.addFault({ path: /video-\d+\/5\.m4s$/, times: 1, status: 404 });
    await player.open({ ...IMPATIENT, ...HLSJS });
    await player.loadWell(mediaUrl(entry.manifest));
    await player.recordFrames();
    await player.play(4);
    await player.untilPosition(16);
    const shown = await player.stopFrames();
    expectFramesInOrder(shown, entry, 20);
    expectNoHole(shown);
    expect((await player.events('warning'))[0]?.detail).toMatchObject({ error: { code: 'network-status' } });
  });

  test('a manifest that is not there', async ({ player, mediaUrl }) => {
    await player.open({ ...IMPATIENT, ...HLSJS });
    const { error } = await player.load(mediaUrl('cmaf-2s/none.m3u8?token=secret'));
    expect(error).toMatchObject({ code: 'network-status', context: { status: 404 } });
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  test('a playlist that is not there', async ({ player, mediaUrl, origin }) => {
    origin.addFault({ path: /video-\d+\.m3u8$/, status: 404 });
    await player.open({ ...IMPATIENT, ...HLSJS });
    const { error } = await player.load(mediaUrl('cmaf-2s/master.m3u8'));
    expect(error).toMatchObject({
      code: 'network-status',
      context: { requestType: 'playlist', status: 404 },
    });
  });

  test('a manifest of garbage', async ({ player, origin }) => {
    origin.put('/media/garbage.m3u8', 'Not a playlist', 'application/vnd.apple.mpegurl');
    await player.open({ ...IMPATIENT, ...HLSJS });
    const { error } = await player.load(`${origin.url}/media/garbage.m3u8`);
    expect(error).toMatchObject({ code: 'manifest-malformed' });
  });
});
