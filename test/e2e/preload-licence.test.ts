import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { AbrDecision } from '../../src/index.ts';
import type { Origin } from '../fixtures/origin/start-origin.ts';
import { expectNothingHeld } from './expect-nothing-held.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import type { PageConfig, PlayerPage } from './player-page.ts';

/** A page compiles some 700 kB of Shaka first. */
test.describe.configure({ timeout: 60_000 });

/** Shaka bounds questions to the browser by timers of 5 s, and lets them run out when they are answered. */
const VENDOR_TIMERS_MS = 10_000;

const LICENCE = /licence$/;
const CLEAR = 'dash-time';
const LOCKED = streamById('dash-cenc');
const MANIFEST_FILE = fileURLToPath(new URL(`../../.media/${LOCKED.manifest}`, import.meta.url));

const base64url = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');

/** A ClearKey licence server for the protected titles. @see https://www.w3.org/TR/encrypted-media-2/#clear-key-license-format */
function putLicence(origin: Origin): PageConfig {
  const keys = Object.entries(LOCKED.drm?.clearkeys ?? {});
  const licence = { keys: keys.map(([kid, k]) => ({ kty: 'oct', kid: base64url(kid), k: base64url(k) })) };
  origin.put('/licence', JSON.stringify({ ...licence, type: 'temporary' }), 'application/json');
  return { drm: { servers: { 'org.w3.clearkey': `${origin.url}/licence` } } };
}

/** How a playlist says what it is locked with, by the name of its track. */
type Lock = (name: string) => string;

/** Keys that anyone may fetch. @see https://datatracker.ietf.org/doc/html/rfc8216#section-4.3.2.4 */
const lockPlainly: Lock = (name) => `METHOD=SAMPLE-AES-CTR,URI="${name}.key",KEYFORMAT="identity"`;

/** Widevine's KEYFORMAT, around the `pssh` of ClearKey. */
async function lockByPssh(): Promise<Lock> {
  const [, pssh = ''] = /<cenc:pssh>([^<]*)/.exec(await readFile(MANIFEST_FILE, 'utf8')) ?? [];
  const [kid = ''] = Object.keys(LOCKED.drm?.clearkeys ?? {});
  return () =>
    `METHOD=SAMPLE-AES-CTR,URI="data:text/plain;base64,${pssh}",KEYID=0x${kid},` +
    'KEYFORMAT="urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed",KEYFORMATVERSIONS="1"';
}

/** The protected title as HLS. `session`: the multivariant playlist tells of the lock, too. */
function putHls(origin: Origin, lockOf: Lock, session = ''): void {
  const put = (name: string, body: string): void => {
    origin.put(`/media/cenc/${name}`, `#EXTM3U\n${body}`, 'application/vnd.apple.mpegurl');
  };
  const [video = '', audio = ''] = Object.values(LOCKED.drm?.clearkeys ?? {});
  for (const [name, key] of [
    ['video-360', video],
    ['audio-en', audio],
  ] as const) {
    origin.put(`/media/cenc/${name}.key`, Buffer.from(key, 'hex'), 'application/octet-stream');
    const lock = `#EXT-X-KEY:${lockOf(name)}`;
    const segments = Array.from({ length: 10 }, (_, i) => `#EXTINF:2,\n${name}/${i + 1}.m4s`);
    const head = `#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:3\n${lock}\n#EXT-X-MAP:URI="${name}/init.mp4"`;
    put(`${name}.m3u8`, [head, ...segments, '#EXT-X-ENDLIST'].join('\n'));
  }
  put(
    'master.m3u8',
    session +
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="English",LANGUAGE="en",DEFAULT=YES,URI="audio-en.m3u8"\n' +
      '#EXT-X-STREAM-INF:BANDWIDTH=500000,CODECS="avc1.4d401e,mp4a.40.2",RESOLUTION=640x360,AUDIO="sound"\nvideo-360.m3u8',
  );
}

function preload(player: PlayerPage, url: string): Promise<string> {
  return player.page.evaluate(
    (to) =>
      window.harness.player.preload(to).then(
        () => 'prepared',
        (error: unknown) => String(error),
      ),
    url,
  );
}

async function countSessions(player: PlayerPage): Promise<void> {
  await player.page.evaluate(() => {
    const { createSession } = MediaKeys.prototype;
    window.sessions = { made: 0, closed: 0, last: null };
    MediaKeys.prototype.createSession = function (...args) {
      const session = createSession.apply(this, args);
      window.sessions.made += 1;
      window.sessions.last = session;
      void session.closed.then(() => (window.sessions.closed += 1));
      return session;
    };
  });
}

function sessionsOf(player: PlayerPage): Promise<{ made: number; closed: number }> {
  return player.page.evaluate(() => ({ made: window.sessions.made, closed: window.sessions.closed }));
}

/** ClearKey under Widevine's name: this browser has no Widevine, and only for such systems does HLS tell what to ask with. */
async function mockWidevine(player: PlayerPage): Promise<void> {
  await player.page.evaluate(() => {
    const ask = navigator.requestMediaKeySystemAccess.bind(navigator);
    const decode = navigator.mediaCapabilities.decodingInfo.bind(navigator.mediaCapabilities);
    const named = (access: MediaKeySystemAccess): MediaKeySystemAccess =>
      Object.defineProperty(access, 'keySystem', { value: 'com.widevine.alpha' });
    navigator.requestMediaKeySystemAccess = async (system, configs) =>
      system === 'com.widevine.alpha' ? named(await ask('org.w3.clearkey', configs)) : ask(system, configs);
    navigator.mediaCapabilities.decodingInfo = async (asked) => {
      const { keySystemConfiguration: locked } = asked;
      if (locked?.keySystem !== 'com.widevine.alpha') return decode(asked);
      const { audio: _audio, video: _video, ...rest } = locked; // robustness, which ClearKey has none of
      const keySystemConfiguration = { ...rest, keySystem: 'org.w3.clearkey' };
      const info = await decode({ ...asked, keySystemConfiguration });
      if (info.keySystemAccess) named(info.keySystemAccess);
      return info;
    };
  });
}

async function playClear(player: PlayerPage, mediaUrl: (path: string) => string): Promise<void> {
  await player.loadWell(mediaUrl(streamById(CLEAR).manifest));
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
      await player.open({ ...putLicence(origin), engines: [...engines] });
      await playClear(player, mediaUrl);
      expect(await preload(player, url)).toBe('prepared');
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
    expect(await preload(player, mediaUrl(LOCKED.manifest))).toBe('prepared');
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
    await player.open({ ...putLicence(origin), engines: ['mse', 'shaka'] });
    await playClear(player, mediaUrl);
    expect(await preload(player, mediaUrl(LOCKED.manifest))).toBe('prepared');
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
    await player.open({ ...putLicence(origin), engines: ['mse', 'shaka'] });
    await playClear(player, mediaUrl);
    expect(await preload(player, mediaUrl('cenc/told.mpd'))).toBe('prepared');
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
    await player.open({ engines: ['mse', 'shaka'] });
    await playClear(player, mediaUrl);
    expect(await preload(player, mediaUrl('cenc/master.m3u8'))).toBe('prepared');
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
    await player.open({ ...config, engines: ['mse', 'shaka'] });
    await playClear(player, mediaUrl);
    expect(await preload(player, mediaUrl(LOCKED.manifest))).toBe('prepared');
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

  test('that is loaded before its licence has come: the load asks by itself, and plays', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await player.open({ ...putLicence(origin), engines: ['mse', 'shaka'] });
    await countSessions(player);
    await playClear(player, mediaUrl);
    const gate = origin.hold(LICENCE, { times: 1 });
    const prepared = preload(player, mediaUrl(LOCKED.manifest));
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
      await player.open({ ...putLicence(origin), engines: ['mse', 'shaka'] });
      await countSessions(player);
      await playClear(player, mediaUrl);
      const gate = origin.hold(moment === 'its licence comes' ? LICENCE : /cenc\/manifest\.mpd$/);
      const prepared = preload(player, mediaUrl(LOCKED.manifest));
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

  test('whose licence is lost before the load: that asks again, and plays', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await player.open({ ...putLicence(origin), engines: ['mse', 'shaka'] });
    await countSessions(player);
    await playClear(player, mediaUrl);
    expect(await preload(player, mediaUrl(LOCKED.manifest))).toBe('prepared');
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
    await player.open({ ...putLicence(origin), preload: { maxAgeSec: 2 }, engines: ['mse', 'shaka'] });
    await countSessions(player);
    await playClear(player, mediaUrl);
    expect(await preload(player, mediaUrl(LOCKED.manifest))).toBe('prepared');
    await expect.poll(() => sessionsOf(player)).toEqual({ made: 1, closed: 1 });
  });

  test('HLS whose EXT-X-SESSION-KEY names them: it has its licence, and the load asks for none', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    const { drm } = putLicence(origin);
    const lockOf = await lockByPssh();
    putHls(origin, lockOf, `#EXT-X-SESSION-KEY:${lockOf('')}\n`);
    await player.open({
      drm: { servers: { 'com.widevine.alpha': drm?.servers?.['org.w3.clearkey'] ?? '' } },
      engines: ['mse', 'shaka'],
    });
    await mockWidevine(player);
    await playClear(player, mediaUrl);
    expect(await preload(player, mediaUrl('cenc/master.m3u8'))).toBe('prepared');
    const asked = origin.log.of(LICENCE).length;
    expect(asked).toBeGreaterThan(0);
    await player.loadWell(mediaUrl('cenc/master.m3u8'));
    await player.play(2);
    await player.untilPosition(5);
    expect(origin.log.of(LICENCE)).toHaveLength(asked);
  });

  test('where the app wants no licences: the load asks for it', async ({ player, mediaUrl, origin }) => {
    const config = putLicence(origin);
    await player.open({ ...config, preload: { licences: false }, engines: ['mse', 'shaka'] });
    await playClear(player, mediaUrl);
    expect(await preload(player, mediaUrl(LOCKED.manifest))).toBe('prepared');
    expect(origin.log.of(LICENCE)).toEqual([]);
    await player.loadWell(mediaUrl(LOCKED.manifest));
    expect(origin.log.of(LICENCE).length).toBeGreaterThan(0);
  });

  for (const end of ['destroy', 'another preload', 'a load of another title'] as const) {
    test(`${end} leaves nothing of it behind`, async ({ player, mediaUrl, origin }) => {
      await player.open({ ...putLicence(origin), engines: ['mse', 'shaka'] });
      await playClear(player, mediaUrl);
      await countSessions(player);
      expect(await preload(player, mediaUrl(LOCKED.manifest))).toBe('prepared');
      const other = mediaUrl(streamById('dash-number').manifest);
      if (end === 'destroy') await player.destroy();
      else if (end === 'another preload') expect(await preload(player, other)).toBe('prepared');
      else await player.loadWell(other);
      await expect
        .poll(() => sessionsOf(player), { timeout: VENDOR_TIMERS_MS })
        .toEqual({ made: 1, closed: 1 });
      await player.destroy();
      await expectNothingHeld(player, { timeoutMs: VENDOR_TIMERS_MS });
    });
  }
});

declare global {
  interface Window {
    /** Key sessions of the page, counted. */
    sessions: { made: number; closed: number; last: MediaKeySession | null };
  }
}
