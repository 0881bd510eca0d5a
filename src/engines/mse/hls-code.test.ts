import { describe, expect, it } from 'vitest';
import { parseHls } from '../../manifest/hls/parse-hls.ts';
import type { Presentation } from '../../model/presentation.ts';
import { parsePlaylist } from './hls-code.ts';

const URL_OF_PLAYLIST = 'https://host.test/m.m3u8';
const KEY = '#EXT-X-KEY:METHOD=AES-128,URI="key"';
const WIDEVINE = 'urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed';
const SESSION_KEY = `#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI="data:text/plain;base64,AAAA",KEYFORMAT="${WIDEVINE}"`;

const media = (...tags: readonly string[]): string =>
  ['#EXTM3U', ...tags, '#EXTINF:4,', 'a.ts', '#EXT-X-ENDLIST'].join('\n');
const multivariant = (...tags: readonly string[]): string =>
  ['#EXTM3U', ...tags, '#EXT-X-STREAM-INF:BANDWIDTH=1', 'v.m3u8'].join('\n');
const sourceOf = ({ periods }: Presentation): unknown => {
  const source = periods[0]?.tracks[0]?.renditions[0]?.source;
  return source?.type === 'ready' ? source.index.at(0) : source?.request;
};

describe('the HLS parser of the engine', () => {
  it.each([
    ['a clear media playlist', media()],
    ['an encrypted one', media(KEY)],
    ['a clear multivariant playlist', multivariant()],
    ['one that names a key', multivariant(SESSION_KEY)],
  ])('reads %s as the whole parser does', async (_title, text) => {
    const parsed = await parsePlaylist(text, URL_OF_PLAYLIST);
    const whole = parseHls(text, URL_OF_PLAYLIST);
    expect(JSON.stringify(parsed)).toBe(JSON.stringify(whole));
    expect(sourceOf(parsed)).toEqual(sourceOf(whole));
    const { protection } = parsed.periods[0]!.tracks[0]!.renditions[0]!;
    expect(protection).toHaveLength(text.includes('SESSION') ? 1 : 0);
  });

  it.each([
    ['clear', '#EXT-X-VERSION:7', null],
    ['encrypted', KEY, { method: 'AES-128', keyUrl: 'https://host.test/key' }],
  ])('reads %s media playlists behind a clear multivariant one', async (_title, tag, encryption) => {
    const { periods } = await parsePlaylist(multivariant(), URL_OF_PLAYLIST);
    const source = periods[0]?.tracks[0]?.renditions[0]?.source;
    if (source?.type !== 'deferred') throw new Error('expected a deferred index');
    const index = await source.read({
      bytes: new TextEncoder().encode(media(tag)),
      url: 'https://host.test/v.m3u8',
    });
    if (!('at' in index)) throw new Error('a media playlist leads to no further one');
    const read = index.at(0)?.encryption ?? null;
    if (encryption) expect(read).toMatchObject(encryption);
    else expect(read).toBeNull();
  });

  it('refuses what the whole parser refuses', async () => {
    await expect(
      parsePlaylist(media('#EXT-X-KEY:METHOD=ROT13,URI="k"'), URL_OF_PLAYLIST),
    ).rejects.toMatchObject({ code: 'manifest-unsupported' });
    await expect(parsePlaylist('<html>', URL_OF_PLAYLIST)).rejects.toMatchObject({
      code: 'manifest-malformed',
    });
  });
});
