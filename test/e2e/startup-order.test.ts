import type { Page } from '@playwright/test';
import type { AbrDecision } from '../../src/model/abr.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';

/** What comes once the first picture is there, or media is here whole. */
const BEHIND_START = /chunks\/(planner|fetch-worker)\.js$/;
const PLANNER = /chunks\/planner\.js$/;
const DASH_PARSER = /chunks\/parse-mpd\.js$/;
const TRANSMUXER = /chunks\/transmux-writer\.js$/;
const KEY_READER = /chunks\/read-keys\.js$/;
const SIDX_READER = /chunks\/read-sidx-index\.js$/;

/** Refuses requests for a chunk, that often at the most; tells how often it was asked for. */
async function refuseCode(page: Page, code: RegExp, times = Infinity): Promise<() => number> {
  let asked = 0;
  await page.route(code, (route) => {
    asked += 1;
    return asked <= times ? route.abort() : route.continue();
  });
  return () => asked;
}

test.describe('order of the start-up', () => {
  test('the manifest request leaves before load() returns', async ({ player, mediaUrl }) => {
    await player.open();
    for (const id of ['dash-number', 'hls-fmp4']) {
      const url = mediaUrl(streamById(id).manifest);
      expect(await player.startLoad(url)).toEqual([url]);
      expect((await player.settled()).error).toBeNull();
    }
  });

  test('DASH: init and first segment of video and of audio are all requested before any has been answered', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const gate = origin.hold(/\/cmaf-2s\/(video|audio)-/);
    await player.open();
    await player.startLoad(mediaUrl(streamById('dash-number').manifest));
    await gate.arrived(4);
    const asked = origin.log
      .of(/\/cmaf-2s\/(video|audio)-/)
      .map(({ path }) => path.replace(/^.*cmaf-2s\//, ''));
    expect(asked.map((path) => path.replace(/video-\d+/, 'video')).sort()).toEqual([
      'audio-en/1.m4s',
      'audio-en/init.mp4',
      'video/1.m4s',
      'video/init.mp4',
    ]);
    gate.release();
    expect((await player.settled()).error).toBeNull();
  });

  test('HLS: both media playlists together, then init and first segment of both together', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const playlists = origin.hold(/(video-\d+|audio-en)\.m3u8$/);
    const media = origin.hold(/(video-\d+|audio-en)\/.*\.(mp4|m4s)$/);
    await player.open();
    await player.startLoad(mediaUrl(streamById('hls-fmp4').manifest));
    await playlists.arrived(2);
    expect(origin.log.of(/video-\d+\.m3u8$/)).toHaveLength(1);
    expect(origin.log.of('audio-en.m3u8')).toHaveLength(1);
    playlists.release();
    await media.arrived(4);
    const asked = origin.log.of(/\.(mp4|m4s)$/).map(({ path }) => path.replace(/^.*cmaf-2s\//, ''));
    expect(asked.map((path) => path.replace(/video-\d+/, 'video')).sort()).toEqual([
      'audio-en/1.m4s',
      'audio-en/init.mp4',
      'video/1.m4s',
      'video/init.mp4',
    ]);
    media.release();
    expect((await player.settled()).error).toBeNull();
  });

  test('SegmentBase: both indices together, and nothing is asked for twice', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await player.open();
    const gate = origin.hold(/on-demand\/.*\.mp4$/);
    await player.startLoad(mediaUrl(streamById('dash-segment-base').manifest));
    await gate.arrived(2);
    const files = new Set(origin.log.of('.mp4').map(({ path }) => path.replace(/^.*\//, '')));
    expect([...files].some((file) => file.startsWith('video-'))).toBe(true);
    expect([...files].some((file) => file.startsWith('audio-'))).toBe(true);
    gate.release();
    expect((await player.settled()).error).toBeNull();
    const asked = origin.log.of('.mp4').map(({ path, range }) => `${path} ${range}`);
    expect(new Set(asked).size, asked.join('\n')).toBe(asked.length);
  });

  test('SegmentBase: what reads the indices is asked for beside them, and by a title of templates never', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await player.open({ mse: { warmUp: false } });
    await player.loadWell(mediaUrl(streamById('dash-number').manifest));
    await player.untilPosition(0);
    expect(origin.log.of(SIDX_READER)).toEqual([]);
    const gate = origin.hold(/on-demand\/.*\.mp4$|read-sidx-index\.js$/);
    await player.startLoad(mediaUrl(streamById('dash-segment-base').manifest));
    await gate.arrived(3);
    expect(origin.log.of(SIDX_READER)).toHaveLength(1);
    expect(origin.log.of(/on-demand\/.*\.mp4$/)).toHaveLength(2); // none of the three is answered yet
    gate.release();
    expect((await player.settled()).error).toBeNull();
  });

  test('encrypted HLS: the code comes with the playlist that names a key, and what decrypts beside the first segment', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await player.open({ mse: { warmUp: false } });
    await player.loadWell(mediaUrl(streamById('hls-fmp4').manifest));
    expect(origin.log.of(KEY_READER)).toEqual([]);
    const gate = origin.hold(/hls-ts-aes\/.*\.ts$|decrypt-segment\.js$/);
    await player.startLoad(mediaUrl(streamById('hls-ts-aes').manifest));
    await gate.arrived(2);
    expect(origin.log.of(/\.ts$/).length).toBeGreaterThan(0);
    expect(origin.log.of(/decrypt-segment\.js$/)).toHaveLength(1); // no segment is answered yet
    expect(origin.log.of(KEY_READER)).toHaveLength(1);
    gate.release();
    expect((await player.settled()).error).toBeNull();
  });

  for (const [what, id, code] of [
    ['DASH', 'dash-number', DASH_PARSER],
    ['SegmentBase', 'dash-segment-base', SIDX_READER],
    ['encrypted HLS', 'hls-ts-aes', KEY_READER],
    ['MPEG-TS', 'hls-ts', TRANSMUXER],
  ] as const) {
    test(`${what}: code that was refused once is asked for again, and the title plays`, async ({
      player,
      mediaUrl,
    }) => {
      const asked = await refuseCode(player.page, code, 1);
      await player.open({ mse: { warmUp: false } });
      await player.loadWell(mediaUrl(streamById(id).manifest));
      await player.untilPosition(0);
      expect(asked()).toBe(2);
      expect(await player.events('warning')).toEqual([]);
    });

    test(`${what}: an app that does not deliver the code is told, and may mend it`, async ({
      player,
      mediaUrl,
    }) => {
      const { page } = player;
      const asked = await refuseCode(page, code);
      await player.open({ mse: { warmUp: false } });
      await player.startLoad(mediaUrl(streamById(id).manifest));
      expect((await player.settled()).error).toMatchObject({
        code: 'network-failed',
        context: { url: what, requestType: 'code', attempts: 2 },
      });
      expect(asked()).toBeGreaterThanOrEqual(2);
      await page.unroute(code);
      await player.loadWell(mediaUrl(streamById(id).manifest));
    });
  }

  for (const id of ['dash-time', 'hls-fmp4-4s']) {
    test(`${id}: the first frame shows while half of the first segment is still to come`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      await player.open();
      const gate = origin.hold(/cmaf-4s\/video-\d+\/\w+\.m4s$/, { gateAt: 0.5, times: 1 });
      await player.recordFrames();
      await player.startLoad(mediaUrl(streamById(id).manifest));
      await gate.arrived(1);
      expect((await player.settled()).error).toBeNull();
      await player.page.waitForFunction(() =>
        window.harness.events.some(({ detail }) => detail['phase'] === 'first-frame'),
      );
      expect((await player.look()).frame).toBe(0);
      const held = origin.log.of(/cmaf-4s\/video-\d+\/\w+\.m4s$/)[0]!;
      expect(held.endMs, 'the segment is still under way').toBeNull();
      // What is on the screen has a rendition, also while its first segment is under way.
      await player.page.waitForFunction(() => window.harness.player.activeRendition !== null, null, {
        timeout: 3000,
      });
      gate.release();
      await player.play(4);
      await player.untilPosition(8);
    });
  }

  for (const [id, parser, playlists] of [
    ['dash-time', 'parse-mpd', 0],
    ['hls-fmp4-4s', 'parse-hls', 2],
  ] as const) {
    test(`${id}: the first frame costs the parser, the manifest, and the beginning of one segment each`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      await player.open({ mse: { warmUp: false } });
      const asked = origin.log.all.length;
      // A fifth of the lowest rung's first segment holds its key frame, and of the audio's more than is needed.
      const gate = origin.hold(/cmaf-4s\/(video-\d+|audio-en)\/\d+\.m4s$/, { gateAt: 0.2, times: 2 });
      await player.startLoad(mediaUrl(streamById(id).manifest));
      await gate.arrived(2);
      expect((await player.settled()).error).toBeNull();
      await player.page.waitForFunction(() =>
        window.harness.events.some(({ detail }) => detail['phase'] === 'first-frame'),
      );
      const paths = origin.log.all.slice(asked).map(({ path }) => path);
      // The code that plans ahead is asked for once that is on the screen, or about to be.
      await origin.log.until('the planner', () => origin.log.of(PLANNER).length === 1);
      const planner = origin.log.of(PLANNER)[0]!;
      for (const { path, startMs, firstByteMs } of origin.log.of(/cmaf-4s\/.*\.m4s$/)) {
        expect(startMs, path).toBeLessThan(planner.startMs);
        expect(firstByteMs, path).toBeLessThan(planner.startMs);
      }
      const awaited = paths.filter((path) => !BEHIND_START.test(path));
      expect(awaited.filter((path) => path.endsWith('.js'))).toEqual([
        expect.stringContaining(`chunks/${parser}.js`),
      ]);
      expect(awaited.filter((path) => path.endsWith('.mp4') || path.endsWith('.m4s'))).toHaveLength(4);
      expect(awaited).toHaveLength(1 + 1 + playlists + 4);
      gate.release();
    });
  }

  test('parsers, planner and what reads a sidx come while the page is idle: load then asks for the title alone', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await player.open();
    await expect
      .poll(() =>
        origin.log.of(/(parse-(mpd|hls)|planner|read-sidx-index)\.js$/).filter(({ endMs }) => endMs !== null),
      )
      .toHaveLength(4);
    const asked = origin.log.all.length;
    await player.loadWell(mediaUrl(streamById('dash-segment-base').manifest));
    const scripts = origin.log.all.slice(asked).filter(({ path }) => path.endsWith('.js'));
    expect(scripts.filter(({ path }) => !path.endsWith('fetch-worker.js'))).toEqual([]);
  });

  test('without the code that plans ahead a title plays by throughput alone', async ({
    player,
    mediaUrl,
  }) => {
    await refuseCode(player.page, PLANNER);
    await player.open();
    await player.loadWell(mediaUrl(streamById('dash-time').manifest));
    await player.play(4);
    await player.untilPosition(8);
    const reasons = (await player.events('decision')).map(
      ({ detail }) => (detail['decision'] as AbrDecision).reason,
    );
    expect(reasons[0]).toMatch(/^start/);
    expect(reasons.slice(1).every((reason) => reason.startsWith('by throughput alone'))).toBe(true);
    expect(reasons.length).toBeGreaterThan(1);
    expect(await player.events('error')).toEqual([]);
  });

  test('a load that comes first fetches its own parser alone', async ({ player, mediaUrl, origin }) => {
    await player.open({ mse: { warmUp: false } });
    await player.page.evaluate(
      (url) => {
        window.harness.create({});
        return window.harness.load(url);
      },
      mediaUrl(streamById('hls-fmp4-4s').manifest),
    );
    expect(origin.log.of(/parse-hls\.js$/)).toHaveLength(1);
    expect(origin.log.of(/parse-mpd\.js$/)).toEqual([]);
  });

  test('what reads protection comes beside the parser for an app that has set up DRM, and for a clear title of another not', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const manifest = mediaUrl(streamById('dash-time').manifest);
    await player.open({ mse: { warmUp: false } });
    await player.loadWell(manifest);
    expect(origin.log.of(/read-protection\.js$/)).toEqual([]);
    const gate = origin.hold(/\.mpd$|parse-mpd\.js$/);
    await player.open({
      mse: { warmUp: false },
      drm: { servers: { 'com.widevine.alpha': 'https://licences.test/' } },
    });
    await player.startLoad(manifest);
    await origin.log.until('the code', () => origin.log.of(/read-protection\.js$/).length === 1);
    gate.release();
    expect((await player.settled()).error).toBeNull();
    const playlist = origin.hold(/\.m3u8$|parse-hls\.js$/);
    await player.startLoad(mediaUrl(streamById('hls-fmp4').manifest));
    await origin.log.until('the code', () => origin.log.of(KEY_READER).length === 1);
    playlist.release();
    expect((await player.settled()).error).toBeNull();
  });

  test('a parser that could not be had beforehand is fetched by load', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const { page } = player;
    const refused = new Set<string>();
    await page.route(/parse-(mpd|hls)\.js$/, (route) => {
      refused.add(route.request().url());
      return route.abort();
    });
    await player.open();
    await expect.poll(() => refused.size).toBe(2);
    await page.unroute(/parse-(mpd|hls)\.js$/);
    await player.loadWell(mediaUrl(streamById('dash-time').manifest));
    expect(origin.log.of(/parse-mpd\.js$/)).toHaveLength(1);
  });

  test('over a slow link, the first frame shown is the first frame there is', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await player.open();
    origin.link.bytesPerSec = 60_000; // the first segment takes seconds
    await player.loadWell(mediaUrl('cmaf-4s/master.m3u8'));
    expect(await player.look()).toMatchObject({ currentTimeSec: 0, frame: 0 });
    expect(await player.events('gapjump')).toEqual([]);
  });

  test('the phases of the join time come in order', async ({ player, mediaUrl }) => {
    await player.open();
    await player.loadWell(mediaUrl(streamById('dash-number').manifest));
    await player.page.waitForFunction(() => window.harness.player.stats()?.joinTime.totalMs != null);
    const { phases, totalMs } = (await player.stats())!.joinTime;
    const times = [
      'load',
      'manifest-requested',
      'manifest-received',
      'manifest-parsed',
      'first-segment-requested',
      'first-bytes-received',
      'first-append',
      'first-frame',
    ].map((name) => phases[name as keyof typeof phases] ?? NaN);
    expect(
      times.every((ms) => ms >= 0),
      JSON.stringify(phases),
    ).toBe(true);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(totalMs).toBe(phases['first-frame']);
    expect(phases['source-open']).toBeGreaterThanOrEqual(0);
  });
});
