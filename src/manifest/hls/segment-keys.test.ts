import { describe, expect, it } from 'vitest';
import { isPlayerError } from '../../core/errors.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import { parseMediaPlaylist } from './media-playlist.ts';
import { readLines } from './playlist-lines.ts';
import { createScope } from './playlist-scope.ts';
import { keyReader } from './read-keys.ts';

function parse(...lines: string[]): SegmentIndex {
  const scope = createScope('https://host.test/media.m3u8');
  return parseMediaPlaylist(readLines(['#EXTM3U', ...lines].join('\n'), scope), scope, keyReader);
}
const segment = (name: string): readonly string[] => ['#EXTINF:1,', name];
const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');
const systemsOf = ({ protection }: SegmentIndex): readonly string[] =>
  protection.map(({ schemeIdUri }) => schemeIdUri);
const WIDEVINE = 'urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed';

describe('whole-segment keys', () => {
  it('derives the IV from the media sequence number', () => {
    const index = parse(
      ...['#EXT-X-MEDIA-SEQUENCE:4294967295', '#EXT-X-KEY:METHOD=AES-128,URI="k?x=1,2"'],
      ...[...segment('a.ts'), ...segment('b.ts')],
    );
    expect(index.at(0)?.encryption).toMatchObject({ method: 'AES-128', keyUrl: 'https://host.test/k?x=1,2' });
    expect(hex(index.at(0)?.encryption?.iv)).toBe('000000000000000000000000ffffffff');
    expect(hex(index.at(1)?.encryption?.iv)).toBe('00000000000000000000000100000000');
    expect(index.protection).toEqual([]);
  });

  it('takes a declared IV, pads a short one, and ends with METHOD=NONE', () => {
    const index = parse(
      ...['#EXT-X-KEY:METHOD=AES-128,URI="k",IV=0X1F,KEYFORMAT="identity"', ...segment('a.ts')],
      ...['#EXT-X-KEY:METHOD=AES-256,URI="k2",IV=0xDB67562D1B5F959D1DBA9DD50BF87A52', ...segment('b.ts')],
      ...[
        '#EXT-X-KEY:METHOD=AES-256-CTR,URI="k3"',
        ...segment('c.ts'),
        '#EXT-X-KEY:METHOD=NONE',
        ...segment('d.ts'),
      ],
    );
    expect(hex(index.at(0)?.encryption?.iv)).toBe('1f'.padStart(32, '0'));
    expect(hex(index.at(1)?.encryption?.iv)).toBe('db67562d1b5f959d1dba9dd50bf87a52');
    expect([0, 1, 2].map((position) => index.at(position)?.encryption?.method)).toEqual([
      'AES-128',
      'AES-256',
      'AES-256-CTR',
    ]);
    expect(index.at(3)?.encryption).toBeNull();
  });

  it('gives an init segment the key in force at its tag', () => {
    const index = parse(
      ...['#EXT-X-KEY:METHOD=AES-128,URI="ki",IV=0x01', '#EXT-X-MAP:URI="i.mp4"'],
      ...['#EXT-X-KEY:METHOD=AES-128,URI="ks",IV=0x02', ...segment('a.m4s')],
      ...[
        '#EXT-X-KEY:METHOD=NONE',
        '#EXT-X-MAP:URI="j.mp4"',
        '#EXT-X-KEY:METHOD=AES-128,URI="ks"',
        ...segment('b.m4s'),
      ],
    );
    expect(index.at(0)?.init?.encryption?.keyUrl).toBe('https://host.test/ki');
    expect(index.at(0)?.encryption?.keyUrl).toBe('https://host.test/ks');
    expect(index.at(1)?.init?.encryption).toBeNull();
    expect(index.at(1)?.encryption?.keyUrl).toBe('https://host.test/ks');
  });

  it.each([
    ['METHOD=AES-128', 'manifest-malformed'],
    ['URI="k"', 'manifest-malformed'],
    ['METHOD=AES-128,URI="k",IV=12', 'manifest-malformed'],
    ['METHOD=AES-128,URI="k",IV=0x123456789012345678901234567890123', 'manifest-malformed'],
    ['METHOD=ROT13,URI="k"', 'manifest-unsupported'],
  ])('refuses %s with %s', (list, code) => {
    let caught: unknown;
    try {
      parse(`#EXT-X-KEY:${list}`, ...segment('a.ts'));
    } catch (error) {
      caught = error;
    }
    expect(isPlayerError(caught) && caught.code).toBe(code);
  });
});

describe('keys that a DRM must answer', () => {
  it('names each KEYFORMAT once', () => {
    const index = parse(
      '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://a",KEYFORMAT="com.apple.streamingkeydelivery"',
      `#EXT-X-KEY:METHOD=SAMPLE-AES-CTR,URI="data:,",KEYFORMAT="${WIDEVINE.toUpperCase()}"`,
      ...[...segment('a.mp4'), ...segment('b.mp4')],
      `#EXT-X-KEY:METHOD=SAMPLE-AES-CTR,URI="data:,",KEYFORMAT="${WIDEVINE}"`,
      ...segment('c.mp4'),
    );
    expect(systemsOf(index)).toEqual(['com.apple.streamingkeydelivery', WIDEVINE]);
    expect(index.at(0)?.encryption).toBeNull();
  });

  it('counts SAMPLE-AES with an identity key, and AES-128 with a DRM key, among them', () => {
    expect(systemsOf(parse('#EXT-X-KEY:METHOD=SAMPLE-AES,URI="k"', ...segment('a.ts')))).toEqual([
      'identity',
    ]);
    const index = parse(
      '#EXT-X-KEY:METHOD=AES-128,URI="skd://k",KEYFORMAT="com.apple.x"',
      ...segment('a.ts'),
    );
    expect(systemsOf(index)).toEqual(['com.apple.x']);
    expect(index.at(0)?.encryption).toBeNull();
  });

  it('needs none where an identity key is the alternative, or where no segment comes under it', () => {
    const index = parse(
      ...[
        '#EXT-X-KEY:METHOD=AES-128,URI="skd://k",KEYFORMAT="com.apple.x"',
        '#EXT-X-KEY:METHOD=AES-128,URI="k"',
      ],
      ...[...segment('a.ts'), '#EXT-X-KEY:METHOD=NONE', ...segment('b.ts')],
    );
    expect(index.protection).toEqual([]);
    expect(index.at(0)?.encryption?.keyUrl).toBe('https://host.test/k');
  });
});
