import { expectFrameSought, expectFramesInOrder } from './expect-frames.ts';
import { middleOfFrame, streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';

const codecChange = streamById('dash-codec-change');
/** AV1 until 10 s, H.264 from there. */
const CHANGE_SEC = 10;

test.describe('from period to period', () => {
  test('a change of codec by changeType, in the same SourceBuffer', async ({ player, mediaUrl }) => {
    await player.open();
    await player.loadWell(mediaUrl(codecChange.manifest));
    const made = await player.page.evaluate(() => window.harness.counters.sourceBuffersMade());
    await player.recordFrames();
    await player.play(2);
    await player.untilPosition(CHANGE_SEC + 4, 25_000);
    expectFramesInOrder(await player.stopFrames(), codecChange, 60);
    expect(await player.page.evaluate(() => window.harness.counters.changeTypeCalls())).toBeGreaterThan(0);
    expect(await player.page.evaluate(() => window.harness.counters.sourceBuffersMade())).toBe(made);
  });

  test('without changeType: the buffer is rebuilt where the codec changes', async ({ player, mediaUrl }) => {
    await player.page.addInitScript(() => {
      Reflect.deleteProperty(SourceBuffer.prototype, 'changeType');
    });
    await player.open();
    await player.loadWell(mediaUrl(codecChange.manifest));
    const made = await player.page.evaluate(() => window.harness.counters.sourceBuffersMade());
    await player.recordFrames();
    await player.play(2);
    await player.untilPosition(CHANGE_SEC + 4, 25_000);
    expectFramesInOrder(await player.stopFrames(), codecChange, 60);
    expect(await player.page.evaluate(() => window.harness.counters.sourceBuffersMade())).toBeGreaterThan(
      made,
    );
    expect(await player.page.evaluate(() => window.harness.video.paused), 'it goes on playing').toBe(false);
    expect((await player.held()).openMediaSources).toBe(1);
    await player.playToEnd();
  });

  test('without changeType: seeks over the change, both ways', async ({ player, mediaUrl }) => {
    await player.page.addInitScript(() => {
      Reflect.deleteProperty(SourceBuffer.prototype, 'changeType');
    });
    await player.open();
    await player.loadWell(mediaUrl(codecChange.manifest));
    for (const frame of [350, 60, 420, 200]) {
      await player.seek(middleOfFrame(frame));
      await player.untilState(['ready', 'paused']);
      await expectFrameSought(player, codecChange);
    }
  });

  test('seeks over a change of codec, both ways', async ({ player, mediaUrl }) => {
    await player.open();
    await player.loadWell(mediaUrl(codecChange.manifest));
    for (const frame of [350, 60, 420, 200]) {
      await player.seek(middleOfFrame(frame));
      await expectFrameSought(player, codecChange);
    }
  });

  test('the choice of audio holds across periods', async ({ player, mediaUrl, origin }) => {
    const entry = streamById('dash-two-periods');
    await player.open();
    await player.loadWell(mediaUrl(entry.manifest), { startSec: 22 });
    const french = (await player.tracks()).find(
      ({ kind, language }) => kind === 'audio' && language === 'fr',
    );
    await player.selectTrack(french!.id);
    await player.play();
    await player.untilPosition(40, 25_000);
    expect((await player.activeTracks()).find(({ kind }) => kind === 'audio')?.language).toBe('fr');
    const english = origin.log
      .of(/audio-en\/\d+\.m4s$/)
      .map(({ path }) => Number(/(\d+)\.m4s/.exec(path)![1]));
    // Segment 16 starts the second period.
    expect(english.filter((number) => number > 20)).toEqual([]);
  });
});
