import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from './harness-test.ts';

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
