import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlayerError } from '../../core/errors.ts';
import type { Presentation } from '../../model/presentation.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import { parseHls } from './parse-hls.ts';

const URL_OF_PLAYLIST = 'https://host.test/a/b.m3u8?q=1';

/** Real lines of both kinds of playlist, in no order. */
const LINES = [
  '#EXT-X-VERSION:7',
  '#EXT-X-TARGETDURATION:6',
  '#EXT-X-MEDIA-SEQUENCE:7794',
  '#EXT-X-DISCONTINUITY-SEQUENCE:2',
  '#EXT-X-DISCONTINUITY',
  '#EXTINF:4.004,title',
  '#EXTINF:0',
  '#EXT-X-BYTERANGE:100@50',
  '#EXT-X-BYTERANGE:77',
  '#EXT-X-GAP',
  '#EXT-X-BITRATE:900',
  '#EXT-X-MAP:URI="init.mp4",BYTERANGE="800@0"',
  '#EXT-X-KEY:METHOD=AES-128,URI="key",IV=0x0123',
  '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://x",KEYFORMAT="com.apple.streamingkeydelivery"',
  '#EXT-X-KEY:METHOD=NONE',
  '#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z',
  '#EXT-X-DATERANGE:ID="d",START-DATE="2026-01-01T00:00:01Z",DURATION=3',
  '#EXT-X-START:TIME-OFFSET=-4',
  '#EXT-X-I-FRAMES-ONLY',
  '#EXT-X-PLAYLIST-TYPE:VOD',
  '#EXT-X-ENDLIST',
  '#EXT-X-PART:DURATION=1,URI="p.mp4"',
  'segment-{$v}.ts',
  'seg.m4s?x={$q}',
];
/** Lines after which, or after two of which, a playlist cannot be read. */
const FATAL_LINES = [
  'http://[bad',
  '#EXT-X-DEFINE:IMPORT="i"',
  '#EXT-X-DEFINE:NAME="v",VALUE="w"',
  '#EXT-X-SKIP:',
];
const PRELUDE =
  '#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-DEFINE:QUERYPARAM="q"\n#EXT-X-DEFINE:NAME="v",VALUE="w{$q}"\n';
const MULTIVARIANT_LINES = [
  '#EXT-X-STREAM-INF:BANDWIDTH=1000,CODECS="avc1.4d400d,mp4a.40.2",RESOLUTION=640x360,AUDIO="a",VIDEO="v",SUBTITLES="s"\nv31.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=1000,CODECS="mp4a.40.2",AUDIO="b"\nv153.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=2000,AUDIO="b",VIDEO="w",PATHWAY-ID="P"\nv220.m3u8',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="1",LANGUAGE="en",URI="a.m3u8"',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="b",NAME="1",LANGUAGE="en"',
  '#EXT-X-MEDIA:TYPE=VIDEO,GROUP-ID="v",NAME="Main",DEFAULT=YES',
  '#EXT-X-MEDIA:TYPE=VIDEO,GROUP-ID="w",NAME="Side",URI="w.m3u8"',
  '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="S",URI="s.m3u8",FORCED=YES',
  '#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="c",NAME="C",INSTREAM-ID="CC1"',
  '#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES-CTR,URI="data:text/plain;base64,AAAA",KEYFORMAT="urn:uuid:x"',
  '#EXT-X-CONTENT-STEERING:SERVER-URI="s"',
  ...LINES,
];

/** A line with a piece cut out, doubled, or overwritten by anything. */
const mutatedLine = (lines: readonly string[]): fc.Arbitrary<string> =>
  fc
    .record({
      line: fc.constantFrom(...lines),
      at: fc.nat(60),
      length: fc.nat(20),
      insert: fc.oneof(
        fc.string({ maxLength: 8 }),
        fc.constantFrom('"', '=', ',', '{$v}', '\r', '-', '99999999999999999999'),
      ),
    })
    .map(({ line, at, length, insert }) => line.slice(0, at) + insert + line.slice(at + length));
const textOf = (lines: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 60, arbitrary: fc.constantFrom(...lines) },
        { weight: 6, arbitrary: mutatedLine(lines) },
        { weight: 1, arbitrary: fc.constantFrom(...FATAL_LINES) },
      ),
      { maxLength: 40 },
    )
    .map((list) => PRELUDE + list.join('\n'));

/** The presentation, or null where it is refused with a PlayerError of the manifest; anything else is thrown on. */
function parseOrRefuse(text: string, url = URL_OF_PLAYLIST): Presentation | null {
  try {
    return parseHls(text, url);
  } catch (error) {
    if (isPlayerError(error) && error.code.startsWith('manifest-')) return null;
    throw error;
  }
}

function checkIndex(index: SegmentIndex): void {
  expect(index.count).toBeGreaterThan(0);
  let endSec = 0;
  for (let position = 0; position < index.count; position++) {
    const segment = index.at(position)!;
    expect(segment.position).toBe(position);
    expect(segment.startSec).toBe(endSec);
    expect(segment.durationSec).toBeGreaterThan(0);
    endSec = segment.startSec + segment.durationSec;
    expect(index.find(segment.startSec)).toBe(position);
    expect(index.find(segment.startSec + segment.durationSec / 2)).toBe(position);
    expect(segment.encryption?.iv.length ?? 16).toBe(16);
    if (segment.range?.end != null)
      expect(segment.sizeBytes).toBe(segment.range.end - segment.range.start + 1);
  }
  expect(index.endSec).toBe(endSec);
  expect(index.at(index.count)).toBeNull();
  expect(index.find(endSec)).toBe(index.count);
}

/** What holds of every presentation. */
function checkPresentation(presentation: Presentation): void {
  const tracks = presentation.periods.flatMap((period) => period.tracks);
  const renditions = tracks.flatMap((track) => track.renditions);
  expect(tracks.length).toBeGreaterThan(0);
  expect(new Set(tracks.map(({ id }) => id)).size).toBe(tracks.length);
  expect(new Set(renditions.map(({ id }) => id)).size).toBe(renditions.length);
  for (const track of tracks) {
    expect(track.isMuxed).toBe(track.renditions.length === 0);
    const rates = track.renditions.map(({ bandwidthBps }) => bandwidthBps);
    expect(rates).toEqual([...rates].sort((one, other) => one - other));
  }
  for (const { source } of renditions) {
    if (source.type === 'ready') checkIndex(source.index);
    else expect(source.request.urls.length).toBeGreaterThan(0);
  }
}

describe('parseHls on any text', () => {
  it('throws nothing but a PlayerError', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.boolean(),
        fc.string(),
        (text, hasHeader, url) => {
          parseOrRefuse(hasHeader ? `#EXTM3U\n${text}` : text, url);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['media', LINES],
    ['multivariant', MULTIVARIANT_LINES],
  ])('keeps its promises on shuffled and mutated lines of %s playlists', (_, lines) => {
    let parsedCount = 0;
    fc.assert(
      fc.property(textOf(lines), (text) => {
        const presentation = parseOrRefuse(text);
        if (!presentation) return;
        parsedCount++;
        checkPresentation(presentation);
      }),
      { numRuns: 800 },
    );
    // Were nearly all refused, nothing would have been checked.
    expect(parsedCount).toBeGreaterThan(100); // of 800; around 200 by chance
  });

  it('reads any bytes as a media playlist, or refuses them', async () => {
    const presentation = parseHls('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8', URL_OF_PLAYLIST);
    const source = presentation.periods[0]!.tracks[0]!.renditions[0]!.source;
    if (source.type !== 'deferred') throw new Error('expected a deferred index');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const withHeader = Uint8Array.from([...new TextEncoder().encode('#EXTM3U\n#EXTINF:1,\n'), ...bytes]);
        try {
          const index = await source.read({ bytes: withHeader, url: URL_OF_PLAYLIST });
          expect('count' in index).toBe(true);
        } catch (error) {
          expect(isPlayerError(error)).toBe(true);
        }
      }),
    );
  });
});

describe('byte ranges', () => {
  it('without offsets are contiguous from the first', () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.array(fc.integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 50 }),
        (start, lengths) => {
          const lines = lengths.flatMap((length, index) => [
            '#EXTINF:2,',
            `#EXT-X-BYTERANGE:${length}${index === 0 ? `@${start}` : ''}`,
            'all.mp4',
          ]);
          const presentation = parseHls(['#EXTM3U', ...lines].join('\n'), URL_OF_PLAYLIST);
          const source = presentation.periods[0]!.tracks[0]!.renditions[0]!.source;
          if (source.type !== 'ready') throw new Error('expected a ready index');
          let next = start;
          for (const [position, length] of lengths.entries()) {
            expect(source.index.at(position)?.range).toEqual({ start: next, end: next + length - 1 });
            next += length;
          }
        },
      ),
    );
  });
});

describe('time', () => {
  /** Ample for linear work on a busy machine; quadratic work on these would take minutes. */
  const LIMIT_MS = 10_000;

  it.each([
    ['segments', '#EXTINF:1,\ns.ts\n'],
    ['keys of ever new formats', '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="k",KEYFORMAT="%"\n#EXTINF:1,\ns.ts\n'],
    [
      'date ranges',
      '#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z\n#EXTINF:1,\ns\n#EXT-X-DATERANGE:ID="%",START-DATE="2026-01-01T00:00:01Z"\n',
    ],
    ['one date range', '#EXTINF:1,\ns\n#EXT-X-DATERANGE:ID="1",X-%=1\n'],
    [
      'variants',
      '#EXT-X-STREAM-INF:BANDWIDTH=%,AUDIO="a"\nv%.m3u8\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="%"\n',
    ],
    [
      'redundant variants',
      '#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="a%"\nv%.m3u8\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a%",NAME="1"\n',
    ],
    [
      'views',
      '#EXT-X-STREAM-INF:BANDWIDTH=%,VIDEO="a"\nv%.m3u8\n#EXT-X-MEDIA:TYPE=VIDEO,GROUP-ID="a",NAME="%",URI="%.m3u8"\n',
    ],
    [
      'audio alone',
      '#EXT-X-STREAM-INF:BANDWIDTH=%,CODECS="mp4a",AUDIO="a"\nv%\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="%"\n',
    ],
  ])('is about linear in %s', { timeout: LIMIT_MS }, (_, block) => {
    const text = Array.from({ length: 5000 }, (_, n) => block.replaceAll('%', String(n + 1))).join('');
    expect(parseOrRefuse(`#EXTM3U\n${text}`)).not.toBeNull();
  });
});
