import { expectFrameAtRest, expectFramesInOrder, expectFrameSought, expectNoHole } from './expect-frames.ts';
import { middleOfFrame, streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import type { PlayerPage } from './player-page.ts';
import { fetchedAsDecided, openShaka } from './shaka-page.ts';
import { hearTone, listen } from './tone.ts';

async function activeSounds(player: PlayerPage): Promise<readonly (string | null)[]> {
  const active = await player.activeTracks();
  return active.filter(({ kind }) => kind === 'audio').map(({ language }) => language);
}

/** A page compiles some 700 kB of Shaka first. */
test.describe.configure({ timeout: 60_000 });

test.describe('shaka plays', () => {
  for (const [id, endSec] of [
    ['dash-number', 60],
    ['dash-time', 60],
    ['dash-segment-base', 60],
    ['dash-two-periods', 60],
    ['hls-fmp4', 60],
    ['hls-byterange', 60],
    ['hls-fmp4-muxed', 20],
  ] as const) {
    const entry = streamById(id);

    test(`${id}: from where asked, on, and after a seek`, async ({ player, mediaUrl }) => {
      await openShaka(player);
      await player.loadWell(mediaUrl(entry.manifest), { startSec: middleOfFrame(110) });
      await expectFrameSought(player, entry);
      await player.recordFrames();
      await player.play(2);
      await player.untilPosition(8);
      await player.pause();
      const shown = await player.stopFrames();
      expectFramesInOrder(shown, entry, 30);
      expectNoHole(shown);
      await player.seek(middleOfFrame((endSec - 8) * 25));
      await expectFrameSought(player, entry);
      await player.playToEnd();
      expect(await player.page.evaluate(() => window.harness.player.presentation)).toMatchObject({
        protocol: entry.protocol,
        isLive: false,
      });
      const { currentTimeSec } = await player.look();
      expect(Math.abs(currentTimeSec - endSec)).toBeLessThan(0.3);
      expect(await player.events('error')).toEqual([]);
      expect(await player.events('warning')).toEqual([]);
    });
  }

  for (const id of ['hls-ts', 'hls-ts-no-codecs', 'hls-ts-aes', 'dash-vp9-opus', 'dash-av1-aac']) {
    const entry = streamById(id);

    test(`${id}: from the beginning`, async ({ player, mediaUrl }) => {
      await openShaka(player);
      await player.loadWell(mediaUrl(entry.manifest));
      await player.play(2);
      await player.untilPosition(5);
      await player.pause();
      await expectFrameAtRest(player, entry);
      expect(await player.events('error')).toEqual([]);
    });
  }

  test('across a hole at four times the speed, where Chromium waits at the end and does not say so, to the end', async ({
    player,
    mediaUrl,
  }) => {
    const { manifest, duration } = streamById('hls-ts-discontinuity');
    await openShaka(player);
    await player.loadWell(mediaUrl(manifest));
    await player.play(4);
    expect(await player.untilState(['ended', 'error'], 20_000)).toBe('ended');
    expect((await player.look()).currentTimeSec).toBeCloseTo(duration, 0);
    expect(await player.events('error')).toEqual([]);
    const states = (await player.events('statechange')).map(({ detail }) => detail['to']);
    expect(states, 'nobody has sought').not.toContain('seeking');
  });

  test('sound without picture', async ({ player, mediaUrl }) => {
    await openShaka(player);
    await player.loadWell(mediaUrl(streamById('dash-audio-only').manifest));
    await player.play(4);
    await player.untilPosition(5);
    const kinds = (await player.tracks()).map(({ kind }) => kind);
    expect(kinds).toContain('audio');
    expect(kinds).not.toContain('video');
    expect((await player.events('renditionchange')).length).toBeGreaterThan(0);
  });
});

test.describe('a seek in shaka while it waits for', () => {
  for (const [what, id, pattern] of [
    ['a playlist', 'hls-fmp4', /video-720\.m3u8$/],
    ['a sidx', 'dash-segment-base', /video-720\.mp4$/],
  ] as const) {
    test(`${what} has nothing asked for twice, and the next one arrives`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      const entry = streamById(id);
      await openShaka(player);
      await player.loadWell(mediaUrl(entry.manifest));
      const wanted = (await player.renditions()).find(({ height }) => height === 720);
      const gate = origin.hold(pattern);
      await player.setQuality(wanted?.id ?? 'none');
      await gate.arrived(1);
      const arrives = player.seek(middleOfFrame(750));
      await player.untilState(['seeking']);
      const before = origin.log.of(/video-720/).length; // Shaka asks for one sidx twice by itself
      gate.release();
      await arrives;
      await player.untilBuffered(12);
      const since = origin.log.of(/video-720/).slice(before);
      const asked = since.map(({ path, range }) => `${path} ${range}`);
      expect(asked.filter((one, index) => asked.indexOf(one) !== index)).toEqual([]);
      await player.seek(middleOfFrame(25));
      await expectFrameSought(player, entry);
    });
  }

  test('a playlist of the sound, as do a pin and another sound: all of it comes', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const entry = streamById('hls-fmp4');
    await openShaka(player);
    await player.loadWell(mediaUrl(entry.manifest));
    await player.untilBuffered(12);
    const sounds = (await player.tracks()).filter(({ kind }) => kind === 'audio');
    const idOf = (wanted: string): string => sounds.find(({ language }) => language === wanted)?.id ?? 'none';
    const least = (await player.renditions())[0]!;
    const gate = origin.hold(/audio-fr\.m3u8$/);
    await player.selectTrack(idOf('fr'));
    await gate.arrived(1);
    await player.setQuality('auto');
    await player.setQuality(least.id); // replaces what is buffered
    for (const language of ['en', 'fr']) {
      await player.selectTrack(idOf(language));
      expect(await activeSounds(player)).toEqual([language]);
    }
    const arrives = player.seek(middleOfFrame(75));
    await player.untilState(['seeking']);
    gate.release();
    await arrives;
    await player.play(2);
    await player.untilPosition(6);
    await player.untilHeight('most', least.height ?? 0);
    expect(await activeSounds(player)).toEqual(['fr']);
    expect(await player.events('error')).toEqual([]);
    expect((await player.look()).currentTimeSec).toBeLessThan(12);
  });
});

test.describe('decisions of Kinora in shaka', () => {
  for (const id of ['dash-number', 'hls-fmp4']) {
    const entry = streamById(id);

    test(`${id}: each video segment is fetched as the decision for it says`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      await openShaka(player);
      origin.link.bytesPerSec = 150_000;
      await player.loadWell(mediaUrl(entry.manifest));
      await player.play(1);
      await player.untilPosition(3);
      origin.link.bytesPerSec = Infinity;
      await player.untilPosition(7);
      await player.seek(40.5);
      await player.play(4);
      await player.untilPosition(50);
      await player.pause();
      const fetched = await fetchedAsDecided(player, origin);
      expect(new Set(fetched.map((path) => path.split('/')[0])).size, 'renditions used').toBeGreaterThan(1);
      const shown = (await player.events('renditionchange')).map(({ detail }) => detail['trackId']);
      expect(new Set(shown)).toEqual(new Set(['video']));
    });

    test(`${id}: a pinned quality and caps hold`, async ({ player, mediaUrl, origin }) => {
      await openShaka(player);
      await player.setQuality({ maxHeight: 360 });
      await player.loadWell(mediaUrl(entry.manifest));
      await player.play(2);
      await player.untilPosition(4);
      const heights = (await player.renditions()).map(({ height }) => height);
      expect(heights).toEqual([240, 360, 480, 720, 1080]);
      expect(origin.log.of(/video-(480|720|1080)\/\d+\.m4s$/)).toEqual([]);
      const pinned = (await player.renditions()).find(({ height }) => height === 480);
      await player.setQuality(pinned!.id);
      const { currentTimeSec } = await player.look();
      await player.page.waitForFunction(() => window.harness.video.videoHeight === 480);
      expect(
        (await player.look()).currentTimeSec - currentTimeSec,
        'not behind all that was buffered',
      ).toBeLessThan(10);
      await player.pause();
      await fetchedAsDecided(player, origin);
      expect(await player.events('stallstart')).toEqual([]);
      await expect(player.setQuality('no such one')).rejects.toThrow('no such one');
    });
  }
});

test.describe('tracks in shaka', () => {
  for (const id of ['dash-number', 'hls-fmp4']) {
    const entry = streamById(id);

    test(`${id}: the other language is heard, the picture goes on`, async ({ player, mediaUrl }) => {
      await openShaka(player);
      await listen(player);
      await player.loadWell(mediaUrl(entry.manifest));
      await player.recordFrames();
      await player.play(1);
      await hearTone(player, 440);
      const french = (await player.tracks()).find(
        ({ kind, language }) => kind === 'audio' && language === 'fr',
      );
      const askedAtSec = (await player.look()).currentTimeSec;
      const stallsBefore = (await player.events('stallstart')).length;
      await player.selectTrack(french!.id);
      await hearTone(player, 660);
      expect((await player.look()).currentTimeSec - askedAtSec).toBeLessThan(6);
      expect((await player.activeTracks()).map(({ language }) => language)).toContain('fr');
      const shown = await player.stopFrames();
      expectFramesInOrder(shown, entry, 10);
      expectNoHole(shown);
      expect(await player.events('stallstart')).toHaveLength(stallsBefore);
    });
  }

  test('the preferred language is chosen from the start', async ({ player, mediaUrl, origin }) => {
    await openShaka(player, { preferences: { audioLanguages: ['fr'] } });
    await player.loadWell(mediaUrl(streamById('hls-fmp4').manifest));
    await expect
      .poll(async () => (await player.activeTracks()).find(({ kind }) => kind === 'audio')?.language)
      .toBe('fr');
    expect(origin.log.of(/audio-en\/.*\.m4s/)).toHaveLength(0);
  });

  for (const id of ['dash-number', 'hls-fmp4']) {
    test(`${id}: subtitles are shown when they are chosen`, async ({ player, mediaUrl }) => {
      await openShaka(player);
      await player.loadWell(mediaUrl(streamById(id).manifest));
      const french = (await player.tracks()).find(
        ({ kind, language }) => kind === 'text' && language === 'fr',
      );
      await player.selectTrack(french!.id);
      expect((await player.activeTracks()).map(({ id: active }) => active)).toContain(french!.id);
      const cues = (): Promise<readonly string[]> =>
        player.page.evaluate(() =>
          [...window.harness.video.textTracks]
            .filter(({ mode }) => mode === 'showing')
            .flatMap(({ cues: all }) => [...(all ?? [])].map((cue) => (cue as VTTCue).text)),
        );
      await expect.poll(async () => (await cues()).length).toBeGreaterThan(0);
      await player.unload();
      expect(await player.page.evaluate(() => window.harness.video.textTracks.length)).toBe(0);
    });
  }

  test('an unknown track is refused', async ({ player, mediaUrl }) => {
    await openShaka(player);
    await player.loadWell(mediaUrl(streamById('dash-number').manifest));
    await expect(player.selectTrack('no such one')).rejects.toThrow('no such one');
  });
});
