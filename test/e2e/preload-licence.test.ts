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

const base64url = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');

/** A ClearKey licence server for the protected titles. @see https://www.w3.org/TR/encrypted-media-2/#clear-key-license-format */
function putLicence(origin: Origin): PageConfig {
  const keys = Object.entries(LOCKED.drm?.clearkeys ?? {});
  const licence = { keys: keys.map(([kid, k]) => ({ kty: 'oct', kid: base64url(kid), k: base64url(k) })) };
  origin.put('/licence', JSON.stringify({ ...licence, type: 'temporary' }), 'application/json');
  return { drm: { servers: { 'org.w3.clearkey': `${origin.url}/licence` } } };
}

/** The protected title as HLS, its keys to be fetched by anyone. @see https://datatracker.ietf.org/doc/html/rfc8216#section-4.3.2.4 */
function putHls(origin: Origin): void {
  const put = (name: string, body: string): void => {
    origin.put(`/media/cenc/${name}`, `#EXTM3U\n${body}`, 'application/vnd.apple.mpegurl');
  };
  const [video = '', audio = ''] = Object.values(LOCKED.drm?.clearkeys ?? {});
  for (const [name, key] of [
    ['video-360', video],
    ['audio-en', audio],
  ] as const) {
    origin.put(`/media/cenc/${name}.key`, Buffer.from(key, 'hex'), 'application/octet-stream');
    const lock = `#EXT-X-KEY:METHOD=SAMPLE-AES-CTR,URI="${name}.key",KEYFORMAT="identity"`;
    const segments = Array.from({ length: 10 }, (_, i) => `#EXTINF:2,\n${name}/${i + 1}.m4s`);
    const head = `#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:3\n${lock}\n#EXT-X-MAP:URI="${name}/init.mp4"`;
    put(`${name}.m3u8`, [head, ...segments, '#EXT-X-ENDLIST'].join('\n'));
  }
  put(
    'master.m3u8',
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
    const path = fileURLToPath(new URL(`../../.media/${LOCKED.manifest}`, import.meta.url));
    const manifest = await readFile(path, 'utf8');
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
    putHls(origin);
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
    origin.put('/licence', 'not yet', 'text/plain');
    await player.open({ ...config, engines: ['mse', 'shaka'] });
    await playClear(player, mediaUrl);
    expect(await preload(player, mediaUrl(LOCKED.manifest))).toBe('prepared');
    const asked = origin.log.of(LICENCE).length;
    expect(asked).toBeGreaterThan(0);
    expect(await player.state()).toBe('playing');
    expect(await player.events('error')).toEqual([]);
    putLicence(origin);
    await player.loadWell(mediaUrl(LOCKED.manifest));
    await player.play(2);
    await player.untilPosition(3);
    expect(origin.log.of(LICENCE).length).toBeGreaterThan(asked);
  });

  test('that is loaded before its licence has come: one exchange, and it plays', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    await player.open({ ...putLicence(origin), engines: ['mse', 'shaka'] });
    await playClear(player, mediaUrl);
    const gate = origin.hold(LICENCE);
    const prepared = preload(player, mediaUrl(LOCKED.manifest));
    await gate.arrived(1);
    await player.startLoad(mediaUrl(LOCKED.manifest));
    expect(await prepared, 'handed over').toBe('prepared');
    await gate.arrived(1);
    gate.release();
    expect((await player.settled()).error).toBeNull();
    await player.play(2);
    await player.untilPosition(3);
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
      await player.page.evaluate(() => {
        const { createSession } = MediaKeys.prototype;
        window.sessions = { made: 0, closed: 0 };
        MediaKeys.prototype.createSession = function (...args) {
          const session = createSession.apply(this, args);
          window.sessions.made += 1;
          void session.closed.then(() => (window.sessions.closed += 1));
          return session;
        };
      });
      expect(await preload(player, mediaUrl(LOCKED.manifest))).toBe('prepared');
      const other = mediaUrl(streamById('dash-number').manifest);
      if (end === 'destroy') await player.destroy();
      else if (end === 'another preload') expect(await preload(player, other)).toBe('prepared');
      else await player.loadWell(other);
      await expect
        .poll(() => player.page.evaluate(() => window.sessions), { timeout: VENDOR_TIMERS_MS })
        .toEqual({ made: 1, closed: 1 });
      await player.destroy();
      await expectNothingHeld(player, { timeoutMs: VENDOR_TIMERS_MS });
    });
  }
});

declare global {
  interface Window {
    /** Key sessions of the page, counted. */
    sessions: { made: number; closed: number };
  }
}
