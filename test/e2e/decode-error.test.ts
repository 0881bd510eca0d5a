import { withBrokenPictures } from './broken-pictures.ts';
import { expectFrameAtRest } from './expect-frames.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import { IMPATIENT } from './impatient-config.ts';

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
