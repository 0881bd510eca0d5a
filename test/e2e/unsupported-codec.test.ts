import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from './harness-test.ts';

const media = (path: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../../.media/${path}`, import.meta.url)), 'utf8');

test.describe('codecs that the browser cannot decode', () => {
  test('DASH: none playable → codec-unsupported, and nothing more is fetched', async ({ player, mediaUrl, origin }) => {
    const mpd = (await media('cmaf-2s/number.mpd')).replaceAll(/avc1\.[0-9a-f]{6}/g, 'vvc1.1.L51.CQA');
    origin.put('/media/cmaf-2s/vvc.mpd', mpd, 'application/dash+xml');
    await player.open();
    const { error } = await player.load(mediaUrl('cmaf-2s/vvc.mpd'));
    expect(error).toMatchObject({ code: 'codec-unsupported', name: 'PlayerError' });
    expect(error?.context['codecs']).toContain('vvc1.1.L51.CQA');
    expect(origin.log.of('.m4s')).toHaveLength(0);
  });

  test('DASH: only some renditions playable → those are', async ({ player, mediaUrl, origin }) => {
    const mpd = (await media('cmaf-2s/number.mpd')).replaceAll('avc1.4d401e', 'vvc1.1.L51.CQA');
    origin.put('/media/cmaf-2s/partly.mpd', mpd, 'application/dash+xml');
    await player.open();
    await player.loadWell(mediaUrl('cmaf-2s/partly.mpd'));
    const codecs = (await player.renditions()).map((rendition) => rendition.codecs);
    expect(codecs.length).toBeGreaterThan(0);
    expect(codecs).not.toContain('vvc1.1.L51.CQA');
  });

  test('HLS: none playable → codec-unsupported', async ({ player, mediaUrl, origin }) => {
    const playlist = (await media('cmaf-2s/master.m3u8')).replaceAll(/avc1\.[0-9a-f]{6}/g, 'vvc1.1.L51.CQA');
    origin.put('/media/cmaf-2s/vvc.m3u8', playlist, 'application/vnd.apple.mpegurl');
    await player.open();
    const { error } = await player.load(mediaUrl('cmaf-2s/vvc.m3u8'));
    expect(error).toMatchObject({ code: 'codec-unsupported' });
  });

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
