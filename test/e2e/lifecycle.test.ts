import type { JoinPhase } from '../../src/index.ts';
import { expectFrameAtRest } from './expect-frames.ts';
import { expectNothingHeld } from './expect-nothing-held.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';

const MOMENTS: readonly JoinPhase[] = [
  'manifest-requested',
  'manifest-received',
  'source-open',
  'first-segment-requested',
  'first-bytes-received',
  'first-append',
];

for (const id of ['dash-number', 'hls-fmp4', 'hls-ts']) {
  const entry = streamById(id);

  test.describe(`${id}: an end before the start`, () => {
    for (const moment of MOMENTS) {
      test(`destroy at ${moment} leaves nothing behind`, async ({ player, mediaUrl, origin }) => {
        await player.open();
        const report = await player.page.evaluate(
          async ([url, phase]) => {
            const { harness } = window;
            const { player: made } = harness;
            let endedAt = Infinity;
            made.on('phase', (event) => {
              if (event.phase !== phase) return;
              made.destroy();
              endedAt = performance.now();
            });
            return { ...(await harness.load(url, {})), endedAt };
          },
          [mediaUrl(entry.manifest), moment] as const,
        );
        expect(report.error).toMatchObject({ name: 'AbortError' });
        expect(await player.state()).toBe('idle');
        await expectNothingHeld(player);
        await origin.log.untilIdle();
        // A destroyed player asks for nothing more: the page's own clock tells, since a request that
        // was sent before the end may reach the origin after it.
        const requestsSince = (timeMs: number) =>
          performance
            .getEntriesByType('resource')
            .filter(({ startTime }) => startTime > timeMs)
            .map(({ name }) => new URL(name).pathname);
        await player.page.evaluate(() => fetch('/marker'));
        await expect.poll(() => player.page.evaluate(requestsSince, report.endedAt)).toEqual(['/marker']);
      });
    }

    test('an aborted signal ends the load with its reason', async ({ player, mediaUrl, origin }) => {
      const gate = origin.hold(/^\/media\/.*\.(m4s|ts)$/);
      await player.open();
      await player.startLoad(mediaUrl(entry.manifest));
      await gate.arrived(1);
      await player.abortLoad('the viewer went away');
      expect((await player.settled()).error).toMatchObject({
        name: 'AbortError',
        message: 'the viewer went away',
      });
      expect(await player.state()).toBe('idle');
      expect(await player.events('error')).toEqual([]);
      await expectNothingHeld(player);
      await origin.log.untilIdle();
    });

    test('unload while it plays, then load again', async ({ player, mediaUrl, origin }) => {
      await player.open();
      await player.loadWell(mediaUrl(entry.manifest));
      await player.play(2);
      await player.untilPosition(2);
      await player.unload();
      expect(await player.state()).toBe('idle');
      await expectNothingHeld(player);
      await origin.log.untilIdle();
      await player.loadWell(mediaUrl(entry.manifest));
      await player.play(2);
      await player.untilPosition(2);
      await player.pause();
      await expectFrameAtRest(player, entry);
    });
  });
}

test.describe('one load after another', () => {
  test('load during load: the first rejects, the second plays', async ({ player, mediaUrl, origin }) => {
    const gate = origin.hold(/cmaf-4s\/.*\.m4s$/);
    await player.open();
    await player.startLoad(mediaUrl('cmaf-4s/time.mpd'));
    await gate.arrived(1);
    const first = player.settled();
    await player.loadWell(mediaUrl('cmaf-2s/master.m3u8'));
    expect((await first).error).toMatchObject({ name: 'AbortError' });
    expect(await player.page.evaluate(() => window.harness.player.presentation?.protocol)).toBe('hls');
    await origin.log.until('the first load is closed', () =>
      origin.log.of(/cmaf-4s/).every(({ endMs }) => endMs !== null),
    );
    await player.play();
    await player.untilPosition(4);
  });

  test('ten loads in one task: the last one plays, nothing of the others stays', async ({
    player,
    mediaUrl,
  }) => {
    await player.open();
    const urls = Array.from({ length: 10 }, (_, i) =>
      mediaUrl(i % 2 === 0 ? 'cmaf-2s/master.m3u8' : 'cmaf-2s/number.mpd'),
    );
    const names = await player.page.evaluate(async (all) => {
      const { player: made } = window.harness;
      const loads = all.map((url) =>
        made.load(url).then(
          () => 'loaded',
          (error: unknown) => (error as Error).name,
        ),
      );
      return Promise.all(loads);
    }, urls);
    expect(names).toEqual([...Array<string>(9).fill('AbortError'), 'loaded']);
    expect((await player.held()).openMediaSources).toBe(1);
    await player.destroy();
    await expectNothingHeld(player);
  });

  test('from one protocol to the other while it plays', async ({ player, mediaUrl }) => {
    await player.open();
    for (const id of ['dash-number', 'hls-ts', 'dash-vp9-opus', 'hls-fmp4']) {
      const entry = streamById(id);
      await player.loadWell(mediaUrl(entry.manifest));
      await player.play(2);
      await player.untilPosition(3);
      await player.pause();
      await expectFrameAtRest(player, entry);
    }
    expect((await player.held()).openMediaSources).toBe(1);
  });

  test('a destroyed player says so', async ({ player, mediaUrl }) => {
    await player.open();
    await player.destroy();
    await player.destroy();
    expect((await player.load(mediaUrl('cmaf-2s/number.mpd'))).error).toMatchObject({
      code: 'player-destroyed',
    });
  });
});
