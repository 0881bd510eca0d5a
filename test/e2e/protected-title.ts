import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Origin } from '../fixtures/origin/start-origin.ts';
import { keyByPssh } from '../fixtures/key-by-pssh.ts';
import { COMMON_SYSTEM, nameClearKeyWidevine, WIDEVINE_IDS } from '../fixtures/mock-widevine.ts';
import { streamById } from './generated-streams.ts';
import type { PageConfig, PlayerPage } from './player-page.ts';

export const LICENCE = /licence$/;
export const LOCKED = streamById('dash-cenc');
export const MANIFEST_FILE = fileURLToPath(new URL(`../../.media/${LOCKED.manifest}`, import.meta.url));

const base64url = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');

/** A ClearKey licence server for the protected titles. @see https://www.w3.org/TR/encrypted-media-2/#clear-key-license-format */
export function putLicence(origin: Origin): PageConfig {
  const keys = Object.entries(LOCKED.drm?.clearkeys ?? {});
  const licence = { keys: keys.map(([kid, k]) => ({ kty: 'oct', kid: base64url(kid), k: base64url(k) })) };
  origin.put('/licence', JSON.stringify({ ...licence, type: 'temporary' }), 'application/json');
  return { drm: { servers: { 'org.w3.clearkey': `${origin.url}/licence` } } };
}

/** How a playlist says what it is locked with, by the name of its track. */
type Lock = (name: string) => string;

/** Keys that anyone may fetch. @see https://datatracker.ietf.org/doc/html/rfc8216#section-4.3.2.4 */
export const lockPlainly: Lock = (name) => `METHOD=SAMPLE-AES-CTR,URI="${name}.key",KEYFORMAT="identity"`;

/** The manifest's `pssh` with both keys, under a KEYFORMAT: Widevine's (see `mockWidevine`), or the one that names keys for whatever system. */
export async function lockByPssh(uuid?: string): Promise<Lock> {
  const manifest = await readFile(MANIFEST_FILE, 'utf8');
  const lock = `METHOD=SAMPLE-AES-CTR,${keyByPssh(manifest, uuid)}`;
  return () => lock;
}

/** Picture and sound have a key each, which nothing is told of but its id. */
export const lockByKeyId: Lock = (name) => {
  const [video = '', audio = ''] = Object.keys(LOCKED.drm?.clearkeys ?? {});
  return `METHOD=SAMPLE-AES-CTR,KEYFORMAT="urn:uuid:${COMMON_SYSTEM}",KEYID=0x${name.startsWith('video') ? video : audio}`;
};

/** Not even that. */
export const lockWordlessly: Lock = () => `METHOD=SAMPLE-AES-CTR,KEYFORMAT="urn:uuid:${COMMON_SYSTEM}"`;

/** The protected title's manifest, where picture and sound have a `pssh` each: two licences. @see https://www.w3.org/TR/eme-initdata-cenc/#common-system */
export async function lockEachApart(): Promise<string> {
  const manifest = await readFile(MANIFEST_FILE, 'utf8');
  return manifest.replaceAll(
    /(default_KID="([^"]*)"[^]*?<cenc:pssh>)([^<]*)/g,
    (_whole, head: string, kid: string, pssh: string) => {
      const box = Buffer.from(pssh, 'base64').subarray(0, 52); // as far as its first KID
      box.writeUInt32BE(52, 0);
      box.writeUInt32BE(1, 28);
      Buffer.from(kid.replaceAll('-', ''), 'hex').copy(box, 32);
      return head + Buffer.concat([box.subarray(0, 48), Buffer.alloc(4)]).toString('base64');
    },
  );
}

/** The protected title as HLS. `session`: the multivariant playlist tells of the lock, too. */
export function putHls(origin: Origin, lockOf: Lock, session = ''): void {
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

/** The same where sound and the lower picture are clear: `cenc/late.m3u8`. It takes `mockWidevine`, too. */
export async function putLateLock(origin: Origin): Promise<PageConfig> {
  const config = await putLockedHls(origin);
  const put = (name: string, lines: readonly string[]): void => {
    origin.put(`/media/cenc/${name}`, ['#EXTM3U', ...lines].join('\n'), 'application/vnd.apple.mpegurl');
  };
  for (const name of ['video-240', 'audio-en'])
    put(`clear-${name}.m3u8`, [
      `#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:3\n#EXT-X-MAP:URI="../cmaf-2s/${name}/init.mp4"`,
      ...Array.from({ length: 10 }, (_, i) => `#EXTINF:2,\n../cmaf-2s/${name}/${i + 1}.m4s`),
      '#EXT-X-ENDLIST',
    ]);
  put('late.m3u8', [
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="English",LANGUAGE="en",DEFAULT=YES,URI="clear-audio-en.m3u8"',
    '#EXT-X-STREAM-INF:BANDWIDTH=310000,CODECS="avc1.4d4015,mp4a.40.2",RESOLUTION=426x240,AUDIO="sound"\nclear-video-240.m3u8',
    '#EXT-X-STREAM-INF:BANDWIDTH=500000,CODECS="avc1.4d401e,mp4a.40.2",RESOLUTION=640x360,AUDIO="sound"\nvideo-360.m3u8',
  ]);
  return config;
}

/** A title in HLS that takes keys: `cenc/master.m3u8`. It takes `mockWidevine`, too. `isTold`: the multivariant playlist tells so. */
export async function putLockedHls(origin: Origin, isTold = false): Promise<PageConfig> {
  const { drm } = putLicence(origin);
  const lockOf = await lockByPssh();
  putHls(origin, lockOf, isTold ? `#EXT-X-SESSION-KEY:${lockOf('')}\n` : '');
  return { drm: { servers: { 'com.widevine.alpha': drm?.servers?.['org.w3.clearkey'] ?? '' } } };
}

/** From here on, `sessionsOf` tells what the page made of key sessions. */
export async function countSessions(player: PlayerPage): Promise<void> {
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

export function sessionsOf(player: PlayerPage): Promise<{ made: number; closed: number }> {
  return player.page.evaluate(() => ({ made: window.sessions.made, closed: window.sessions.closed }));
}

/** From here on ClearKey answers under Widevine's name. */
export async function mockWidevine(player: PlayerPage): Promise<void> {
  await player.page.evaluate(nameClearKeyWidevine, WIDEVINE_IDS);
}

declare global {
  interface Window {
    /** Key sessions of the page, counted. */
    sessions: { made: number; closed: number; last: MediaKeySession | null };
  }
}
