import { readFile } from 'node:fs/promises';
import type { AbrDecision } from '../../src/index.ts';
import { expectNothingHeld } from './expect-nothing-held.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import type { PageConfig, PlayerPage } from './player-page.ts';
import {
  countSessions,
  LICENCE,
  lockEachApart,
  LOCKED,
  lockPlainly,
  MANIFEST_FILE,
  mockWidevine,
  putHls,
  putLicence,
  putLockedHls,
  sessionsOf,
} from './protected-title.ts';

/** A page compiles some 700 kB of Shaka first. */
test.describe.configure({ timeout: 60_000 });

/** Shaka bounds questions to the browser by timers of 5 s, and lets them run out when they are answered. */
const VENDOR_TIMERS_MS = 10_000;

/** Plays a clear title, Kinora's own engine before Shaka, and counts the key sessions that are made beside it. */
async function playBeside(
  player: PlayerPage,
  mediaUrl: (path: string) => string,
  config: PageConfig,
): Promise<void> {
  await player.open({ engines: ['mse', 'shaka'], ...config });
  await countSessions(player);
  await player.loadWell(mediaUrl(streamById('dash-time').manifest));
  await player.play(1);
}

/** The first frame, though no server answers any more. */
async function expectFirstFrame(player: PlayerPage, url: string): Promise<void> {
  await player.page.evaluate(() => (window.harness.events.length = 0));
  expect(await player.startLoad(url)).toEqual([]);
  expect((await player.settled()).error).toBeNull();
  await player.page.waitForFunction(() =>
    window.harness.events.some(({ detail }) => detail['phase'] === 'first-frame'),
  );
}

test.describe('a preload of a protected title', () => {
  for (const engines of [['mse', 'shaka'], ['shaka', 'mse'], ['shaka']] as const) {
    test(`in ${engines.join(', ')}: it has its licence, and starts without an answer of any server`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      const url = mediaUrl(LOCKED.manifest);
      await playBeside(player, mediaUrl, { ...putLicence(origin), engines: [...engines] });
      expect(await player.preload(url)).toBe('prepared');
      const asked = origin.log.of(LICENCE).length;
      expect(asked).toBeGreaterThan(0);
      expect(await player.state()).toBe('playing');
      expect(await player.events('stallstart')).toEqual([]);

      await player.unload();
      await origin.log.untilIdle();
      const gate = origin.hold(/./);
      await expectFirstFrame(player, url);
      expect(origin.log.of(LICENCE)).toHaveLength(asked);
      const told = (await player.events('phase')).map(({ detail }) => detail['phase']);
      const phases = told.filter((phase) => phase !== 'source-open'); // of the engine that declined
      const started = ['load', 'manifest-requested', 'manifest-received', 'manifest-parsed'];
      expect(phases.slice(0, 5)).toEqual([...started, 'first-segment-requested']);
      expect(phases.slice(5).sort()).toEqual(['first-append', 'first-bytes-received', 'first-frame']);
      expect((await player.tracks()).map(({ kind }) => kind).sort()).toEqual(['audio', 'video']);
      gate.release();
      await player.play();
      await player.untilPosition(5);
      expect(origin.log.of(LICENCE)).toHaveLength(asked);
      expect(origin.log.of(/cenc\/manifest\.mpd$/)).toHaveLength(1);
      const media = origin.log.of(/cenc\/.*\.(m4s|mp4)$/).map(({ path }) => path);
      expect(new Set(media).size, media.join('\n')).toBe(media.length);
      const decisions = (await player.events('decision')).map(
        ({ detail }) => detail['decision'] as AbrDecision,
      );
      expect(decisions.filter(({ reason }) => reason.includes('by itself'))).toEqual([]);
    });
  }

  test('beside another protected title: both play', async ({ player, mediaUrl, origin }) => {
    await player.open({ ...putLicence(origin), engines: ['mse', 'shaka'] });
    await player.loadWell(mediaUrl(streamById('dash-cbcs').manifest));
    await player.play(1);
    expect(await player.preload(mediaUrl(LOCKED.manifest))).toBe('prepared');
    const asked = origin.log.of(LICENCE).length;
    const { currentTimeSec } = await player.look();
    await player.untilPosition(currentTimeSec + 1);
    await player.loadWell(mediaUrl(LOCKED.manifest));
    await player.play(2);
    await player.untilPosition(4);
    expect(origin.log.of(LICENCE)).toHaveLength(asked);
    expect(await player.events('error')).toEqual([]);
  });

  test('that another position is loaded of: the licence serves it', async ({ player, mediaUrl, origin }) => {
    await playBeside(player, mediaUrl, putLicence(origin));
    expect(await player.preload(mediaUrl(LOCKED.manifest))).toBe('prepared');
    const asked = origin.log.of(LICENCE).length;
    await player.loadWell(mediaUrl(LOCKED.manifest), { startSec: 8 });
    expect((await player.look()).currentTimeSec).toBeCloseTo(8, 0);
    await player.play();
    await player.untilPosition(10);
    expect(origin.log.of(LICENCE)).toHaveLength(asked);
  });

  test('what the manifest tells on its timeline is told at the load', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const manifest = await readFile(MANIFEST_FILE, 'utf8');
    const events =
      '<EventStream schemeIdUri="urn:example:credits" timescale="1"><Event presentationTime="3" duration="1" id="7"/></EventStream>';
    origin.put(
      '/media/cenc/told.mpd',
      manifest.replace(/<Period[^>]*>/, `$&${events}`),
      'application/dash+xml',
    );
    await playBeside(player, mediaUrl, putLicence(origin));
    expect(await player.preload(mediaUrl('cenc/told.mpd'))).toBe('prepared');
    expect(await player.events('mediaevent')).toEqual([]);
    await player.loadWell(mediaUrl('cenc/told.mpd'));
    const told = (await player.events('mediaevent')).map(({ detail }) => detail['event']);
    expect(told).toMatchObject([{ schemeIdUri: 'urn:example:credits', startSec: 3, id: '7' }]);
  });

  test('HLS whose playlists alone name the keys: the load fetches them, and plays', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    putHls(origin, lockPlainly);
    await playBeside(player, mediaUrl, {});
    expect(await player.preload(mediaUrl('cenc/master.m3u8'))).toBe('prepared');
    await player.loadWell(mediaUrl('cenc/master.m3u8'));
    expect(await player.page.evaluate(() => window.harness.player.engine)).toBe('shaka');
    await player.play(2);
    await player.untilPosition(5);
    // Shaka looks into media of a playlist by itself, to learn what is in it.
    const asked = origin.log.of(/cenc\/(.*\.m3u8|[^/]*\/1\.m4s)$/).map(({ path }) => path);
    expect(asked.length).toBe(5);
    expect(new Set(asked).size, asked.join('\n')).toBe(5);
  });

  test('whose licence is refused: it is prepared, and its load asks again', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const config = putLicence(origin);
    origin.addFault({ path: LICENCE, status: 403 });
    await playBeside(player, mediaUrl, config);
    expect(await player.preload(mediaUrl(LOCKED.manifest))).toBe('prepared');
    const asked = origin.log.of(LICENCE).length;
    expect(asked).toBeGreaterThan(0);
    expect(await player.state()).toBe('playing');
    expect(await player.events('error')).toEqual([]);
    origin.reset();
    putLicence(origin);
    await player.loadWell(mediaUrl(LOCKED.manifest));
    await player.play(2);
    await player.untilPosition(3);
    expect(origin.log.of(LICENCE)).toHaveLength(1);
  });

  for (const { engines, closed, askedAgain } of [
    { engines: ['mse', 'shaka'], closed: 2, askedAgain: 0 },
    { engines: ['shaka'], closed: 1, askedAgain: 1 }, // it forgets the other session by itself
  ] as const) {
    test(`in ${engines.join(', ')}, of whose two licences one is refused: its load asks for both again, and plays`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      const config: PageConfig = { ...putLicence(origin), engines: [...engines] };
      origin.put('/media/cenc/two-licences.mpd', await lockEachApart(), 'application/dash+xml');
      const url = mediaUrl('cenc/two-licences.mpd');
      origin.addFault({ path: LICENCE, status: 403, times: 1 });
      if (askedAgain > 0) origin.addFault({ path: LICENCE, status: 403, skip: 2, times: askedAgain });
      await playBeside(player, mediaUrl, config);
      expect(await player.preload(url)).toBe('prepared');
      await expect.poll(() => sessionsOf(player), { timeout: VENDOR_TIMERS_MS }).toEqual({ made: 2, closed });
      expect(origin.log.of(LICENCE)).toHaveLength(2 + askedAgain);
      await player.loadWell(url);
      await player.play(2);
      await player.untilPosition(3);
      expect(origin.log.of(LICENCE)).toHaveLength(4 + askedAgain);
      expect(await player.events('error')).toEqual([]);
    });
  }

  test('that is loaded before its licence has come: the load waits for it, and plays', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await playBeside(player, mediaUrl, putLicence(origin));
    const gate = origin.hold(LICENCE, { times: 1 });
    const prepared = player.preload(mediaUrl(LOCKED.manifest));
    await gate.arrived(1);
    expect(await player.startLoad(mediaUrl(LOCKED.manifest))).toEqual([]);
    expect(await prepared, 'handed over').toBe('prepared');
    gate.release();
    expect((await player.settled()).error).toBeNull();
    await player.play(2);
    await player.untilPosition(3);
    expect(origin.log.of(LICENCE)).toHaveLength(1);
    expect(await sessionsOf(player)).toEqual({ made: 1, closed: 0 });
  });

  test('in shaka, that is loaded before its licence has come: the load asks by itself, and plays', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await playBeside(player, mediaUrl, { ...putLicence(origin), engines: ['shaka'] });
    const gate = origin.hold(LICENCE, { times: 1 });
    const prepared = player.preload(mediaUrl(LOCKED.manifest));
    await gate.arrived(1);
    await player.loadWell(mediaUrl(LOCKED.manifest));
    expect(await prepared, 'handed over').toBe('prepared');
    expect(origin.log.of(LICENCE)).toHaveLength(2);
    gate.release();
    await player.play(2);
    await player.untilPosition(3);
    expect(await sessionsOf(player)).toEqual({ made: 2, closed: 1 });
  });

  for (const moment of ['its manifest is read', 'its licence comes'] as const) {
    test(`destroy before ${moment} leaves nothing of it behind`, async ({ player, mediaUrl, origin }) => {
      await playBeside(player, mediaUrl, putLicence(origin));
      const gate = origin.hold(moment === 'its licence comes' ? LICENCE : /cenc\/manifest\.mpd$/);
      const prepared = player.preload(mediaUrl(LOCKED.manifest));
      await gate.arrived(1);
      await player.destroy();
      expect(await prepared).toContain('AbortError');
      gate.release();
      const made = moment === 'its licence comes' ? 1 : 0;
      await expect
        .poll(() => sessionsOf(player), { timeout: VENDOR_TIMERS_MS })
        .toEqual({ made, closed: made });
      await expectNothingHeld(player, { timeoutMs: VENDOR_TIMERS_MS });
    });
  }

  test('whose licence is not renewed before the load: that plays with the keys as they are', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await playBeside(player, mediaUrl, putLicence(origin));
    expect(await player.preload(mediaUrl(LOCKED.manifest))).toBe('prepared');
    // What a CDM asks for when a licence is to be renewed, and the server refuses.
    origin.addFault({ path: LICENCE, status: 403 });
    await player.page.evaluate(() => {
      const message = new TextEncoder().encode('{"kids":[],"type":"temporary"}').buffer;
      const renewal = new MediaKeyMessageEvent('message', { messageType: 'license-renewal', message });
      window.sessions.last?.dispatchEvent(renewal);
    });
    await expect.poll(() => origin.log.of(LICENCE).length).toBe(2);
    expect(await player.state()).toBe('playing');
    expect(await player.events('error')).toEqual([]);
    origin.reset();
    putLicence(origin);
    await player.loadWell(mediaUrl(LOCKED.manifest));
    await player.play(2);
    await player.untilPosition(3);
    expect(origin.log.of(LICENCE)).toHaveLength(0);
    expect(await sessionsOf(player)).toEqual({ made: 1, closed: 0 });
  });

  test('in shaka, whose licence is lost before the load: that asks again, and plays', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await playBeside(player, mediaUrl, { ...putLicence(origin), engines: ['shaka'] });
    expect(await player.preload(mediaUrl(LOCKED.manifest))).toBe('prepared');
    // What a CDM asks for when a licence is to be renewed, and the server refuses.
    origin.addFault({ path: LICENCE, status: 403 });
    await player.page.evaluate(() => {
      const message = new TextEncoder().encode('{"kids":[],"type":"temporary"}').buffer;
      const renewal = new MediaKeyMessageEvent('message', { messageType: 'license-renewal', message });
      window.sessions.last?.dispatchEvent(renewal);
    });
    await expect
      .poll(() => sessionsOf(player), { timeout: VENDOR_TIMERS_MS })
      .toEqual({ made: 1, closed: 1 });
    expect(await player.state()).toBe('playing');
    expect(await player.events('error')).toEqual([]);
    origin.reset();
    putLicence(origin);
    await player.loadWell(mediaUrl(LOCKED.manifest));
    await player.play(2);
    await player.untilPosition(3);
    expect(origin.log.of(LICENCE)).toHaveLength(1);
  });

  test('that nobody loads in time gives its licence up', async ({ player, mediaUrl, origin }) => {
    await playBeside(player, mediaUrl, { ...putLicence(origin), preload: { maxAgeSec: 2 } });
    expect(await player.preload(mediaUrl(LOCKED.manifest))).toBe('prepared');
    await expect.poll(() => sessionsOf(player)).toEqual({ made: 1, closed: 1 });
  });

  for (const isTold of [false, true])
    test(`HLS, ${isTold ? 'with' : 'without'} EXT-X-SESSION-KEY: it has its licence, and starts without an answer of any server`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      await playBeside(player, mediaUrl, await putLockedHls(origin, isTold));
      await mockWidevine(player);
      const url = mediaUrl('cenc/master.m3u8');
      expect(await player.preload(url)).toBe('prepared');
      expect(origin.log.of(LICENCE)).toHaveLength(1);
      origin.addFault({ path: /./, isSilent: true });
      await expectFirstFrame(player, url);
      origin.reset();
      await putLockedHls(origin, isTold);
      expect(await player.page.evaluate(() => window.harness.player.engine)).toBe('mse');
      await player.play(2);
      await player.untilPosition(5);
      expect(origin.log.of(LICENCE)).toEqual([]);
      expect(await sessionsOf(player)).toEqual({ made: 1, closed: 0 });
    });

  for (const manifest of [LOCKED.manifest, 'cenc/master.m3u8'])
    test(`a load of ${manifest} that ends at once gives its licence up`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      const config = manifest.endsWith('mpd') ? putLicence(origin) : await putLockedHls(origin);
      await playBeside(player, mediaUrl, config);
      await mockWidevine(player);
      expect(await player.preload(mediaUrl(manifest))).toBe('prepared');
      expect(await sessionsOf(player)).toEqual({ made: 1, closed: 0 });
      await player.page.evaluate((to) => {
        window.harness.startLoad(to);
        window.harness.player.unload();
      }, mediaUrl(manifest));
      await expect.poll(() => sessionsOf(player)).toEqual({ made: 1, closed: 1 });
    });

  test('HLS in shaka whose EXT-X-SESSION-KEY names them: it has its licence, and the load asks for none', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await playBeside(player, mediaUrl, { ...(await putLockedHls(origin, true)), engines: ['shaka'] });
    await mockWidevine(player);
    expect(await player.preload(mediaUrl('cenc/master.m3u8'))).toBe('prepared');
    expect(origin.log.of(LICENCE)).toHaveLength(1);
    const code = origin.log.of(/^\/vendor\/|engine-shaka/).length;
    expect(code, 'its engine’s code is here').toBeGreaterThan(1);
    await player.loadWell(mediaUrl('cenc/master.m3u8'));
    expect(await player.page.evaluate(() => window.harness.player.engine)).toBe('shaka');
    expect(origin.log.of(/^\/vendor\/|engine-shaka/)).toHaveLength(code);
    await player.play(2);
    await player.untilPosition(5);
    expect(origin.log.of(LICENCE)).toHaveLength(1);
    const sessions = await sessionsOf(player);
    expect(sessions, 'the media playlists tell of the lock, too').toEqual({ made: 1, closed: 0 });
  });

  test('where the app wants no licences: the load asks for it', async ({ player, mediaUrl, origin }) => {
    const config = putLicence(origin);
    await playBeside(player, mediaUrl, { ...config, preload: { licences: false } });
    expect(await player.preload(mediaUrl(LOCKED.manifest))).toBe('prepared');
    expect(origin.log.of(LICENCE)).toEqual([]);
    await player.loadWell(mediaUrl(LOCKED.manifest));
    expect(origin.log.of(LICENCE).length).toBeGreaterThan(0);
  });

  for (const end of ['destroy', 'another preload', 'a load of another title'] as const) {
    test(`${end} leaves nothing of it behind`, async ({ player, mediaUrl, origin }) => {
      await playBeside(player, mediaUrl, putLicence(origin));
      expect(await player.preload(mediaUrl(LOCKED.manifest))).toBe('prepared');
      const other = mediaUrl(streamById('dash-number').manifest);
      if (end === 'destroy') await player.destroy();
      else if (end === 'another preload') expect(await player.preload(other)).toBe('prepared');
      else await player.loadWell(other);
      await expect
        .poll(() => sessionsOf(player), { timeout: VENDOR_TIMERS_MS })
        .toEqual({ made: 1, closed: 1 });
      await player.destroy();
      await expectNothingHeld(player, { timeoutMs: VENDOR_TIMERS_MS });
    });
  }
});
