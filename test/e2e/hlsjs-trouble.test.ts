import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mediaType } from '../../demo/server/media-types.ts';
import { runPackager } from '../../tools/media/shaka-packager.ts';
import type { Origin } from '../fixtures/origin/start-origin.ts';
import { expectFramesInOrder } from './expect-frames.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import { IMPATIENT } from './impatient-config.ts';

const HLSJS = { engines: ['hlsjs'] } as const;
const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

test.describe('encrypted media in hls.js', () => {
  test('SAMPLE-AES in MPEG-TS, with an identity key, plays', async ({ player, origin }, testInfo) => {
    const from = (name: string): string => inProject(`.media/on-demand/${name}`);
    const dir = testInfo.outputPath('sample-aes');
    await mkdir(dir, { recursive: true });
    const key = '00112233445566778899aabbccddeeff';
    const streams = [
      ['video', from('video-240.mp4')],
      ['audio', from('audio-en.mp4')],
    ].map(([stream = '', file = '']) => ({
      ...{ in: file, stream, drm_label: 'A' },
      segment_template: `${stream}-$Number$.ts`,
      playlist_name: `${stream}.m3u8`,
    }));
    await runPackager(dir, streams, [
      '--enable_raw_key_encryption',
      ...['--keys', `label=A:key_id=${'6b'.repeat(16)}:key=${key}`],
      ...['--iv', '0123456789abcdef0123456789abcdef'],
      ...['--protection_scheme', 'cbcs', '--clear_lead', '0', '--segment_duration', '2'],
      ...['--hls_key_uri', 'key.bin', '--hls_master_playlist_output', 'master.m3u8'],
    ]);
    for (const name of await readdir(dir))
      origin.put(`/sample-aes/${name}`, await readFile(join(dir, name)), mediaType(name));
    origin.put('/sample-aes/key.bin', Buffer.from(key, 'hex'), 'application/octet-stream');
    expect(String(await readFile(join(dir, 'video.m3u8')))).toContain('METHOD=SAMPLE-AES');

    await player.open(); // Kinora's own engine declines it
    await player.loadWell(`${origin.url}/sample-aes/master.m3u8`);
    expect(await player.page.evaluate(() => window.harness.player.engine)).toBe('hlsjs');
    await player.recordFrames();
    await player.play(2);
    await player.untilPosition(8);
    expectFramesInOrder(await player.stopFrames(), streamById('hls-fmp4'), 40);
    expect(await player.events('warning')).toEqual([]);
  });

  test('a key that is not there', async ({ player, mediaUrl, origin }) => {
    origin.addFault({ path: /key\.bin$/, status: 404 });
    await player.open({ ...IMPATIENT, ...HLSJS });
    const { error } = await player.load(mediaUrl(streamById('hls-ts-aes').manifest));
    expect(error).toMatchObject({ code: 'network-status', context: { requestType: 'key' } });
  });

  test('a key that is wrong', async ({ player, mediaUrl, origin }) => {
    origin.put('/media/hls-ts-aes/key.bin', new Uint8Array(16).fill(7), 'application/octet-stream');
    await player.open({ ...IMPATIENT, ...HLSJS });
    const { error } = await player.load(mediaUrl(streamById('hls-ts-aes').manifest));
    expect(error).toMatchObject({ code: expect.stringMatching(/^(decrypt-failed|segment-invalid)$/) });
  });

  test('a licence is needed, and none is set up', async ({ player, origin }) => {
    const playlist = [
      '#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:2\n#EXT-X-PLAYLIST-TYPE:VOD',
      '#EXT-X-KEY:METHOD=SAMPLE-AES-CTR,URI="data:text/plain;base64,AAAA",KEYFORMAT="urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed",KEYFORMATVERSIONS="1"',
      '#EXT-X-MAP:URI="/media/cmaf-2s/video-240/init.mp4"\n#EXTINF:2,\n/media/cmaf-2s/video-240/1.m4s\n#EXT-X-ENDLIST',
    ].join('\n');
    origin.put('/widevine.m3u8', playlist, 'application/vnd.apple.mpegurl');
    await player.open({ ...IMPATIENT, ...HLSJS });
    const { error } = await player.load(`${origin.url}/widevine.m3u8`);
    expect(error).toMatchObject({ code: 'drm-unsupported' });
  });
});

test('what is buffered plays to its end before nothing more can be fetched is an error', async ({
  player,
  mediaUrl,
  origin,
}) => {
  origin.addFault({ path: /video-\d+\/([6-9]|\d\d)\.m4s$/, status: 404 });
  await player.open({ ...IMPATIENT, ...HLSJS });
  await player.loadWell(mediaUrl('cmaf-2s/master.m3u8'));
  await player.play(2);
  await player.untilState(['error']);
  expect((await player.events('error'))[0]?.detail).toMatchObject({ error: { code: 'network-status' } });
  expect((await player.stats())?.positionSec).toBeGreaterThan(9.5);
});

/**
 * In the page: what is appended of the picture waits for `letgo` once `held` is set, and sound that was played is taken off
 * behind the event that brings the last picture. hls.js 1.7.4 loses a removal that is done and whose `updateend` is still
 * to come: this is that moment, as long as it takes.
 */
function delayTheEnd(): void {
  const { addSourceBuffer } = MediaSource.prototype;
  const { appendBuffer, remove } = SourceBuffer.prototype;
  const buffers = new Map<string, SourceBuffer>();
  MediaSource.prototype.addSourceBuffer = function (mimeType) {
    const buffer = addSourceBuffer.call(this, mimeType);
    buffers.set(mimeType.slice(0, 5), buffer);
    return buffer;
  };
  // The picture takes until it is let go: the sound has been fetched to its end by then.
  SourceBuffer.prototype.appendBuffer = function (bytes) {
    if (this !== buffers.get('video') || !('held' in window)) {
      appendBuffer.call(this, bytes);
      return;
    }
    Object.defineProperty(this, 'updating', { configurable: true, value: true });
    window.addEventListener('letgo', () => {
      delete (this as Partial<Record<'updating', boolean>>).updating;
      appendBuffer.call(this, bytes);
    });
  };
  SourceBuffer.prototype.remove = function (...range) {
    const video = buffers.get('video');
    if (this === video) {
      remove.apply(this, range);
      return;
    }
    document.documentElement.dataset['removing'] = 'sound';
    const afterLast = (): void => {
      if (!video || video.buffered.end(video.buffered.length - 1) < 59) return;
      video.removeEventListener('updateend', afterLast);
      // Behind all that hls.js does at this event.
      setTimeout(() => {
        remove.apply(this, range);
        document.documentElement.dataset['removing'] = 'nothing';
      }, 0);
    };
    video?.addEventListener('updateend', afterLast);
  };
}

test('the end is told though what was played is removed as the last picture comes', async ({
  player,
  mediaUrl,
  origin,
}) => {
  await player.page.addInitScript(delayTheEnd);
  const lastPicture = origin.hold(/video-\d+\/30\.m4s$/);
  await player.open(HLSJS);
  await player.loadWell(mediaUrl('cmaf-2s/master.m3u8'));
  await player.page.evaluate(() => {
    Object.assign(window, { held: true });
    window.harness.video.currentTime = 57;
  });
  await expect.poll(() => origin.log.of(/audio-en\/30\.m4s$/).length).toBe(1);
  await origin.log.untilIdle();
  await player.page.evaluate(() => {
    Reflect.deleteProperty(window, 'held');
    window.dispatchEvent(new Event('letgo'));
  });
  const page = player.page.locator('html');
  await expect(page).toHaveAttribute('data-removing', 'sound');
  lastPicture.release();
  await expect(page).toHaveAttribute('data-removing', 'nothing');
  await player.playToEnd(15_000);
  expect(await player.events('warning')).toEqual([]);
});

test.describe('media that hls.js cannot play', () => {
  const GARBAGE = Uint8Array.from({ length: 40_000 }, (_, i) => (i * 7919) % 256);
  const putGarbage = (origin: Origin, numbers: readonly number[]): void => {
    for (const number of numbers)
      for (const height of [240, 360, 480, 720, 1080])
        origin.put(`/media/cmaf-2s/video-${height}/${number}.m4s`, GARBAGE, 'video/mp4');
  };

  test('one broken segment is told and stepped over', async ({ player, mediaUrl, origin }) => {
    putGarbage(origin, [5]);
    await player.open({ ...IMPATIENT, ...HLSJS });
    await player.loadWell(mediaUrl('cmaf-2s/master.m3u8'));
    await player.play(4);
    await player.untilPosition(14);
    expect((await player.events('warning'))[0]?.detail).toMatchObject({ error: { code: 'segment-invalid' } });
    expect(origin.log.of(/video-\d+\/5\.m4s$/).length).toBeLessThan(7);
  });

  for (const [when, numbers] of [
    ['from the start', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['from the middle', [5, 6, 7, 8, 9, 10]],
  ] as const)
    test(`broken ${when}: a clear error, after a bounded number of requests`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      putGarbage(origin, numbers);
      await player.open({ ...IMPATIENT, ...HLSJS });
      const { error } = await player.load(mediaUrl('cmaf-2s/master.m3u8'));
      if (!error) await player.play(2);
      await player.untilState(['error']);
      expect((await player.events('error'))[0]?.detail).toMatchObject({ error: { code: 'segment-invalid' } });
      await origin.log.untilIdle();
      expect(origin.log.of(/video-\d+\/\d+\.m4s$/).length).toBeLessThan(15);
    });

  for (const times of [1, 100])
    test(`coded pictures that are broken (${times}): recovered once, or around it, or a clear error`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      const path = 'cmaf-2s/video-240/4.m4s';
      const body = new Uint8Array(await readFile(inProject(`.media/${path}`)));
      // NAL lengths stay in front of the first unit; what follows makes no sense to a decoder.
      for (let i = Buffer.from(body).indexOf('mdat') + 40; i < body.length; i++) body[i] = (i * 31) % 251;
      origin.addFault({ path, times, body });
      await player.open({ ...IMPATIENT, ...HLSJS });
      await player.setQuality({ maxHeight: 240 });
      await player.loadWell(mediaUrl('cmaf-2s/master.m3u8'));
      await player.play(2);
      await player.page.waitForFunction(
        () => window.harness.player.state === 'error' || window.harness.video.currentTime > 12,
        null,
        { timeout: 25_000 },
      );
      const [failure] = await player.events('error');
      if (failure) expect(failure.detail).toMatchObject({ error: { code: 'decode-failed' } });
      expect((await player.events('recovered')).length).toBe(1);
      expect((await player.held()).openMediaSources).toBeLessThanOrEqual(1);
    });
});

test.describe('a title in hls.js that begins with segments which do not exist', () => {
  /** RFC 8216bis §4.4.4.7: the client must not load them. */
  async function putHoled(origin: Origin, folder: string, playlist: string): Promise<string> {
    let segment = 0;
    const text = await readFile(inProject(`.media/${folder}/${playlist}`), 'utf8');
    const holed = text.replaceAll(/#EXTINF/g, (tag) => (++segment <= 2 ? `#EXT-X-GAP\n${tag}` : tag));
    origin.put(`/media/${folder}/holed.m3u8`, holed, 'application/vnd.apple.mpegurl');
    return `${folder}/holed.m3u8`;
  }

  test('shows the first one that does', async ({ player, mediaUrl, origin }) => {
    const path = await putHoled(origin, 'hls-ts/480', 'media.m3u8');
    await player.open(HLSJS);
    await player.loadWell(mediaUrl(path));
    await expect.poll(async () => (await player.look()).currentTimeSec).toBeCloseTo(4.08, 1);
    await player.untilState(['ready']);
    expect(await player.events('gapjump')).toHaveLength(1);
    await player.play(2);
    await player.untilPosition(6);
  });

  // Once the source is open, hls.js 1.7.4 keeps aborting the init segment there, by itself too, and would leave the viewer
  // waiting.
  for (const isToPlay of [false, true]) {
    test(`ends in an error where hls.js cannot get there, ${isToPlay ? 'to play' : 'paused'}`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      test.setTimeout(60_000);
      const path = await putHoled(origin, 'cmaf-2s', 'video-240.m3u8');
      await player.open(HLSJS);
      if (isToPlay) await player.page.evaluate(() => (window.harness.video.autoplay = true));
      const gate = origin.hold(/holed\.m3u8$/);
      await player.startLoad(mediaUrl(path));
      await expect
        .poll(async () => (await player.events('phase')).map(({ detail }) => detail['phase']))
        .toContain('source-open');
      gate.release();
      expect((await player.settled()).error).toMatchObject({
        code: 'engine-failed',
        message: expect.stringContaining('The first picture does not come'),
      });
    });
  }
});
