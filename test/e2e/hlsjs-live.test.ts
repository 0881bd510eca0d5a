import type { TimeRange } from '../../src/index.ts';
import type { Origin } from '../fixtures/origin/start-origin.ts';
import { expect, test } from './harness-test.ts';
import { IMPATIENT } from './impatient-config.ts';
import type { PlayerPage } from './player-page.ts';

const HLSJS = { engines: ['hlsjs'] } as const;

test.describe('live in hls.js', () => {
  /** 2 s segments of which the first ones exist at the start. */
  const SEGMENT_MS = 2000;
  const HEAD = 6;
  const WINDOW = 8;

  /** A playlist that grows with time at the front and, by its window, shrinks behind; `end` closes it. */
  function startLive(origin: Origin): { readonly url: string; end(): void; stop(): void } {
    const startMs = Date.now();
    const write = (ending: string): void => {
      const count = HEAD + Math.floor((Date.now() - startMs) / SEGMENT_MS);
      const first = Math.max(0, count - WINDOW);
      const recordedAt = new Date(startMs + (first - HEAD) * SEGMENT_MS).toISOString();
      const lines = [
        `#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:${first}`,
        `#EXT-X-PROGRAM-DATE-TIME:${recordedAt}`,
        ...Array.from({ length: count - first }, (_, i) => `#EXTINF:2.000000,\n${first + i}.ts`),
        ending,
      ];
      origin.put('/media/hls-ts/480/live.m3u8', lines.join('\n'), 'application/vnd.apple.mpegurl');
    };
    write('');
    const timer = setInterval(write, 200, '');
    const stop = (): void => clearInterval(timer);
    return {
      url: `${origin.url}/media/hls-ts/480/live.m3u8`,
      stop,
      end: () => {
        stop();
        write('#EXT-X-ENDLIST');
      },
    };
  }

  interface LiveLook {
    readonly positionSec: number;
    readonly seekable: TimeRange;
    readonly latencySec: number | null;
    readonly isLive: boolean;
  }
  const lookLive = (player: PlayerPage): Promise<LiveLook> =>
    player.page.evaluate(() => {
      const { player: made, video } = window.harness;
      const { presentation } = made;
      return {
        positionSec: video.currentTime,
        seekable: presentation!.seekable,
        latencySec: made.stats()!.liveLatencySec,
        isLive: presentation!.isLive,
      };
    });

  test('the window moves on, the edge is found again, and the end is told', async ({ player, origin }) => {
    test.setTimeout(60_000);
    const live = startLive(origin);
    try {
      await player.open(HLSJS);
      await player.loadWell(live.url);
      await player.play(1);
      await player.untilPosition(13);
      const first = await lookLive(player);
      expect(first.isLive).toBe(true);
      expect(first.seekable.endSec - first.positionSec).toBeLessThan(12);
      expect(first.latencySec).toBeGreaterThan(3);
      expect(first.latencySec).toBeLessThan(12);
      await player.seek(first.seekable.startSec + 4);
      const back = await lookLive(player);
      expect(back.seekable.startSec).toBeGreaterThan(0);
      expect(back.seekable.endSec - back.seekable.startSec).toBeLessThanOrEqual(WINDOW * 2 + 0.5);
      await player.page.evaluate(() => window.harness.player.goLive());
      await player.page.waitForFunction(() => !window.harness.video.seeking);
      const edge = await lookLive(player);
      expect(edge.positionSec).toBeGreaterThan(back.positionSec + 3);
      live.end();
      await player.untilState(['ended'], 20_000);
      const last = (await player.events('presentation')).at(-1)!;
      expect(last.detail).toMatchObject({ presentation: { isLive: false } });
      expect(await player.events('error')).toEqual([]);
    } finally {
      live.stop();
    }
  });

  test('a segment that stays missing is stepped over', async ({ player, origin }) => {
    test.setTimeout(60_000);
    const live = startLive(origin);
    origin.addFault({ path: /hls-ts\/480\/8\.ts$/, status: 404 });
    try {
      await player.open({ ...IMPATIENT, ...HLSJS });
      await player.loadWell(live.url);
      await player.play(1);
      await player.untilPosition(20, 30_000);
      expect(await player.events('error')).toEqual([]);
      expect((await player.events('gapjump')).length).toBeGreaterThan(0);
    } finally {
      live.stop();
    }
  });

  test('what comes at a refresh and is no playlist is asked for again', async ({ player, origin }) => {
    test.setTimeout(60_000);
    const live = startLive(origin);
    const playlist = /hls-ts\/480\/live\.m3u8$/;
    origin.addFault({ path: playlist, skip: 3, times: 2, body: '<!doctype html>Sorry' });
    try {
      await player.open({ ...IMPATIENT, ...HLSJS });
      await player.loadWell(live.url);
      await player.play(1);
      await player.untilPosition(20, 30_000);
      expect(await player.events('error')).toEqual([]);
      const warnings = await player.events('warning');
      expect(warnings.map(({ detail }) => detail)).toMatchObject([
        { error: { code: 'manifest-malformed' } },
        { error: { code: 'manifest-malformed' } },
      ]);
    } finally {
      live.stop();
    }
  });
});
