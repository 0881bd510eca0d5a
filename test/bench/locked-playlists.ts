import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keyByPssh } from '../fixtures/key-by-pssh.ts';

const METHODS = { cbcs: 'SAMPLE-AES', cenc: 'SAMPLE-AES-CTR' } as const;
const MULTIVARIANT = [
  '#EXT-X-INDEPENDENT-SEGMENTS',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="English",LANGUAGE="en",DEFAULT=YES,URI="audio-en.m3u8"',
  '#EXT-X-STREAM-INF:BANDWIDTH=310000,CODECS="avc1.4d4015,mp4a.40.2",RESOLUTION=426x240,AUDIO="sound"',
  'video-240.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=500000,CODECS="avc1.4d401e,mp4a.40.2",RESOLUTION=640x360,AUDIO="sound"',
  'video-360.m3u8',
];
/** Each is of two seconds. */
const SEGMENTS = 10;

/**
 * The protected titles (`tools/media/package-encrypted.ts`) as HLS, which their packager writes for other key systems than theirs: playlists by
 * their paths in the media folder.
 */
export async function lockedPlaylists(mediaDir: string): Promise<ReadonlyMap<string, string>> {
  const playlists = new Map<string, string>();
  const put = (path: string, lines: readonly string[]): void => {
    playlists.set(path, ['#EXTM3U', '#EXT-X-VERSION:7', ...lines, ''].join('\n'));
  };
  for (const [scheme, method] of Object.entries(METHODS)) {
    const key = keyByPssh(await readFile(join(mediaDir, scheme, 'manifest.mpd'), 'utf8'));
    put(`${scheme}/master.m3u8`, MULTIVARIANT);
    for (const name of ['video-240', 'video-360', 'audio-en'])
      put(`${scheme}/${name}.m3u8`, [
        '#EXT-X-TARGETDURATION:3',
        `#EXT-X-KEY:METHOD=${method},${key}`,
        `#EXT-X-MAP:URI="${name}/init.mp4"`,
        ...Array.from({ length: SEGMENTS }, (_, place) => `#EXTINF:2,\n${name}/${place + 1}.m4s`),
        '#EXT-X-ENDLIST',
      ]);
  }
  return playlists;
}
