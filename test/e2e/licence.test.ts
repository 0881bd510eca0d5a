import { readFile } from 'node:fs/promises';
import type { Origin } from '../fixtures/origin/start-origin.ts';
import { withBrokenPictures } from './broken-pictures.ts';
import { expectNothingHeld } from './expect-nothing-held.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import { IMPATIENT } from './impatient-config.ts';
import type { PlayerPage } from './player-page.ts';
import {
  countSessions,
  LICENCE,
  lockByKeyId,
  LOCKED,
  lockPlainly,
  lockWordlessly,
  MANIFEST_FILE,
  mockWidevine,
  putHls,
  putLateLock,
  putLicence,
  putLockedHls,
  sessionsOf,
} from './protected-title.ts';

const CLEAR = streamById('dash-number');

const engineOf = (player: PlayerPage): Promise<string | null> =>
  player.page.evaluate(() => window.harness.player.engine);

const hasKeysOn = (player: PlayerPage): Promise<boolean> =>
  player.page.evaluate(() => window.harness.video.mediaKeys !== null);

async function playOn(player: PlayerPage, untilSec = 3): Promise<void> {
  await player.play(2);
  await player.untilPosition(untilSec);
  expect(await player.events('error')).toEqual([]);
  expect(await engineOf(player)).toBe('mse');
}

/** The licence is asked for before any media has come. */
async function expectLicenceBesideMedia(player: PlayerPage, origin: Origin, url: string): Promise<void> {
  const media = origin.hold(/cenc\/.*(mp4|m4s)$/);
  const licence = origin.hold(LICENCE);
  await player.startLoad(url);
  await media.arrived(4);
  await licence.arrived(1);
  licence.release();
  media.release();
  expect((await player.settled()).error).toBeNull();
}

test.describe('licences of Kinora’s own engine', () => {
  test('the licence is asked for beside the first media', async ({ player, mediaUrl, origin }) => {
    await player.open(putLicence(origin));
    await expectLicenceBesideMedia(player, origin, mediaUrl(LOCKED.manifest));
    await playOn(player);
    expect(origin.log.of(LICENCE)).toHaveLength(1);
    expect(origin.log.of(LICENCE)[0]).toMatchObject({ method: 'POST' });
  });

  test('a licence that takes long keeps the picture waiting, and is taken for no fault', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await player.open(putLicence(origin));
    const gate = origin.hold(LICENCE, { times: 1 });
    await player.startLoad(mediaUrl(LOCKED.manifest));
    await gate.arrived(1);
    await player.untilBuffered(10);
    await player.page.waitForTimeout(2500); // longer than any playhead may stand in media
    gate.release();
    expect((await player.settled()).error).toBeNull();
    await playOn(player);
    for (const type of ['gapjump', 'recovered', 'warning', 'stallstart'] as const)
      expect(await player.events(type), type).toEqual([]);
    expect(origin.log.of(LICENCE)).toHaveLength(1);
  });

  test('a server that fails for a moment is asked again', async ({ player, mediaUrl, origin }) => {
    const config = putLicence(origin);
    origin.addFault({ path: LICENCE, status: 503, times: 2 });
    await player.open(config);
    await player.loadWell(mediaUrl(LOCKED.manifest));
    await playOn(player);
    expect(origin.log.of(LICENCE)).toHaveLength(3);
  });

  test('a refusal is the end, says why, and is asked for once, in one engine', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const config = putLicence(origin);
    origin.addFault({ path: LICENCE, status: 403 });
    await player.open(config);
    const { error } = await player.load(mediaUrl(LOCKED.manifest));
    expect(error).toMatchObject({ code: 'drm-failed' });
    expect(error?.message).toContain('the server answered 403');
    expect(error?.message).toContain('config.drm');
    expect(origin.log.of(LICENCE)).toHaveLength(1);
    expect((await player.events('enginechange')).map(({ detail }) => detail['to'])).toEqual(['mse']);
    origin.reset();
    putLicence(origin);
    await player.page.evaluate(() => (window.harness.events.length = 0));
    await player.loadWell(mediaUrl(LOCKED.manifest));
    await playOn(player);
  });

  test('a licence without the key that the media needs is the end', async ({ player, mediaUrl, origin }) => {
    const config = putLicence(origin);
    const other = { kty: 'oct', kid: 'AAAAAAAAAAAAAAAAAAAAAA', k: 'AAAAAAAAAAAAAAAAAAAAAA' };
    origin.put('/licence', JSON.stringify({ keys: [other], type: 'temporary' }), 'application/json');
    await player.open(config);
    const { error } = await player.load(mediaUrl(LOCKED.manifest));
    expect(error).toMatchObject({ code: 'drm-failed' });
    expect(error?.message).toContain('no licence has a key that the media needs');
  });

  test('what is no licence is the end', async ({ player, mediaUrl, origin }) => {
    const config = putLicence(origin);
    origin.put('/licence', '<html>Please log in</html>', 'text/html');
    await player.open(config);
    const { error } = await player.load(mediaUrl(LOCKED.manifest));
    expect(error).toMatchObject({ code: 'drm-failed' });
  });

  test('a manifest without pssh: the key ids that it names are asked for', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const manifest = await readFile(MANIFEST_FILE, 'utf8');
    const bare = manifest.replace(/<ContentProtection[^>]*urn:uuid[^]*?<\/ContentProtection>/g, '');
    expect(bare).not.toContain('pssh');
    origin.put('/media/cenc/bare.mpd', bare, 'application/dash+xml');
    await player.open(putLicence(origin));
    await player.loadWell(mediaUrl('cenc/bare.mpd'));
    await playOn(player);
    expect(origin.log.of(LICENCE)).toHaveLength(1);
  });

  test('a manifest that tells of no keys: what the media tells of is asked for', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const manifest = await readFile(MANIFEST_FILE, 'utf8');
    const bare = manifest
      .replace(/<ContentProtection[^>]*urn:uuid[^]*?<\/ContentProtection>/g, '')
      .replace(/ cenc:default_KID="[^"]*"/g, '');
    expect(bare).not.toMatch(/pssh|default_KID/);
    origin.put('/media/cenc/silent.mpd', bare, 'application/dash+xml');
    await player.open(putLicence(origin));
    await player.loadWell(mediaUrl('cenc/silent.mpd'));
    await playOn(player);
  });

  test('seeks, another quality and a rebuilt buffer go on with the same licence', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const path = 'cenc/video-240/4.m4s';
    origin.addFault({ path, times: 1, body: await withBrokenPictures(path) });
    await player.open({ ...putLicence(origin), ...IMPATIENT });
    await countSessions(player);
    await player.setQuality({ maxHeight: 240 });
    await player.loadWell(mediaUrl(LOCKED.manifest));
    await player.play(2);
    await player.untilPosition(9, 25_000);
    expect((await player.events('recovered')).length, await player.describe()).toBe(1);
    await player.setQuality('auto');
    await player.seek(15);
    await player.untilPosition(17);
    await player.seek(1);
    await player.untilPosition(3);
    expect(await player.events('error')).toEqual([]);
    expect(origin.log.of(LICENCE)).toHaveLength(1);
    expect(await sessionsOf(player)).toEqual({ made: 1, closed: 0 });
  });

  test('protected, clear, protected: each plays, and destroy leaves neither keys nor sessions', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await player.open(putLicence(origin));
    await countSessions(player);
    for (const { manifest } of [LOCKED, CLEAR, streamById('dash-cbcs'), LOCKED]) {
      await player.loadWell(mediaUrl(manifest));
      await playOn(player, 2);
    }
    await player.destroy();
    await expect.poll(() => sessionsOf(player)).toEqual({ made: 3, closed: 3 });
    await expect.poll(() => hasKeysOn(player)).toBe(false);
    await expectNothingHeld(player);
  });

  test('the keys go when the title does, also where its licence is still to come', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await player.open(putLicence(origin));
    await countSessions(player);
    const gate = origin.hold(LICENCE);
    await player.startLoad(mediaUrl(LOCKED.manifest));
    await gate.arrived(1);
    await player.unload();
    await expect.poll(() => sessionsOf(player)).toEqual({ made: 1, closed: 1 });
    await expect.poll(() => hasKeysOn(player)).toBe(false);
    gate.release();
    await player.destroy();
    await expectNothingHeld(player);
  });

  test('behind a protected title in shaka, one plays', async ({ player, mediaUrl, origin }) => {
    putHls(origin, lockPlainly);
    await player.open({ engines: ['mse', 'shaka'], ...putLicence(origin) });
    await player.loadWell(mediaUrl('cenc/master.m3u8'));
    expect(await engineOf(player)).toBe('shaka');
    await player.play(2);
    await player.untilPosition(2);
    const asked = origin.log.of(LICENCE).length;
    await player.loadWell(mediaUrl(LOCKED.manifest));
    await playOn(player);
    expect(origin.log.of(LICENCE)).toHaveLength(asked + 1);
  });

  test('in HLS it is asked for beside the first media, once for picture and sound', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await player.open(await putLockedHls(origin));
    await mockWidevine(player);
    await countSessions(player);
    await expectLicenceBesideMedia(player, origin, mediaUrl('cenc/master.m3u8'));
    await playOn(player);
    await player.seek(12);
    await player.untilPosition(14);
    expect(origin.log.of(LICENCE)).toHaveLength(1);
    expect(await sessionsOf(player)).toEqual({ made: 1, closed: 0 });
    await player.unload();
    await expect.poll(() => sessionsOf(player)).toEqual({ made: 1, closed: 1 });
  });

  for (const [how, lock] of [
    ['picture and sound have keys of their own', lockByKeyId],
    ['nobody says which keys it takes', lockWordlessly],
  ] as const)
    test(`in HLS whose keys the app holds, where ${how}, it plays without a server`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      putHls(origin, lock);
      await player.open({ drm: { clearKeys: LOCKED.drm?.clearkeys ?? null } });
      await player.loadWell(mediaUrl('cenc/master.m3u8'));
      await playOn(player);
      expect((await player.stats())?.totalFrames).toBeGreaterThan(10);
      expect(origin.log.of(LICENCE)).toEqual([]);
    });

  test('in HLS a refusal is the end, and asked for once, in one engine', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const config = await putLockedHls(origin);
    origin.addFault({ path: LICENCE, status: 403 });
    await player.open(config);
    await mockWidevine(player);
    const { error } = await player.load(mediaUrl('cenc/master.m3u8'));
    expect(error).toMatchObject({ code: 'drm-failed' });
    expect((await player.events('enginechange')).map(({ detail }) => detail['to'])).toEqual(['mse']);
    expect(origin.log.of(LICENCE)).toHaveLength(1);
  });

  test('in HLS of which only the better picture is locked, it is asked for when that is chosen', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const config = await putLateLock(origin);
    await player.open(config);
    await mockWidevine(player);
    await player.page.evaluate(() => window.harness.player.setQuality({ maxHeight: 240 }));
    await player.loadWell(mediaUrl('cenc/late.m3u8'));
    await player.play();
    await player.untilPosition(2);
    expect(origin.log.of(LICENCE)).toEqual([]);
    await player.page.evaluate(() => {
      const { player: made } = window.harness;
      made.setQuality(made.renditions.find(({ height }) => height === 360)?.id ?? 'auto');
    });
    await player.untilPosition(15);
    expect(origin.log.of(LICENCE)).toHaveLength(1);
    expect((await player.look()).height).toBe(360);
    expect(await player.events('error')).toEqual([]);
    expect(await player.events('recovered')).toEqual([]);
  });

  test('a session that the browser has lost is opened anew', async ({ player, mediaUrl, origin }) => {
    await player.open(putLicence(origin));
    await countSessions(player);
    await player.loadWell(mediaUrl(LOCKED.manifest));
    await playOn(player);
    await player.page.evaluate(() => window.sessions.last?.close());
    await expect.poll(() => origin.log.of(LICENCE).length).toBe(2);
    await player.seek(12);
    await player.untilPosition(14);
    expect(await player.events('error')).toEqual([]);
    expect(await sessionsOf(player)).toEqual({ made: 2, closed: 1 });
  });

  test('a live protected title is left to shaka, and its licence asked for once', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const manifest = await readFile(MANIFEST_FILE, 'utf8');
    const live = manifest
      .replace(/type="static"/, 'type="dynamic" availabilityStartTime="2020-01-01T00:00:00Z"')
      .replace(/ mediaPresentationDuration="[^"]*"/, '');
    expect(live).toContain('type="dynamic"');
    origin.put('/media/cenc/live.mpd', live, 'application/dash+xml');
    await player.open(putLicence(origin));
    await countSessions(player);
    await player.startLoad(mediaUrl('cenc/live.mpd'));
    await origin.log.until('the licence', () => origin.log.of(LICENCE).length > 0);
    await player.page.waitForFunction(() => window.harness.player.engine === 'shaka');
    expect(await sessionsOf(player)).toMatchObject({ made: 1 });
  });

  test('a licence of which the page may ask nothing first needs no leave of its server', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const { drm } = putLicence(origin);
    const url = new URL(drm?.servers?.['org.w3.clearkey'] ?? '');
    url.hostname = 'localhost'; // another origin than the page's
    await player.open({ drm: { servers: { 'org.w3.clearkey': url.href } } });
    await player.loadWell(mediaUrl(LOCKED.manifest));
    await playOn(player);
    expect(origin.log.of(LICENCE).map(({ method }) => method)).toEqual(['POST']);
  });

  test('keys that the display may not show are the end where nothing else is left', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await player.open(putLicence(origin));
    await countSessions(player);
    await player.loadWell(mediaUrl(LOCKED.manifest));
    await playOn(player);
    // What a CDM says when a display without HDCP is plugged in: ClearKey never does.
    await player.page.evaluate(() => {
      const { last } = window.sessions;
      const restricted = new Map<unknown, string>();
      last?.keyStatuses.forEach((_status, keyId) => restricted.set(keyId, 'output-restricted'));
      Object.defineProperty(last, 'keyStatuses', { value: restricted });
      last?.dispatchEvent(new Event('keystatuseschange'));
    });
    expect(await player.untilState(['error'])).toBe('error');
    const [failure] = await player.events('error');
    expect(failure?.detail['error']).toMatchObject({ code: 'drm-failed' });
  });

  test('keys of the wrong form are refused', async ({ player, mediaUrl }) => {
    await player.open({ drm: { clearKeys: { abc: 'def' } } });
    const { error } = await player.load(mediaUrl(LOCKED.manifest));
    expect(error).toMatchObject({ code: 'config-invalid', context: { option: 'config.drm.clearKeys' } });
  });
});
