import { expectFramesInOrder } from './expect-frames.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';

test.describe('a full SourceBuffer', () => {
  test('QuotaExceededError several times: the goal shrinks, playback goes on', async ({
    player,
    mediaUrl,
  }) => {
    const entry = streamById('dash-number');
    await player.page.addInitScript(() => {
      const proto = SourceBuffer.prototype;
      const { appendBuffer } = proto;
      let appends = 0;
      proto.appendBuffer = function (this: SourceBuffer, data: BufferSource): void {
        appends++;
        if (appends >= 20 && appends <= 24) throw new DOMException('no room', 'QuotaExceededError');
        appendBuffer.call(this, data);
      };
    });
    await player.open();
    await player.loadWell(mediaUrl(entry.manifest));
    await player.recordFrames();
    await player.play();
    await player.untilPosition(30, 25_000);
    expectFramesInOrder(await player.stopFrames(), entry, 60);
    expect(await player.events('error')).toEqual([]);
  });

  test('a small quota for good: playback goes on with a small buffer', async ({ player, mediaUrl }) => {
    const entry = streamById('dash-number');
    await player.page.addInitScript(() => {
      const maxSec = 12;
      const proto = SourceBuffer.prototype;
      const { appendBuffer } = proto;
      proto.appendBuffer = function (this: SourceBuffer, data: BufferSource): void {
        const { buffered } = this;
        let heldSec = 0;
        for (let i = 0; i < buffered.length; i++) heldSec += buffered.end(i) - buffered.start(i);
        if (heldSec > maxSec) throw new DOMException('no room', 'QuotaExceededError');
        appendBuffer.call(this, data);
      };
    });
    await player.open();
    await player.loadWell(mediaUrl(entry.manifest));
    await player.recordFrames();
    await player.playToEnd();
    expectFramesInOrder(await player.stopFrames(), entry, 100);
    expect(await player.events('error')).toEqual([]);
  });

  test('behind the playhead, what is no longer wanted goes', async ({ player, mediaUrl }) => {
    const entry = streamById('dash-number');
    await player.open({ mse: { buffer: { aheadSec: 8, behindSec: 4 } } });
    await player.loadWell(mediaUrl(entry.manifest));
    await player.play();
    await player.untilPosition(30, 25_000);
    const held = await player.page.evaluate(() => {
      const { buffered, currentTime } = window.harness.video;
      return {
        behindSec: currentTime - buffered.start(0),
        aheadSec: buffered.end(buffered.length - 1) - currentTime,
      };
    });
    // A segment of 2 s more than wanted on either side, and what went by meanwhile at 4x.
    expect(held.behindSec).toBeLessThan(12);
    expect(held.aheadSec).toBeLessThan(13);
  });
});
