import { channelPath, type Channel } from '../../demo/server/live/channel.ts';
import { liveFrameAt, LOOP } from '../../demo/server/live/loop.ts';
import type { EngineName } from '../../src/index.ts';
import type { RequestRecord } from '../fixtures/origin/request-log.ts';
import { expect, test } from './harness-test.ts';
import type { PlayerPage } from './player-page.ts';

declare global {
  interface Window {
    soughtAtSec?: number;
  }
}

/** A live title as an app meets it: Kinora chooses the engine, and says the same whichever it is. */
interface Case {
  readonly title: string;
  readonly kind: Channel['kind'];
  readonly file: string;
  readonly engine: EngineName;
  /** Seconds behind the recording, with what a busy machine adds. */
  readonly maxLatencySec: number;
  /** Seconds that stay seekable, where the window has begun to move on; default: all that was recorded. */
  readonly windowSec?: number;
  /** Of a low-latency title: whether a request shows that its parts are used. */
  readonly isPart?: (request: RequestRecord) => boolean;
  /** One of each way to say the end. */
  readonly isEndTried: boolean;
}

const CASES: readonly Case[] = [
  {
    title: 'DASH',
    windowSec: 30,
    kind: 'continuous',
    file: 'manifest.mpd',
    engine: 'shaka',
    maxLatencySec: 14,
    isEndTried: true,
  },
  {
    title: 'DASH, a Period a loop',
    kind: 'discontinuous',
    file: 'timeline.mpd',
    engine: 'shaka',
    maxLatencySec: 14,
    isEndTried: false,
  },
  {
    title: 'low-latency DASH',
    kind: 'low-latency',
    file: 'manifest.mpd',
    engine: 'shaka',
    maxLatencySec: 6,
    // Asked for while it was recorded: its first parts came, and then the rest.
    isPart: ({ path, firstByteMs, endMs }) =>
      /video-\d+\/\d+\.m4s$/.test(path) &&
      firstByteMs !== null &&
      endMs !== null &&
      endMs - firstByteMs > 400,
    isEndTried: true,
  },
  {
    title: 'HLS',
    kind: 'continuous',
    file: 'master.m3u8',
    engine: 'hlsjs',
    maxLatencySec: 14,
    isEndTried: false,
  },
  {
    title: 'HLS, a discontinuity a loop',
    kind: 'discontinuous',
    file: 'master.m3u8',
    engine: 'hlsjs',
    maxLatencySec: 14,
    isEndTried: true,
  },
  {
    title: 'HLS over MPEG-TS',
    kind: 'discontinuous',
    file: 'ts.m3u8',
    engine: 'hlsjs',
    maxLatencySec: 14,
    isEndTried: false,
  },
  {
    title: 'low-latency HLS',
    kind: 'low-latency',
    file: 'master.m3u8',
    engine: 'hlsjs',
    maxLatencySec: 6,
    isPart: ({ path }) => /video-\d+\/\d+\.\d+\.m4s$/.test(path),
    isEndTried: true,
  },
];

/** On the air for so long when it is opened: a few seconds short of a loop's end, so that playback crosses one. */
const ON_AIR_SEC = 3 * LOOP.durationSec - 4;

interface LiveLook {
  readonly engine: EngineName | null;
  readonly isLive: boolean | undefined;
  readonly durationSec: number | null | undefined;
  readonly seekable: { readonly startSec: number; readonly endSec: number } | undefined;
  readonly positionSec: number;
  readonly latencySec: number | null | undefined;
}

const look = (player: PlayerPage): Promise<LiveLook> =>
  player.page.evaluate(() => {
    const { player: made } = window.harness;
    return {
      engine: made.engine,
      isLive: made.presentation?.isLive,
      durationSec: made.presentation?.durationSec,
      seekable: made.presentation?.seekable,
      positionSec: made.positionSec,
      latencySec: made.stats()?.liveLatencySec,
    };
  });

for (const { title, kind, file, engine, maxLatencySec, windowSec, isPart, isEndTried } of CASES) {
  test.describe(`live: ${title}`, () => {
    test('plays near the edge, over a loop, with a window to seek in', async ({ player, origin }) => {
      test.setTimeout(60_000);
      const startMs = Date.now() - ON_AIR_SEC * 1000;
      // A part of the lowest rendition, which is all that a busy machine may play, is 15 kB.
      await player.open(isPart ? { abr: { minSampleBytes: 8000 } } : {});
      const channel = channelPath({ kind, startMs, ...(windowSec !== undefined && { windowSec }) });
      await player.loadWell(`${origin.url}/live/${channel}${file}`);
      const started = await look(player);
      expect(started).toMatchObject({ engine, isLive: true, durationSec: null });
      expect(started.latencySec).toBeGreaterThan(0);
      expect(started.latencySec).toBeLessThan(maxLatencySec);
      expect(started.seekable!.endSec - started.seekable!.startSec).toBeGreaterThan(ON_AIR_SEC / 2);

      await player.play(1);
      await player.untilPosition(started.positionSec + 9, 30_000);
      const { frame, height } = await player.look();
      expect(height).toBeGreaterThan(0);
      const known = Array.from({ length: Math.ceil(LOOP.durationSec * 25) }, (_, i) => liveFrameAt(i / 25));
      expect(known).toContain(frame);

      if (isPart) expect(origin.log.all.filter(isPart).length).toBeGreaterThan(2);
      expect((await player.events('decision')).length).toBeGreaterThan(1);
      const stats = await player.stats();
      expect(stats?.bytes.video).toBeGreaterThan(0);
      // Loopback gives far more; the encoder, for which all waits in low latency, half a megabit a second.
      expect(stats?.estimateBps).toBeGreaterThan(700_000);

      const { seekable } = await look(player);
      if (windowSec !== undefined) {
        expect(started.seekable!.startSec).toBeGreaterThan(5);
        expect(seekable!.startSec).toBeGreaterThan(started.seekable!.startSec + 5);
      }
      await player.seek(seekable!.startSec + 8);
      await player.untilPosition(seekable!.startSec + 9, 20_000);
      expect((await look(player)).latencySec).toBeGreaterThan(maxLatencySec);
      await player.page.evaluate(() => window.harness.player.goLive());
      await expect
        .poll(async () => (await look(player)).latencySec, { timeout: 20_000 })
        .toBeLessThan(maxLatencySec);
      expect(await player.events('error')).toEqual([]);
    });

    if (!isEndTried) return;
    test('ends where the stream ends', async ({ player, origin }) => {
      test.setTimeout(60_000);
      const startMs = Date.now() - ON_AIR_SEC * 1000;
      const endMs = Date.now() + 8000;
      await player.open();
      await player.loadWell(`${origin.url}/live/${channelPath({ kind, startMs, endMs })}${file}`);
      await player.play(1);
      await player.untilState(['ended'], 45_000);
      expect(await look(player)).toMatchObject({ isLive: false });
      expect((await look(player)).durationSec).toBeGreaterThan(0);
      expect(await player.events('error')).toEqual([]);
    });
  });
}

test('a low-latency DASH title ends, though a segment past its end fails late and a quality is pinned in its last seconds', async ({
  player,
  origin,
}) => {
  test.setTimeout(60_000);
  const nowMs = Date.now();
  const [startMs, endMs] = [nowMs - ON_AIR_SEC * 1000, nowMs + 6000];
  const endSec = (endMs - startMs) / 1000;
  await player.open();
  const channel = channelPath({ kind: 'low-latency', startMs, endMs });
  await player.loadWell(`${origin.url}/live/${channel}manifest.mpd`);
  await player.play(1);
  const pastEnd = origin.hold(new RegExp(`/${endSec / 2}\\.m4s$`)); // segments of 2 s, counted from 0
  const update = origin.hold(/manifest\.mpd$/);
  await pastEnd.arrived(2); // of the picture and of the sound, before Shaka has heard of the end
  update.release();
  await expect.poll(async () => (await look(player)).isLive).toBe(false);
  pastEnd.release(); // 404
  await player.untilPosition(endSec - 1.9);
  const active = await player.page.evaluate(() => {
    window.harness.video.addEventListener(
      'seeking',
      () => (window.soughtAtSec = window.harness.video.currentTime),
    );
    return window.harness.player.activeRendition?.id;
  });
  const other = (await player.renditions()).find(({ id }) => id !== active);
  await player.setQuality(other!.id);
  await player.untilState(['ended'], 20_000);
  expect((await player.look()).currentTimeSec).toBeCloseTo(endSec, 0);
  expect(await player.events('error')).toEqual([]);
  // By itself: `EndWatch` puts the playhead there only where Shaka has lost its place.
  expect(await player.page.evaluate(() => window.soughtAtSec)).toBeUndefined();
});
