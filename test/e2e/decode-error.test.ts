import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expectFrameAtRest } from './expect-frames.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import { IMPATIENT } from './impatient-config.ts';

/** The segment with the coded pictures overwritten: boxes and sample tables stay whole, so that MSE takes it. */
async function withBrokenPictures(path: string): Promise<Uint8Array> {
  const file = fileURLToPath(new URL(`../../.media/${path}`, import.meta.url));
  const bytes = new Uint8Array(await readFile(file));
  const mdat = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf('mdat', 0, 'latin1');
  // NAL lengths stay in front of the first unit; what follows makes no sense to a decoder.
  for (let i = mdat + 40; i < bytes.length; i++) bytes[i] = (i * 31) % 251;
  return bytes;
}

test.describe('a decoder that fails', () => {
  const entry = streamById('dash-number');
  const path = 'cmaf-2s/video-240/4.m4s';

  test('once: the buffer is rebuilt at the position, and playback goes on', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    origin.addFault({ path, times: 1, body: await withBrokenPictures(path) });
    await player.open(IMPATIENT);
    await player.setQuality({ maxHeight: 240 });
    await player.loadWell(mediaUrl(entry.manifest));
    await player.play(2);
    await player.untilPosition(12, 25_000);
    expect((await player.events('recovered')).length, await player.describe()).toBe(1);
    expect(await player.events('error')).toEqual([]);
    await player.pause();
    await expectFrameAtRest(player, entry);
    expect((await player.held()).openMediaSources).toBe(1);
  });

  test('again and again: a clear error, or around it, and no endless rebuilding', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    origin.addFault({ path, body: await withBrokenPictures(path) });
    await player.open(IMPATIENT);
    await player.setQuality({ maxHeight: 240 });
    await player.loadWell(mediaUrl(entry.manifest));
    await player.play(2);
    await player.page.waitForFunction(
      () => window.harness.player.state === 'error' || window.harness.video.currentTime > 12,
      null,
      { timeout: 25_000 },
    );
    if ((await player.state()) === 'error') {
      const [event] = await player.events('error');
      expect(event?.detail['error']).toMatchObject({ code: 'decode-failed' });
    }
    expect((await player.events('recovered')).length).toBeLessThanOrEqual(2);
  });
});
