import { expectFramesInOrder, expectNoHole } from './expect-frames.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import { hearTone, listen } from './tone.ts';

const EN_HZ = 440;
const FR_HZ = 660;

test.describe('choice of audio', () => {
  for (const id of ['dash-number', 'hls-fmp4', 'hls-packed-audio']) {
    const entry = streamById(id);

    test(`${id}: the other language is heard, the picture goes on`, async ({ player, mediaUrl, origin }) => {
      await player.open();
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
      const heardAtSec = (await player.look()).currentTimeSec;
      expect(heardAtSec - askedAtSec, 'within a segment or two').toBeLessThan(6);
      expect((await player.activeTracks()).map(({ language }) => language)).toContain('fr');
      expect(origin.log.of(/audio-fr/).length).toBeGreaterThan(0);
      const shown = await player.stopFrames();
      expectFramesInOrder(shown, entry, 10);
      expectNoHole(shown);
      // Nor is the old language heard where it played before.
      await player.seek(0.1);
      await player.page.waitForFunction(() => window.harness.video.currentTime > 0.6);
      await hearTone(player, FR_HZ);
      expect((await player.look()).currentTimeSec).toBeLessThan(1.8); // what was English ended at 2 s
    });
  }

  test('the preferred language is chosen from the start', async ({ player, mediaUrl, origin }) => {
    await player.open({ preferences: { audioLanguages: ['fr'] } });
    await player.loadWell(mediaUrl(streamById('hls-fmp4').manifest));
    expect((await player.activeTracks()).find(({ kind }) => kind === 'audio')?.language).toBe('fr');
    expect(origin.log.of(/audio-en/)).toHaveLength(0);
  });

  test('an unknown track is refused', async ({ player, mediaUrl }) => {
    await player.open();
    await player.loadWell(mediaUrl(streamById('dash-number').manifest));
    await expect(player.selectTrack('no such one')).rejects.toThrow('no such one');
  });
});
