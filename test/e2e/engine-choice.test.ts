import { readFile } from 'node:fs/promises';
import { channelPath } from '../../demo/server/live/channel.ts';
import type { PlayerConfig } from '../../src/index.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import type { PlayerPage } from './player-page.ts';
import {
  LICENCE,
  lockPlainly,
  MANIFEST_FILE,
  mockWidevine,
  putHls,
  putLicence,
  putLockedHls,
} from './protected-title.ts';

const VENDORS = /^\/vendor\//;
const CODE = /^\/(vendor|dist\/chunks\/(engine-|create-engine))/;

async function engineOf(player: PlayerPage): Promise<string | null> {
  return player.page.evaluate(() => window.harness.player.engine);
}

/** Paths that this page has asked for: the origin's log may hold a late request of the page of the test before. */
const fetched = (player: PlayerPage, pattern: RegExp): Promise<readonly string[]> =>
  player.page.evaluate((source) => {
    const paths = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
    return paths.filter((path) => new RegExp(source).test(path));
  }, pattern.source);

const keysOf = (id: string): Pick<PlayerConfig, 'drm'> => ({
  drm: { clearKeys: streamById(id).drm?.clearkeys ?? null },
});

/** From 8 s on, in this engine. What is protected cannot be read from a canvas. */
async function playFromMiddle(player: PlayerPage, url: string, engine: string): Promise<void> {
  await player.loadWell(url, { startSec: 8 });
  expect(await engineOf(player)).toBe(engine);
  expect((await player.look()).currentTimeSec).toBeCloseTo(8, 0);
  await player.play();
  await player.untilPosition(10);
  expect((await player.stats())?.totalFrames).toBeGreaterThan(10);
}

test.describe('the choice of an engine', () => {
  test('what ours plays asks for no other engine’s code', async ({ player, mediaUrl }) => {
    await player.open();
    await player.loadWell(mediaUrl(streamById('dash-number').manifest));
    expect(await engineOf(player)).toBe('mse');
    await player.play();
    await player.untilPosition(4);
    expect(await fetched(player, CODE)).toEqual([]);
    expect((await player.events('enginechange')).map(({ detail }) => detail)).toMatchObject([
      { from: null, to: 'mse', error: null },
    ]);
  });

  test('a protected title in DASH is played by ours, at the position asked for, with no other engine’s code', async ({
    player,
    mediaUrl,
  }) => {
    await player.open(keysOf('dash-cenc'));
    await playFromMiddle(player, mediaUrl(streamById('dash-cenc').manifest), 'mse');
    expect(await fetched(player, CODE)).toEqual([]);
    expect(await player.events('error')).toEqual([]);
  });

  test('a protected title in HLS as well', async ({ player, mediaUrl, origin }) => {
    await player.open(await putLockedHls(origin));
    await mockWidevine(player);
    await playFromMiddle(player, mediaUrl('cenc/master.m3u8'), 'mse');
    expect(await fetched(player, CODE)).toEqual([]);
    expect(origin.log.of(LICENCE)).toHaveLength(1);
    expect(await player.events('error')).toEqual([]);
  });

  test('one in HLS whose keys anyone may fetch goes to shaka, at the position asked for, with the manifest that is here', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    putHls(origin, lockPlainly);
    await player.open({ engines: ['mse', 'shaka'] });
    await playFromMiddle(player, mediaUrl('cenc/master.m3u8'), 'shaka');
    expect(origin.log.of(/cenc\/master\.m3u8$/)).toHaveLength(1);
    const changes = (await player.events('enginechange')).map(({ detail }) => detail);
    expect(changes).toMatchObject([
      { from: null, to: 'mse' },
      { from: 'mse', to: 'shaka', error: { code: 'drm-unsupported' } },
    ]);
    expect(changes[1]?.['reason']).toContain('mse could not');
    expect(await player.events('error')).toEqual([]);
  });

  test('hls.js, which ignores such a lock, says so at once, and shaka opens it', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    putHls(origin, lockPlainly);
    await player.open();
    await playFromMiddle(player, mediaUrl('cenc/master.m3u8'), 'shaka');
    const changes = (await player.events('enginechange')).map(({ detail }) => detail);
    expect(changes).toMatchObject([
      { to: 'mse' },
      { to: 'hlsjs', error: { code: 'drm-unsupported' } },
      { to: 'shaka', error: { code: 'drm-unsupported' } },
    ]);
    expect(await player.events('error')).toEqual([]);
  });

  test('where the browser has none of its key systems, shaka tries, and the end says so', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await player.open({ drm: { servers: { 'com.widevine.alpha': `${origin.url}/licence` } } });
    const manifest = await readFile(MANIFEST_FILE, 'utf8');
    const widevine = manifest.replaceAll(
      'urn:uuid:1077efec-c0b2-4d02-ace3-3c1e52e2fb4b',
      'urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed',
    );
    expect(widevine).not.toBe(manifest);
    origin.put('/media/cenc/widevine.mpd', widevine, 'application/dash+xml');
    const { error } = await player.load(mediaUrl('cenc/widevine.mpd'));
    expect(error).toMatchObject({ code: 'drm-unsupported' });
    const changes = (await player.events('enginechange')).map(({ detail }) => detail);
    expect(changes).toMatchObject([{ to: 'mse' }, { to: 'shaka', error: { code: 'drm-unsupported' } }]);
    expect(changes[1]?.['reason']).toContain('com.widevine.alpha: NotSupportedError');
  });

  test('what a title that goes to shaka starts with comes beside its code', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const gate = origin.hold(VENDORS);
    putHls(origin, lockPlainly);
    await player.open({ engines: ['mse', 'shaka'] });
    await player.startLoad(mediaUrl('cenc/master.m3u8'));
    const first = /cenc\/.*(init\.mp4|\/1\.m4s)$/;
    await origin.log.until('the first media', () => origin.log.of(first).length === 4);
    gate.release();
    expect((await player.settled()).error).toBeNull();
    expect(await engineOf(player)).toBe('shaka');
    await player.play();
    await player.untilPosition(3);
    const paths = origin.log.of(first).map(({ path }) => path);
    expect(new Set(paths.slice(0, 4)).size).toBe(4);
    const later = paths.slice(4).filter((path) => !path.endsWith('init.mp4')); // where Shaka looks for ids of such keys, itself
    expect(later, 'nothing is asked for twice').toEqual([]);
  });

  test('one protected title after another plays, however soon the next one comes', async ({
    player,
    mediaUrl,
  }) => {
    await player.open(keysOf('dash-cenc'));
    const urls = ['dash-cenc', 'dash-cbcs'].map((id) => mediaUrl(streamById(id).manifest));
    for (const url of urls) {
      await player.loadWell(url);
      await player.play();
      await player.untilPosition(2);
    }
    const failures = await player.page.evaluate(async (titles) => {
      const { player: own } = window.harness;
      const failed: string[] = [];
      for (let afterMs = 0; afterMs < 160; afterMs += 8) {
        const [one = '', two = ''] = afterMs % 16 === 0 ? titles : [...titles].reverse();
        own.load(one).catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, afterMs));
        await own.load(two).catch((error: unknown) => failed.push(`after ${afterMs} ms: ${String(error)}`));
      }
      return failed;
    }, urls);
    expect(failures).toEqual([]);
    await player.play();
    await player.untilPosition(1);
  });

  test('keys that the app has put on the element give way to those of a protected title', async ({
    player,
    mediaUrl,
  }) => {
    await player.open(keysOf('dash-cenc'));
    await player.page.evaluate(async () => {
      const videoCapabilities = [{ contentType: 'video/mp4; codecs="avc1.4d401e"' }];
      const access = await navigator.requestMediaKeySystemAccess('org.w3.clearkey', [{ videoCapabilities }]);
      await document.querySelector('video')?.setMediaKeys(await access.createMediaKeys());
    });
    await player.loadWell(mediaUrl(streamById('dash-cenc').manifest));
    expect(await engineOf(player)).toBe('mse');
    await player.play();
    await player.untilPosition(2);
  });

  test('a protected title whose manifest names the licence server needs no set-up', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const manifest = await readFile(MANIFEST_FILE, 'utf8');
    const clearKey =
      '<ContentProtection schemeIdUri="urn:uuid:e2719d58-a985-b3c9-781a-b030af78d30e" value="ClearKey1.0">' +
      '<clearkey:Laurl xmlns:clearkey="http://dashif.org/guidelines/clearKey" Lic_type="EME-1.0">' +
      `${origin.url}/licence</clearkey:Laurl></ContentProtection>`;
    const named = manifest.replaceAll('<ContentProtection schemeIdUri="urn:uuid:1077', `${clearKey}$&`);
    origin.put('/media/cenc/named.mpd', named, 'application/dash+xml');
    putLicence(origin);
    await player.open();
    await player.loadWell(mediaUrl('cenc/named.mpd'));
    expect(await engineOf(player)).toBe('mse');
    await player.play();
    await player.untilPosition(2);
    expect(origin.log.of(LICENCE).length).toBeGreaterThan(0);
  });

  test('a protected title without keys ends at once, and downloads no engine', async ({
    player,
    mediaUrl,
  }) => {
    await player.open();
    const { error } = await player.load(mediaUrl(streamById('dash-cenc').manifest));
    expect(error).toMatchObject({ code: 'drm-unsupported' });
    expect(await fetched(player, VENDORS)).toEqual([]);
  });

  test('what is no manifest at all downloads no engine', async ({ player, origin }) => {
    origin.put('/media/portal.mpd', '<!doctype html><html>Please log in</html>', 'text/html');
    await player.open();
    const { error } = await player.load(`${origin.url}/media/portal.mpd`);
    expect(error).toMatchObject({ code: 'manifest-malformed' });
    expect(await fetched(player, CODE)).toEqual([]);
  });

  test('one that the app excludes is not asked', async ({ player, mediaUrl, origin }) => {
    putHls(origin, lockPlainly);
    await player.open({ engines: ['mse'] });
    const { error } = await player.load(mediaUrl('cenc/master.m3u8'));
    expect(error).toMatchObject({ code: 'drm-unsupported' });
    expect(await fetched(player, VENDORS)).toEqual([]);
  });

  test('one that the app forces where it cannot play says why', async ({ player, mediaUrl }) => {
    await player.open({ engines: ['hlsjs'], mse: { warmUp: false } });
    const { error } = await player.load(mediaUrl(streamById('dash-number').manifest));
    expect(error).toMatchObject({ code: 'source-unsupported' });
    expect(error?.message).toContain('hlsjs: it plays HLS alone');
    expect(await fetched(player, VENDORS)).toEqual([]);
  });

  test('an unknown name is refused', async ({ player }) => {
    await expect(player.open({ engines: ['vlc' as 'mse'] })).rejects.toThrow('config.engines');
  });

  test('an engine whose code is not delivered ends the load in words', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    origin.addFault({ path: VENDORS, status: 404 });
    await player.open({ engines: ['shaka'] });
    const { error } = await player.load(mediaUrl(streamById('dash-number').manifest));
    expect(error).toMatchObject({ code: 'network-failed', context: { requestType: 'code' } });
    expect(await player.state()).toBe('error');
  });

  test('an engine whose code is not delivered gives way to the next that the app names', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    origin.addFault({ path: VENDORS, status: 404 });
    await player.open({ engines: ['shaka', 'mse'], mse: { warmUp: false } });
    await player.loadWell(mediaUrl(streamById('dash-number').manifest));
    expect(await engineOf(player)).toBe('mse');
    expect(origin.log.of(/number\.mpd$/)).toHaveLength(1);
  });

  test('live DASH goes to shaka though its address does not tell that it is DASH', async ({
    player,
    origin,
  }) => {
    const folder = `/live/${channelPath({ kind: 'continuous', startMs: Date.now() - 44_000 })}`;
    const live = await fetch(`${origin.url}${folder}manifest.mpd`);
    const disguised = `${folder}channel`;
    origin.put(disguised, new Uint8Array(await live.arrayBuffer()), 'text/plain');
    await player.open();
    await player.loadWell(`${origin.url}${disguised}`);
    expect(await engineOf(player)).toBe('shaka');
    expect((await player.events('enginechange')).map(({ detail }) => detail['to'])).toEqual(['mse', 'shaka']);
  });

  test('a forced engine’s code and the manifest travel side by side', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const { manifest } = streamById('dash-number');
    await player.open({ engines: ['shaka'], mse: { warmUp: false } });
    const gate = origin.hold(/shaka-player/);
    await player.startLoad(mediaUrl(manifest));
    await gate.arrived(1);
    await origin.log.until('the manifest is here', () =>
      origin.log.of(/number\.mpd$/).some(({ endMs }) => endMs !== null),
    );
    gate.release();
    expect((await player.settled()).error).toBeNull();
    expect(origin.log.of(/number\.mpd$/)).toHaveLength(1);
  });

  test('hls.js, named first: all of its code is asked for before any of it is here', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await player.open({ engines: ['hlsjs'], mse: { warmUp: false } });
    const gate = origin.hold(/hls\.mjs$|dist\/chunks\//);
    await player.startLoad(mediaUrl(streamById('hls-fmp4').manifest));
    await gate.arrived(5);
    expect(await fetched(player, /hls\.mjs$|dist\/chunks\//)).toEqual([]); // the page lists what has come
    const names = origin.log.of(/hls\.mjs$|dist\/chunks\//).map(({ path }) => path.replace(/.*\//, ''));
    expect(names.sort()).toEqual([
      'create-engine-chooser.js',
      'create-preloader.js',
      'engine-hlsjs.js',
      'hls.mjs',
      'parse-hls.js',
    ]);
    gate.release();
    expect((await player.settled()).error).toBeNull();
  });

  const APART = [/video-\d+\/1\.m4s$/, /audio-\w+\/1\.m4s$/];
  for (const { engine, code, id, kinds } of [
    { engine: 'hlsjs', code: /hls\.mjs$/, id: 'hls-fmp4', kinds: APART },
    { engine: 'hlsjs', code: /hls\.mjs$/, id: 'hls-ts', kinds: [/\/0\.ts$/] },
    { engine: 'hlsjs', code: /hls\.mjs$/, id: 'hls-ts-aes', kinds: [/\/0\.ts$/, /key/] },
    { engine: 'shaka', code: /shaka-player/, id: 'hls-fmp4', kinds: APART },
    { engine: 'shaka', code: /shaka-player/, id: 'dash-number', kinds: APART },
    { engine: 'shaka', code: /shaka-player/, id: 'dash-segment-base', kinds: [/video/, /audio/] },
  ] as const)
    test(`${engine} finds what it starts with, fetched while its code came: ${id}`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      const asked = (): readonly string[] =>
        origin.log.of(/^\/media\//).map(({ path, range }) => `${path} ${range ?? ''}`);
      await player.open({ engines: [engine], mse: { warmUp: false } });
      const gate = origin.hold(code);
      await player.startLoad(mediaUrl(streamById(id).manifest));
      await origin.log.until('the first segments are here', (records) =>
        kinds.every((kind) => records.some(({ path, endMs }) => endMs !== null && kind.test(path))),
      );
      const ahead = asked();
      gate.release();
      expect((await player.settled()).error).toBeNull();
      for (const one of ahead) expect(asked().filter((each) => each === one)).toEqual([one]);
    });

  test('hls.js, named first, is not asked for where it cannot play', async ({ player, mediaUrl }) => {
    await player.open({ engines: ['hlsjs', 'mse'], mse: { warmUp: false } });
    await player.loadWell(mediaUrl(streamById('dash-number').manifest));
    expect(await engineOf(player)).toBe('mse');
    expect(await fetched(player, VENDORS)).toEqual([]);
  });

  test('an idle page has the forced engine’s code before the first load', async ({ player, origin }) => {
    await player.open({ engines: ['hlsjs'] });
    await origin.log.until('the code has come', () =>
      origin.log.of(/hls\.mjs$/).some(({ endMs }) => endMs !== null),
    );
    // Of Kinora's own parsers none is warmed up; hls.js's adapter names its tracks by a part of the one for HLS.
    expect(await fetched(player, /parse-mpd/)).toEqual([]);
  });
});
