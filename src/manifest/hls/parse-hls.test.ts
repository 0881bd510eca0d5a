import { describe, expect, it } from 'vitest';
import { isPlayerError } from '../../core/errors.ts';
import type { Presentation } from '../../model/presentation.ts';
import type { Track } from '../../model/track.ts';
import { parseHls } from './parse-hls.ts';

const URL_OF_PLAYLIST = 'https://host.test/a/main.m3u8';

const parse = (...lines: string[]): Presentation =>
  parseHls(['#EXTM3U', ...lines].join('\n'), URL_OF_PLAYLIST);
const tracksOf = (presentation: Presentation, kind: string): readonly Track[] =>
  presentation.periods.flatMap(({ tracks }) => tracks.filter((track) => track.kind === kind));
const variant = (attributes: string, uri: string): readonly string[] => [
  `#EXT-X-STREAM-INF:${attributes}`,
  uri,
];
function errorOf(text: string): unknown {
  try {
    parseHls(text, `${URL_OF_PLAYLIST}?token=secret`);
  } catch (error) {
    return error;
  }
  return null;
}

describe('what is no playlist', () => {
  it.each([
    [
      '<!DOCTYPE html><html>',
      'it does not start with #EXTM3U but with "<!DOCTYPE html><html>", like an HTML page',
    ],
    [
      '\ufeff<?xml version="1.0"?>',
      'it does not start with #EXTM3U but with "<?xml version=\\"1.0\\"?>", like XML',
    ],
    ['', 'it does not start with #EXTM3U but with ""'],
    ['#EXTINF:1,\na.ts', 'it does not start with #EXTM3U but with "#EXTINF:1,\\na.ts"'],
  ])('%j', (text, detail) => {
    const error = errorOf(text);
    expect(error).toMatchObject({ code: 'manifest-malformed', context: { url: URL_OF_PLAYLIST, detail } });
    expect(isPlayerError(error) && error.message).toContain(URL_OF_PLAYLIST);
    expect(isPlayerError(error) && error.message).not.toContain('secret');
  });

  it('is empty without variants or segments', () => {
    expect(errorOf('#EXTM3U')).toMatchObject({ code: 'manifest-empty' });
    const iframes = '#EXTM3U\n#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="i.m3u8"';
    expect(errorOf(iframes)).toMatchObject({
      code: 'manifest-empty',
      context: { detail: 'no variant is listed' },
    });
  });
});

describe('media playlists given directly', () => {
  const direct = (name: string, ...tags: string[]): Presentation =>
    parse(...tags, '#EXTINF:4,', name, '#EXTINF:3,', name);

  it('are a presentation of one rendition, with its index ready', () => {
    const presentation = direct('s.ts', '#EXT-X-START:TIME-OFFSET=-3', '#EXT-X-ENDLIST');
    expect(presentation).toMatchObject({ isLive: false, durationSec: 7, preferredStartSec: -3 });
    expect(presentation.periods[0]!.tracks).toHaveLength(1);
    const [track] = tracksOf(presentation, 'video');
    expect(track!.renditions[0]).toMatchObject({
      container: 'ts',
      isMuxed: null,
      codecs: null,
      source: { type: 'ready' },
    });
  });

  it('are live without an end', () => {
    expect(direct('s.ts')).toMatchObject({ isLive: true, durationSec: null });
  });

  it.each([
    ['s.aac', 'audio', 'aac'],
    ['s.mp3?x', 'audio', 'mp3'],
    ['s.ac3', 'audio', 'unknown'],
    ['s.m4a', 'audio', 'mp4'],
    ['s.m4s', 'video', 'mp4'],
    ['s', 'video', 'unknown'],
    ['s.vtt', 'text', 'vtt'],
  ])('of %s segments are %s in %s', (name, kind, container) => {
    const [track] = tracksOf(direct(name), kind);
    expect(track?.renditions[0]?.container).toBe(container);
  });

  it('of I-frames play by their byte ranges', () => {
    const presentation = parse(
      ...['#EXT-X-I-FRAMES-ONLY', '#EXTINF:2,', '#EXT-X-BYTERANGE:300@940', 'v.ts', '#EXT-X-ENDLIST'],
    );
    const source = tracksOf(presentation, 'video')[0]!.renditions[0]!.source;
    expect(source.type === 'ready' && source.index.at(0)?.range).toEqual({ start: 940, end: 1239 });
    expect(source.type === 'ready' && source.index.protection).toEqual([]);
  });
});

describe('deferred media playlists', () => {
  it('are refused where they are something else', async () => {
    const source = tracksOf(parse(...variant('BANDWIDTH=1', 'v.m3u8')), 'video')[0]!.renditions[0]!.source;
    if (source.type !== 'deferred') throw new Error('expected a deferred index');
    const read = (text: string): Promise<unknown> =>
      source.read({ bytes: new TextEncoder().encode(text), url: 'https://host.test/v.m3u8' });
    expect(await read('\ufeff#EXTM3U\n#EXTINF:4,\na.ts')).toMatchObject({ count: 1, endSec: 4 });
    await expect(read('<html>')).rejects.toMatchObject({
      code: 'manifest-malformed',
      context: { url: 'https://host.test/v.m3u8' },
    });
    await expect(read('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nx.m3u8')).rejects.toMatchObject({
      code: 'manifest-malformed',
    });
  });
});
