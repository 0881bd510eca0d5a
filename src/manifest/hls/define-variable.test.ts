import { describe, expect, it } from 'vitest';
import { isPlayerError } from '../../core/errors.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import { parseHls } from './parse-hls.ts';

const encode = (...lines: string[]): Uint8Array => new TextEncoder().encode(['#EXTM3U', ...lines].join('\n'));
const parse = (url: string, ...lines: string[]) => parseHls(['#EXTM3U', ...lines].join('\n'), url);

function parseDirect(url: string, ...lines: string[]): SegmentIndex {
  const source = parse(url, ...lines).periods[0]?.tracks[0]?.renditions[0]?.source;
  if (source?.type !== 'ready') throw new Error('expected a media playlist');
  return source.index;
}
function refusal(run: () => unknown): string | null {
  try {
    run();
  } catch (error) {
    return isPlayerError(error, 'manifest-malformed') ? error.context.detail : String(error);
  }
  return null;
}

describe('EXT-X-DEFINE', () => {
  it('puts variables into URIs and quoted attributes, also those made of variables', () => {
    const index = parseDirect(
      'https://host.test/a/m.m3u8',
      ...[
        '#EXT-X-DEFINE:NAME="host",VALUE="https://cdn.test"',
        '#EXT-X-DEFINE:NAME="dir",VALUE="{$host}/v1"',
      ],
      ...['#EXT-X-MAP:URI="{$dir}/i.mp4"', '#EXTINF:4,', '{$dir}/s.m4s?h={$host}'],
    );
    expect(index.at(0)?.init?.urls).toEqual(['https://cdn.test/v1/i.mp4']);
    expect(index.at(0)?.urls).toEqual(['https://cdn.test/v1/s.m4s?h=https://cdn.test']);
  });

  it('takes QUERYPARAM from the URL of the playlist', () => {
    const index = parseDirect(
      'https://host.test/m.m3u8?token=a%2Fb&x',
      ...['#EXT-X-DEFINE:QUERYPARAM="token"', '#EXTINF:4,', 's.ts?t={$token}'],
    );
    expect(index.at(0)?.urls).toEqual(['https://host.test/s.ts?t=a/b']);
  });

  it('imports from the multivariant playlist, at the URL that answered', async () => {
    const presentation = parse(
      'https://host.test/main.m3u8',
      ...['#EXT-X-DEFINE:NAME="t",VALUE="42"', '#EXT-X-STREAM-INF:BANDWIDTH=1', 'v/{$t}.m3u8'],
    );
    const source = presentation.periods[0]?.tracks[0]?.renditions[0]?.source;
    if (source?.type !== 'deferred') throw new Error('expected a deferred index');
    expect(source.request).toEqual({ type: 'playlist', urls: ['https://host.test/v/42.m3u8'], range: null });
    const bytes = encode('#EXT-X-DEFINE:IMPORT="t"', '#EXTINF:4,', 's{$t}.ts');
    const index = await source.read({ bytes, url: 'https://redirected.test/x/42.m3u8' });
    expect('at' in index && index.at(0)?.urls).toEqual(['https://redirected.test/x/s42.ts']);
  });

  it.each([
    [['#EXTINF:4,', '{$nope}.ts'], 'line 3: variable "nope" is not defined before its use'],
    [
      ['#EXT-X-MAP:URI="{$late}"', '#EXT-X-DEFINE:NAME="late",VALUE="1"'],
      'line 2: variable "late" is not defined before its use',
    ],
    [['#EXT-X-DEFINE:IMPORT="t"'], 'line 2: EXT-X-DEFINE finds no value for variable "t"'],
    [['#EXT-X-DEFINE:QUERYPARAM="q"'], 'line 2: EXT-X-DEFINE finds no value for variable "q"'],
    [['#EXT-X-DEFINE:NAME="a"'], 'line 2: EXT-X-DEFINE finds no value for variable "a"'],
    [['#EXT-X-DEFINE:VALUE="a"'], 'line 2: EXT-X-DEFINE finds no value for variable ""'],
    [
      ['#EXT-X-DEFINE:NAME="a",VALUE="1"', '#EXT-X-DEFINE:NAME="a",VALUE="2"'],
      'line 3: variable "a" is defined twice',
    ],
  ])('refuses %j', (lines, detail) => {
    expect(refusal(() => parse('https://host.test/m.m3u8', ...lines))).toBe(detail);
  });

  it('ends variables that double each other before they fill the memory', () => {
    const lines = Array.from(
      { length: 60 },
      (_, n) => `#EXT-X-DEFINE:NAME="v${n + 1}",VALUE="{$v${n}}{$v${n}}"`,
    );
    const detail = refusal(() =>
      parse('https://host.test/', '#EXT-X-DEFINE:NAME="v0",VALUE="0123456789"', ...lines),
    );
    expect(detail).toMatch(/^line \d+: variables expand without bounds$/);
  });
});
