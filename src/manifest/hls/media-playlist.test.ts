import { describe, expect, it } from 'vitest';
import { isPlayerError } from '../../core/errors.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import type { Segment } from '../../model/segment.ts';
import { parseMediaPlaylist } from './media-playlist.ts';
import { readLines } from './playlist-lines.ts';
import { createScope } from './playlist-scope.ts';
import { keyReader } from './read-keys.ts';

const URL_OF_PLAYLIST = 'https://host.test/a/media.m3u8?token=1';

function parse(...lines: string[]): SegmentIndex {
  const scope = createScope(URL_OF_PLAYLIST);
  return parseMediaPlaylist(readLines(['#EXTM3U', ...lines].join('\n'), scope), scope, keyReader);
}
function list(index: SegmentIndex): readonly Segment[] {
  return Array.from({ length: index.count }, (_, position) => index.at(position)!);
}
const codeOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
};

describe('segments', () => {
  it('accumulates starts from 0 and resolves URIs against the playlist', () => {
    const index = parse(
      '#EXTINF:4.5,title, with comma',
      's1.ts',
      '#EXTINF:6',
      '/s2.ts',
      '#EXTINF:2,',
      '//cdn.test/s3',
    );
    expect(list(index).map(({ startSec, durationSec, urls }) => [startSec, durationSec, urls[0]])).toEqual([
      [0, 4.5, 'https://host.test/a/s1.ts'],
      [4.5, 6, 'https://host.test/s2.ts'],
      [10.5, 2, 'https://cdn.test/s3'],
    ]);
    expect([index.startSec, index.endSec, index.count]).toEqual([0, 12.5, 3]);
  });

  it('takes CRLF, a lone CR, a byte order mark, white space, comments and unknown tags', () => {
    const scope = createScope(URL_OF_PLAYLIST);
    const text =
      '\ufeff \n#EXTM3U\r\n# comment\r\n  #EXTINF: 3 , \r\n\t s.ts  \r#EXT-X-WHAT:EVER=1\r\n\r\n#EXTINF:1,\rt.ts';
    const index = parseMediaPlaylist(readLines(text, scope), scope, keyReader);
    expect(list(index).map(({ durationSec, urls }) => [durationSec, urls[0]])).toEqual([
      [3, 'https://host.test/a/s.ts'],
      [1, 'https://host.test/a/t.ts'],
    ]);
  });

  it('falls back on the target duration where EXTINF is missing or no number', () => {
    const index = parse('#EXT-X-TARGETDURATION:8', 'a.ts', '#EXTINF:x,', 'b.ts', '#EXTINF:-1,', 'c.ts');
    expect(list(index).map(({ durationSec }) => durationSec)).toEqual([8, 8, 8]);
    const error = codeOf(() => parse('a.ts'));
    expect(error).toMatchObject({
      code: 'manifest-malformed',
      context: { detail: 'line 2: a segment without EXTINF' },
    });
  });

  it('gives a segment of EXTINF:0 a time in which it can be reached', () => {
    const index = parse('#EXTINF:4,', 'a.ts', '#EXTINF:0,', 'b.ts');
    expect(index.find(4.005)).toBe(1);
  });

  it('marks gaps, and only the segment that follows the tag', () => {
    const index = parse(
      '#EXT-X-GAP',
      '#EXTINF:4,',
      '1.ts',
      '#EXTINF:4,',
      '2.ts',
      '#EXTINF:4,',
      '#EXT-X-GAP',
      '3.ts',
    );
    expect(list(index).map(({ isGap }) => isGap)).toEqual([true, false, true]);
  });

  it('refuses an empty playlist, a delta update and a multivariant playlist', () => {
    expect(codeOf(() => parse('#EXT-X-TARGETDURATION:4', '#EXT-X-ENDLIST'))).toMatchObject({
      code: 'manifest-empty',
    });
    const skip = codeOf(() => parse('#EXT-X-SKIP:SKIPPED-SEGMENTS=3', '#EXTINF:4,', 'a.ts'));
    expect(skip).toMatchObject({
      code: 'manifest-unsupported',
      context: { url: 'https://host.test/a/media.m3u8' },
    });
    expect(codeOf(() => parse('#EXT-X-STREAM-INF:BANDWIDTH=1', 'v.m3u8'))).toMatchObject({
      code: 'manifest-malformed',
    });
  });

  it('passes low-latency tags by', () => {
    const index = parse(
      '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.0',
      '#EXT-X-PART-INF:PART-TARGET=0.33',
      '#EXT-X-PART:DURATION=0.33,URI="s1.0.mp4"',
      '#EXTINF:1,',
      's1.mp4',
      '#EXT-X-PART:DURATION=0.33,URI="s2.0.mp4",INDEPENDENT=YES',
      '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="s2.1.mp4"',
      '#EXT-X-RENDITION-REPORT:URI="../b/media.m3u8",LAST-MSN=1',
    );
    expect(index.count).toBe(1);
    expect(index.isComplete).toBe(false);
  });
});

describe('completeness', () => {
  it.each([
    [['#EXT-X-ENDLIST'], true],
    [['#EXT-X-PLAYLIST-TYPE:VOD'], true],
    [['#EXT-X-PLAYLIST-TYPE:EVENT'], false],
    [['#EXT-X-PLAYLIST-TYPE:EVENT', '#EXT-X-ENDLIST'], true],
    [[], false],
  ])('%j: %s', (tags, isComplete) => {
    expect(parse(...tags, '#EXTINF:4,', 'a.ts').isComplete).toBe(isComplete);
  });
});

describe('byte ranges and sizes', () => {
  it('continues a range without offset behind the one before of the same resource', () => {
    const index = parse(
      ...['#EXT-X-BYTERANGE:100@50', '#EXTINF:1,', 'a.mp4', '#EXT-X-BYTERANGE:200', '#EXTINF:1,', 'a.mp4'],
      ...[
        '#EXTINF:1,',
        '#EXT-X-BYTERANGE:10@',
        'a.mp4',
        '#EXT-X-BYTERANGE:7',
        '#EXTINF:1,',
        'b.mp4',
        '#EXTINF:1,',
        'b.mp4',
      ],
    );
    expect(list(index).map(({ range }) => range)).toEqual([
      { start: 50, end: 149 },
      { start: 150, end: 349 },
      { start: 350, end: 359 },
      { start: 0, end: 6 },
      null,
    ]);
    expect(list(index).map(({ sizeBytes }) => sizeBytes)).toEqual([100, 200, 10, 7, null]);
  });

  it.each(['', 'x', '-5@0', '0@10', '5@x', '99999999999999999999'])(
    'refuses "%s" and names the line',
    (range) => {
      const error = codeOf(() => parse(`#EXT-X-BYTERANGE:${range}`, '#EXTINF:1,', 'a.mp4'));
      expect(isPlayerError(error, 'manifest-malformed') && error.context.detail).toMatch(/^line 4: /);
    },
  );

  it('estimates the size from EXT-X-BITRATE until the next one', () => {
    const index = parse(
      '#EXT-X-BITRATE:800',
      '#EXTINF:4,',
      'a.ts',
      '#EXTINF:2,',
      'b.ts',
      '#EXT-X-BITRATE:80',
      '#EXTINF:1,',
      'c.ts',
    );
    expect(list(index).map(({ sizeBytes }) => sizeBytes)).toEqual([400_000, 200_000, 10_000]);
  });
});

describe('init segments', () => {
  it('holds until the next EXT-X-MAP, with its byte range in the id', () => {
    const index = parse(
      ...['#EXT-X-MAP:URI="i.mp4",BYTERANGE="865@0"', '#EXTINF:1,', 'a.m4s', '#EXTINF:1,', 'b.m4s'],
      ...['#EXT-X-DISCONTINUITY', '#EXTINF:1,', 'c.m4s', '#EXT-X-MAP:URI="j.mp4"', '#EXTINF:1,', 'd.m4s'],
    );
    const inits = list(index).map(({ init }) => init);
    expect(inits[0]).toEqual({
      id: 'https://host.test/a/i.mp4 0-864',
      urls: ['https://host.test/a/i.mp4'],
      range: { start: 0, end: 864 },
      encryption: null,
      bytes: null,
    });
    expect(inits[1]).toBe(inits[0]);
    expect(inits[2]).toBe(inits[0]);
    expect(inits[3]).toMatchObject({ id: 'https://host.test/a/j.mp4', range: null });
  });

  it('refuses a map without URI', () => {
    expect(codeOf(() => parse('#EXT-X-MAP:BYTERANGE="1@0"'))).toMatchObject({ code: 'manifest-malformed' });
  });
});

describe('discontinuities and dates', () => {
  it('shares one timeline object for each discontinuity sequence', () => {
    const index = parse(
      ...['#EXT-X-DISCONTINUITY-SEQUENCE:3', '#EXTINF:1,', 'a.ts', '#EXTINF:1,', 'b.ts'],
      ...['#EXT-X-DISCONTINUITY', '#EXTINF:1,', 'c.ts'],
    );
    const [a, b, c] = list(index).map(({ timeline }) => timeline);
    expect(a).toBe(b);
    expect(a).toEqual({ id: 'd3', offsetSec: null, windowStartSec: 0, windowEndSec: Infinity });
    expect(c?.id).toBe('d4');
  });

  it('carries EXT-X-PROGRAM-DATE-TIME forward by durations', () => {
    const index = parse(
      ...[
        '#EXTINF:4,',
        'a.ts',
        '#EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:05.500+01:00',
        '#EXTINF:4,',
        'b.ts',
      ],
      ...['#EXTINF:4,', 'c.ts', '#EXT-X-PROGRAM-DATE-TIME:nonsense', '#EXTINF:4,', 'd.ts'],
    );
    const zeroMs = Date.UTC(2026, 0, 2, 2, 4, 5, 500);
    expect(list(index).map(({ programDateTimeMs }) => programDateTimeMs)).toEqual([
      null,
      zeroMs,
      zeroMs + 4000,
      zeroMs + 8000,
    ]);
  });

  it('keeps EXT-X-START as it is, counted from the end where negative', () => {
    expect(parse('#EXT-X-START:TIME-OFFSET=-12.5,PRECISE=YES', '#EXTINF:4,', 'a.ts').preferredStartSec).toBe(
      -12.5,
    );
    expect(parse('#EXTINF:4,', 'a.ts').preferredStartSec).toBeNull();
  });
});
