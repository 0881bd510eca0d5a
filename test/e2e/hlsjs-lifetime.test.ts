import { expectNothingHeld } from './expect-nothing-held.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import type { PlayerPage } from './player-page.ts';

const HLSJS = { engines: ['hlsjs'] } as const;

async function expectNothingLeft(player: PlayerPage): Promise<void> {
  await expectNothingHeld(player);
  expect(await player.page.evaluate(() => window.harness.video.hasAttribute('src'))).toBe(false);
}

test.describe('the end of hls.js', () => {
  for (const id of ['hls-fmp4', 'hls-ts']) {
    const entry = streamById(id);
    for (const moment of [
      'manifest-requested',
      'manifest-received',
      'manifest-parsed',
      'source-open',
      'first-segment-requested',
      'first-bytes-received',
      'first-append',
      'first-frame',
    ] as const) {
      test(`${id}: destroy at ${moment} leaves nothing behind`, async ({ player, mediaUrl }) => {
        await player.open(HLSJS);
        const { error } = await player.page.evaluate(
          ([url, phase]) => {
            const { harness } = window;
            harness.player.on('phase', (event) => {
              if (event.phase === phase) harness.player.destroy();
            });
            return harness.load(url, {});
          },
          [mediaUrl(entry.manifest), moment] as const,
        );
        if (moment !== 'first-frame') expect(error).toMatchObject({ name: 'AbortError' });
        await expect.poll(() => player.state()).toBe('idle'); // the first frame may come behind the load
        await expectNothingLeft(player);
      });
    }

    test(`${id}: unload while it plays, then load again`, async ({ player, mediaUrl }) => {
      await player.open(HLSJS);
      for (let i = 0; i < 2; i++) {
        await player.loadWell(mediaUrl(entry.manifest));
        await player.play(2);
        await player.untilPosition(2);
        await player.unload();
        await expectNothingLeft(player);
      }
    });
  }

  test('an aborted signal ends the load with its reason', async ({ player, mediaUrl, origin }) => {
    const gate = origin.hold(/^\/media\/.*\.m4s$/);
    await player.open(HLSJS);
    await player.startLoad(mediaUrl(streamById('hls-fmp4').manifest));
    await gate.arrived(1);
    await player.abortLoad('the viewer went away');
    expect((await player.settled()).error).toMatchObject({
      name: 'AbortError',
      message: 'the viewer went away',
    });
    await expectNothingLeft(player);
    await origin.log.untilIdle();
  });
});

test('cycles of load and unload in hls.js leave nothing behind', async ({ player, mediaUrl }) => {
  test.setTimeout(120_000);
  await player.open(HLSJS);
  const session = await player.page.context().newCDPSession(player.page);
  const cycle = (count: number): Promise<void> =>
    player.page.evaluate(
      async ([url, times]) => {
        const { harness } = window;
        for (let i = 0; i < times; i++) {
          await harness.player.load(url);
          harness.player.unload();
          harness.forget();
        }
      },
      [mediaUrl('hls-fmp4-muxed/master.m3u8'), count] as const,
    );
  await cycle(20);
  const heapBefore = await player.heapBytes(session);
  await cycle(40);
  const heapAfter = await player.heapBytes(session);
  console.log(`hls.js: heap ${heapBefore} → ${heapAfter} B over 40 cycles`);
  await expectNothingLeft(player);
  expect(heapAfter - heapBefore).toBeLessThan(1_000_000);
});
