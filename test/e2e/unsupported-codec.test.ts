import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../tools/media/run-command.ts';
import { expect, test } from './harness-test.ts';
import type { PlayerPage } from './player-page.ts';

const media = (path: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../../.media/${path}`, import.meta.url)), 'utf8');

const AVC = /avc1\.[0-9a-f]{6}/g;
const AAC = /mp4a\.40\.2/g;
/** VVC: no browser decodes it through MSE. */
const VVC = 'vvc1.1.L51.CQA';
/** AC-4, likewise. */
const AC4 = 'ac-4.02.01.03';

test.describe('codecs that the browser cannot decode', () => {
  for (const { name, type } of [
    { name: 'number.mpd', type: 'application/dash+xml' },
    { name: 'master.m3u8', type: 'application/vnd.apple.mpegurl' },
  ]) {
    test(`${name}: none playable → codec-unsupported, and no media is fetched`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      const manifest = await media(`cmaf-2s/${name}`);
      origin.put(`/media/cmaf-2s/none-${name}`, manifest.replaceAll(AVC, VVC).replaceAll(AAC, AC4), type);
      await player.open();
      const { error } = await player.load(mediaUrl(`cmaf-2s/none-${name}`));
      expect(error).toMatchObject({ code: 'codec-unsupported', name: 'PlayerError' });
      expect(JSON.stringify(error?.context['codecs'])).toContain(VVC);
      expect(origin.log.of(/\.(m4s|mp4)$/)).toHaveLength(0);
    });

    test(`${name}: no picture playable → an error or a warning says so`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      const manifest = await media(`cmaf-2s/${name}`);
      origin.put(`/media/cmaf-2s/sound-${name}`, manifest.replaceAll(AVC, VVC), type);
      await player.open();
      const { error } = await player.load(mediaUrl(`cmaf-2s/sound-${name}`));
      const warnings = (await player.events('warning')).map(({ detail }) => detail['error']);
      expect([error, ...warnings]).toContainEqual(expect.objectContaining({ code: 'codec-unsupported' }));
    });

    test(`${name}: some renditions playable → those are`, async ({ player, mediaUrl, origin }) => {
      const manifest = await media(`cmaf-2s/${name}`);
      origin.put(`/media/cmaf-2s/some-${name}`, manifest.replaceAll('avc1.4d401e', VVC), type);
      await player.open();
      await player.loadWell(mediaUrl(`cmaf-2s/some-${name}`));
      const heights = (await player.renditions()).map(({ height }) => height);
      expect(heights).toEqual([240, 720, 1080]);
    });
  }

  test('a browser without MSE → mse-missing', async ({ player, mediaUrl }) => {
    await player.page.addInitScript(() => {
      // The counters of the harness wrap MediaSource: it goes once they have.
      addEventListener('DOMContentLoaded', () => Reflect.deleteProperty(globalThis, 'MediaSource'));
    });
    await player.open();
    const { error } = await player.load(mediaUrl('cmaf-2s/number.mpd'));
    expect(error).toMatchObject({ code: 'mse-missing' });
  });
});

test.describe('codecs under names that the browser does not know', () => {
  const HLS = 'application/vnd.apple.mpegurl';
  const engineOf = ({ page }: PlayerPage): Promise<string | null> =>
    page.evaluate(() => window.harness.player.engine);

  test('H.264 by profile and level in decimals, as old packagers write it', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const old = (await media('hls-ts/master.m3u8')).replaceAll(AVC, 'avc1.77.31');
    expect(old).toContain('avc1.77.31,mp4a.40.2');
    origin.put('/media/hls-ts/old.m3u8', old, HLS);
    await player.open();
    await player.loadWell(mediaUrl('hls-ts/old.m3u8'));
    expect(await engineOf(player)).toBe('mse');
    await player.play();
    await player.untilPosition(2);
  });

  test('MP3 in MPEG-TS, which hls.js takes out of it', async ({ player, origin }, testInfo) => {
    const file = testInfo.outputPath('mp3.ts');
    const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=6'];
    const picture = ['-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=25:duration=6'];
    const codecs = ['-c:v', 'libx264', '-profile:v', 'main', '-pix_fmt', 'yuv420p', '-c:a', 'libmp3lame'];
    await runCommand('ffmpeg', ['-v', 'error', ...tone, ...picture, ...codecs, file]);
    origin.put('/mp3/1.ts', await readFile(file), 'video/mp2t');
    const list = ['#EXTM3U', '#EXT-X-TARGETDURATION:6', '#EXTINF:6,', '1.ts', '#EXT-X-ENDLIST', ''];
    origin.put('/mp3/media.m3u8', list.join('\n'), HLS);
    const stream = '#EXT-X-STREAM-INF:BANDWIDTH=500000,CODECS="avc1.77.30,mp4a.40.34"';
    origin.put('/mp3/master.m3u8', ['#EXTM3U', stream, 'media.m3u8', ''].join('\n'), HLS);
    await player.open();
    await player.loadWell(`${origin.url}/mp3/master.m3u8`);
    expect(await engineOf(player)).toBe('hlsjs');
    await player.play();
    await player.untilPosition(2);
    expect(await player.events('error')).toEqual([]);
  });
});
