import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';

const LINK_BYTES_PER_SEC = 500_000;

test.describe('preload', () => {
  const pairs = [
    ['dash-time', 'dash-number', 'mse'],
    ['dash-number', 'dash-segment-base', 'mse'],
    ['hls-fmp4-4s', 'hls-fmp4', 'mse'],
    ['dash-number', 'hls-ts', 'mse'],
    ['dash-number', 'hls-ts-aes', 'mse'],
    ['hls-fmp4', 'dash-vp9-opus', 'mse'],
    ['hls-fmp4-4s', 'hls-fmp4', 'hlsjs'],
    ['dash-time', 'dash-number', 'shaka'],
    ['dash-time', 'dash-cenc', 'mse'],
    ['dash-time', 'dash-cbcs', 'mse'],
    ['dash-time', 'dash-cenc', 'shaka'],
    ['dash-time', 'dash-cbcs', 'shaka'],
  ] as const;

  for (const [present, next, engine] of pairs) {
    test(`${next} beside ${present} in ${engine}: its first frame needs no answer of any server`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      const { manifest, drm } = streamById(next);
      await player.open({ engines: [engine], drm: { clearKeys: drm?.clearkeys ?? null } });
      await player.loadWell(mediaUrl(streamById(present).manifest));
      await player.play(1);
      expect(await player.preload(mediaUrl(manifest))).toBe('prepared');
      expect(await player.state()).toBe('playing');
      expect(await player.events('stallstart')).toEqual([]);

      await player.unload(); // what the present title still asks for is none of this
      await origin.log.untilIdle();
      origin.log.clear();
      const gate = origin.hold(/./);
      await player.recordFrames();
      await player.page.evaluate(() => (window.harness.events.length = 0));
      expect(await player.startLoad(mediaUrl(manifest))).toEqual([]);
      expect((await player.settled()).error).toBeNull();
      await player.page.waitForFunction(() =>
        window.harness.events.some(({ detail }) => detail['phase'] === 'first-frame'),
      );
      const { currentTimeSec, frame } = await player.look();
      if (drm)
        expect(currentTimeSec).toBeCloseTo(0, 1); // what is protected cannot be read from a canvas
      else expect(frame).toBe(0);
      expect(await player.page.evaluate(() => window.harness.player.engine)).toBe(engine);
      // No answer has left the server; only what follows the first segments may have been asked for.
      expect(origin.log.all.filter(({ sentBytes }) => sentBytes > 0)).toEqual([]);
      expect(origin.log.of(/\.(mpd|m3u8|js|bin|key)$|init|\/1\.m4s$/)).toEqual([]);
      gate.release();
      await player.play(4);
      await player.untilPosition(6);
      const asked = origin.log.all.map(({ path, range }) => `${path} ${range ?? ''}`);
      expect(new Set(asked).size, asked.join('\n')).toBe(asked.length);
    });
  }

  test('SegmentBase: what reads the indices comes with it', async ({ player, mediaUrl, origin }) => {
    const { manifest } = streamById('dash-segment-base');
    await player.open({ mse: { warmUp: false } });
    expect(await player.preload(mediaUrl(manifest))).toBe('prepared');
    expect(origin.log.of(/read-sidx-index\.js$/)).toHaveLength(1);
    const gate = origin.hold(/./);
    expect(await player.startLoad(mediaUrl(manifest))).toEqual([]);
    expect((await player.settled()).error).toBeNull();
    gate.release();
  });

  test('the present title keeps its estimate, its quality and its flow on a link that the preload shares', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await player.open();
    origin.link.bytesPerSec = LINK_BYTES_PER_SEC;
    await player.loadWell(mediaUrl(streamById('dash-time').manifest));
    await player.play(1);
    await player.untilBuffered(4);
    await player.page.evaluate(() => (window.harness.events.length = 0));
    const before = await player.page.evaluate(() => window.harness.player.stats()?.estimateBps ?? NaN);
    expect(await player.preload(mediaUrl(streamById('dash-number').manifest))).toBe('prepared');
    await player.page.waitForFunction(() => window.harness.events.some(({ type }) => type === 'decision'));
    const decided = (await player.events('decision')).map(({ detail }) => detail['decision']) as {
      renditionId: string;
      reason: string;
      estimateBps: number;
    }[];
    // At the start, round trips make the link seem slower than it is; later estimates may only come nearer to it.
    for (const { estimateBps } of decided) {
      expect(estimateBps).toBeGreaterThan(0.75 * before);
      expect(estimateBps).toBeLessThan(1.1 * 8 * LINK_BYTES_PER_SEC);
    }
    expect(decided.filter(({ reason }) => reason.startsWith('down'))).toEqual([]);
    expect(await player.events('stallstart')).toEqual([]);
  });

  test('a title that cannot be prepared leaves the present one alone', async ({ player, mediaUrl }) => {
    await player.open();
    await player.loadWell(mediaUrl(streamById('dash-time').manifest));
    await player.play(1);
    expect(await player.preload(mediaUrl('none.mpd'))).toContain('PlayerError');
    expect(await player.state()).toBe('playing');
    expect(await player.events('error')).toEqual([]);
  });

  test('destroy leaves nothing of it behind', async ({ player, mediaUrl, origin }) => {
    await player.open();
    await player.loadWell(mediaUrl(streamById('dash-time').manifest));
    const gate = origin.hold(/cmaf-2s/);
    const ended = player.preload(mediaUrl(streamById('dash-number').manifest));
    await gate.arrived(1);
    await player.destroy();
    expect(await ended).toContain('AbortError');
    await expect.poll(() => player.held()).toMatchObject({ listeners: 0, timers: 0, fetches: 0 });
  });
});
