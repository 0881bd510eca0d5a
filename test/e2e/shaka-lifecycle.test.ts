import type { JoinPhase } from '../../src/index.ts';
import { expectFrameAtRest } from './expect-frames.ts';
import { expectNothingHeld } from './expect-nothing-held.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import type { PageConfig, PlayerPage } from './player-page.ts';
import { openShaka } from './shaka-page.ts';

/** A page compiles some 700 kB of Shaka first. */
test.describe.configure({ timeout: 60_000 });

/** Shaka bounds questions to the browser by timers of 5 s, and lets them run out when they are answered. */
const VENDOR_TIMERS_MS = 10_000;

/**
 * Shaka waits for the opening of a MediaSource that its end has taken off the element: nobody can reach either any more, so
 * that listener is no leak.
 */
const isUnreachable = (name: string): boolean => name.startsWith('MediaSource:sourceopen');

const expectNothingLeft = (player: PlayerPage): Promise<void> =>
  expectNothingHeld(player, { timeoutMs: VENDOR_TIMERS_MS, isUnreachable });

const MOMENTS: readonly JoinPhase[] = [
  'manifest-requested',
  'manifest-received',
  'manifest-parsed',
  'first-segment-requested',
  'first-bytes-received',
  'first-append',
  'first-frame',
];

test.describe('an end in every state of shaka', () => {
  for (const id of ['hls-fmp4', 'dash-cenc']) {
    const entry = streamById(id);
    const config: PageConfig = entry.drm ? { drm: { clearKeys: entry.drm.clearkeys } } : {};

    for (const moment of MOMENTS) {
      test(`${id}: destroy at ${moment} leaves nothing behind`, async ({ player, mediaUrl, origin }) => {
        await openShaka(player, config);
        const report = await player.page.evaluate(
          async ([url, phase]) => {
            const { harness } = window;
            const { player: made } = harness;
            made.on('phase', (event) => {
              if (event.phase === phase) made.destroy();
            });
            return harness.load(url, {});
          },
          [mediaUrl(entry.manifest), moment] as const,
        );
        if (moment !== 'first-frame') expect(report.error).toMatchObject({ name: 'AbortError' });
        await expect.poll(() => player.state()).toBe('idle');
        await expectNothingLeft(player);
        await origin.log.untilIdle();
        expect(await player.page.evaluate(() => window.harness.video.getAttribute('src'))).toBeNull();
      });
    }
  }

  test('unload while it plays, then load in the other protocol', async ({ player, mediaUrl, origin }) => {
    const entry = streamById('dash-number');
    await openShaka(player);
    await player.loadWell(mediaUrl(entry.manifest));
    await player.play(2);
    await player.untilPosition(2);
    await player.unload();
    await expectNothingLeft(player);
    await origin.log.untilIdle();
    await player.loadWell(mediaUrl(streamById('hls-fmp4').manifest));
    await player.play(2);
    await player.untilPosition(3);
    await player.pause();
    await expectFrameAtRest(player, streamById('hls-fmp4'));
  });

  test('a load in the task that ends another', async ({ player, mediaUrl }) => {
    const entry = streamById('dash-number');
    await openShaka(player);
    for (let i = 0; i < 3; i++) {
      await player.loadWell(mediaUrl(entry.manifest));
      await player.play(2);
      await player.untilPosition(1 + i);
    }
    await player.pause();
    await expectFrameAtRest(player, entry);
    await expect.poll(async () => (await player.held()).openMediaSources).toBe(1);
  });

  test('what another engine puts on the element in that task stays there', async ({ player, mediaUrl }) => {
    await openShaka(player, { drm: { clearKeys: streamById('dash-cenc').drm!.clearkeys } });
    await player.loadWell(mediaUrl(streamById('dash-cenc').manifest));
    await player.play(2);
    await player.untilPosition(1);
    const src = await player.page.evaluate(() => {
      const { harness } = window;
      harness.player.destroy();
      harness.video.src = URL.createObjectURL(new MediaSource());
      harness.video.playbackRate = 1.5;
      return harness.video.src;
    });
    await expect.poll(async () => (await player.held()).timers, { timeout: VENDOR_TIMERS_MS }).toBe(0);
    expect(await player.page.evaluate(() => window.harness.video.src)).toBe(src);
    expect(await player.page.evaluate(() => window.harness.video.playbackRate)).toBe(1.5);
  });

  test('ten loads in one task: the last one plays', async ({ player, mediaUrl }) => {
    await openShaka(player);
    const urls = Array.from({ length: 10 }, (_, i) =>
      mediaUrl(i % 2 === 0 ? 'cmaf-2s/master.m3u8' : 'cmaf-2s/number.mpd'),
    );
    const names = await player.page.evaluate(async (all) => {
      const { player: made } = window.harness;
      const loads = all.map((url) => made.load(url));
      const settled = await Promise.allSettled(loads);
      return settled.map((one) => (one.status === 'rejected' ? (one.reason as Error).name : 'played'));
    }, urls);
    expect(names).toEqual([...Array.from({ length: 9 }, () => 'AbortError'), 'played']);
    await player.play(2);
    await player.untilPosition(2);
    await player.destroy();
    await expectNothingLeft(player);
  });
});
