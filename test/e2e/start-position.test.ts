import { expectFrameSought } from './expect-frames.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';

test.describe('start in the middle', () => {
  for (const id of [
    'dash-number',
    'dash-segment-base',
    'dash-two-periods',
    'hls-fmp4',
    'hls-ts',
    'hls-byterange',
  ]) {
    const entry = streamById(id);

    test(`${id}: at 33.3 s, and nothing before is fetched`, async ({ player, mediaUrl, origin }) => {
      await player.open();
      await player.loadWell(mediaUrl(entry.manifest), { startSec: 33.3 });
      const { currentTimeSec } = await player.look();
      expect(currentTimeSec).toBeCloseTo(33.3, 1);
      await expectFrameSought(player, entry);
      // Segments are 2 s long and numbered from 1 (ffmpeg's from 0): 33.3 s is in the 17th.
      const numbers = origin.log.all.map(({ path }) => Number(/(\d+)\.(m4s|ts)$/.exec(path)?.[1] ?? NaN));
      expect(numbers.filter((number) => number < 15)).toEqual([]);
      expect(await player.events('error')).toEqual([]);
    });
  }

  test('a start that is no position is refused', async ({ player, mediaUrl }) => {
    await player.open();
    const { error } = await player.load(mediaUrl('cmaf-2s/number.mpd'), { startSec: -5 });
    expect(error).toMatchObject({ code: 'config-invalid' });
  });

  test('a start behind the end goes to the end', async ({ player, mediaUrl }) => {
    await player.open();
    await player.loadWell(mediaUrl('cmaf-2s/number.mpd'), { startSec: 500 });
    expect((await player.look()).currentTimeSec).toBeCloseTo(60, 0);
    await player.page.waitForFunction(() => window.harness.video.ended);
    expect(await player.events('error')).toEqual([]);
  });
});
