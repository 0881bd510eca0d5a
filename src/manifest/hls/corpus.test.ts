import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isPlayerError } from '../../core/errors.ts';
import type { Presentation } from '../../model/presentation.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import type { Segment } from '../../model/segment.ts';
import { parseHls } from './parse-hls.ts';

/** Third-party streams, tested where they lie: KINORA_STREAMS, or beside the project. */
const STREAMS =
  process.env['KINORA_STREAMS'] ?? fileURLToPath(new URL('../../../../shared/streams/', import.meta.url));
const hasStreams = existsSync(join(STREAMS, 'index.json'));
const ORIGIN = 'https://streams.test/';

const readText = (file: string): string => readFileSync(join(STREAMS, file), 'utf8');
const readJson = (file: string): unknown => JSON.parse(readText(file));
const parseFile = (file: string): Presentation => parseHls(readText(file), ORIGIN + file);

function readIndex(presentation: Presentation): SegmentIndex {
  const source = presentation.periods[0]?.tracks[0]?.renditions[0]?.source;
  if (source?.type !== 'ready') throw new Error('expected a media playlist');
  return source.index;
}
const listSegments = (index: SegmentIndex): readonly Segment[] =>
  Array.from({ length: index.count }, (_, position) => index.at(position)!);

/** Refused because of how they are written, each with the error it deserves; all others must parse. */
const REFUSED: Readonly<Record<string, string>> = {
  live_low_latency_media_can_skip_skipped: 'manifest-unsupported',
  live_low_latency_media_can_skip_skipped_media_sequence_no_overlapping: 'manifest-unsupported',
  live_low_latency_media_can_skip_until_and_block_reload_next_skipped: 'manifest-unsupported',
  live_low_latency_parts_only: 'manifest-empty',
  media_playlist_empty: 'manifest-empty',
  media_playlist_live_empty: 'manifest-empty',
  media_playlist_vod_empty: 'manifest-empty',
  'Low-Latency_Example-02_Playlist_Delta_Update.m3u8': 'manifest-unsupported',
  'Low-Latency_Example-03_Byterange-addressed_Parts-01.m3u8': 'manifest-unsupported',
  'Low-Latency_Example-03_Byterange-addressed_Parts-02.m3u8': 'manifest-unsupported',
  'Low-Latency_Example-03_Byterange-addressed_Parts-03.m3u8': 'manifest-unsupported',
  'empty.m3u8': 'manifest-malformed',
  'headerOnly.m3u8': 'manifest-empty',
  'llhls-delta-byte-range.m3u8': 'manifest-unsupported',
  'llhlsDelta.m3u8': 'manifest-unsupported',
  // Its first segment has neither EXTINF nor a target duration before it.
  'multipleTargetDurations.m3u8': 'manifest-malformed',
};

interface CorpusEntry {
  readonly file: string;
  readonly kind: string;
  readonly starts_with_extm3u?: boolean;
  readonly extinf?: number;
  readonly stream_inf?: number;
  readonly endlist?: boolean;
}
interface StreamEntry {
  readonly id: string;
  readonly manifest: string;
  readonly protocol: string;
  readonly duration: number;
  readonly tracks: { readonly audio: readonly string[]; readonly text: readonly string[] };
}
/** What m3u8-parser makes of its own files. */
interface ExpectedPlaylist {
  readonly mediaSequence?: number;
  readonly discontinuitySequence?: number;
  readonly segments: readonly {
    readonly uri: string;
    readonly duration?: number;
    readonly timeline: number;
    readonly byterange?: { readonly length: number; readonly offset: number };
    readonly key?: { readonly method: string; readonly uri: string; readonly iv?: readonly number[] };
    readonly map?: { readonly uri: string; readonly key?: { readonly uri: string } };
  }[];
  readonly playlists?: readonly { readonly uri: string }[];
}

type ExpectedSegment = ExpectedPlaylist['segments'][number];

const rangeOf = ({ byterange: range }: ExpectedSegment): Segment['range'] =>
  range ? { start: range.offset, end: range.offset + range.length - 1 } : null;

/** Method, URL and IV (in 32-bit words, as m3u8-parser has it) of a whole-segment key. */
function keyOf({ key }: ExpectedSegment, absolute: (uri: string) => string, mediaSequence: number): unknown {
  return key ? { method: key.method, url: absolute(key.uri), iv: key.iv ?? [0, 0, 0, mediaSequence] } : null;
}
function describeKey({ encryption }: Segment): unknown {
  if (!encryption) return null;
  const words = new DataView(encryption.iv.buffer);
  const iv = [0, 4, 8, 12].map((at) => words.getUint32(at));
  return { method: encryption.method, url: encryption.keyUrl, iv };
}

function initOf({ map }: ExpectedSegment, absolute: (uri: string) => string): unknown {
  return map ? { url: absolute(map.uri), keyUrl: map.key ? absolute(map.key.uri) : null } : null;
}
function describeInit({ init }: Segment): unknown {
  return init && { url: init.urls[0], keyUrl: init.encryption?.keyUrl ?? null };
}

function outcomeOf(file: string): Presentation | string {
  try {
    return parseFile(file);
  } catch (error) {
    if (isPlayerError(error)) return error.code;
    throw error;
  }
}

// Not skipped for a defect: the inputs are other people's and do not come with the project.
describe.skipIf(!hasStreams)(`third-party playlists (skipped where ${STREAMS} is absent)`, () => {
  const corpus = hasStreams
    ? (readJson('manifests/index.json') as { manifests: readonly CorpusEntry[] }).manifests
    : [];
  const playlists = corpus.filter(({ file }) => /\.m3u8$|\/androidx-m3u8\//.test(file));
  const streams = hasStreams ? (readJson('index.json') as { streams: readonly StreamEntry[] }).streams : [];

  it('are all here', () => {
    expect(playlists.length).toBeGreaterThan(100);
    const stray = Object.keys(REFUSED).filter(
      (name) => !playlists.some(({ file }) => file.endsWith(`/${name}`)),
    );
    expect(stray).toEqual([]);
  });

  it.each(playlists.map((entry) => [entry.file, entry] as const))('%s', (file, entry) => {
    const name = file.slice(file.lastIndexOf('/') + 1);
    const outcome = outcomeOf(file);
    const isRefused = entry.starts_with_extm3u === false || name in REFUSED;
    if (isRefused) {
      expect(outcome).toBe(REFUSED[name] ?? 'manifest-malformed');
      return;
    }
    if (typeof outcome === 'string') throw new Error(`refused with ${outcome}`);
    if (entry.kind === 'multivariant') {
      expect(outcome.periods[0]?.tracks.length).toBeGreaterThan(0);
      return;
    }
    const index = readIndex(outcome);
    const withoutExtinf = readText(file).includes('EXTINF') && index.count !== entry.extinf;
    // Files named for it leave EXTINF out before some segments.
    if (withoutExtinf) expect(name).toMatch(/^(liveM|m)issing(Extinf|SegmentDuration)/);
    expect(index.isComplete).toBe(entry.endlist === true || /PLAYLIST-TYPE:VOD/.test(readText(file)));
  });

  describe('compared with what m3u8-parser makes of them', () => {
    const files = hasStreams
      ? readdirSync(join(STREAMS, 'manifests/m3u8-parser')).filter((name) => name.endsWith('.expected.json'))
      : [];
    const comparable = files.filter((name) => {
      const playlist = name.replace('.expected.json', '.m3u8');
      return typeof outcomeOf(`manifests/m3u8-parser/${playlist}`) !== 'string';
    });

    it('takes in most of the set', () => {
      expect(comparable.length).toBeGreaterThanOrEqual(50);
    });

    it.each(comparable)('%s', (name) => {
      const file = `manifests/m3u8-parser/${name.replace('.expected.json', '.m3u8')}`;
      const presentation = parseFile(file);
      const expected = readJson(`manifests/m3u8-parser/${name}`) as ExpectedPlaylist;
      const absolute = (uri: string): string => new URL(uri, ORIGIN + file).href;
      if (expected.segments.length === 0) {
        const urls = presentation.periods[0]!.tracks.filter(({ kind }) => kind === 'video')
          .flatMap(({ renditions }) => renditions)
          .flatMap(({ source }) => (source.type === 'deferred' ? source.request.urls : []));
        const variants = new Set(expected.playlists?.map(({ uri }) => absolute(uri)));
        // Audio-only variants are left out, and views of VIDEO groups come on top.
        const missing = [...variants].filter((url) => !urls.includes(url));
        expect(missing.length).toBe(
          presentation.warnings.some((text) => text.startsWith('Audio-only')) ? 1 : 0,
        );
        return;
      }
      const segments = listSegments(readIndex(presentation));
      expect(segments.map(({ urls }) => urls[0])).toEqual(expected.segments.map(({ uri }) => absolute(uri)));
      expect(segments.map(({ durationSec }) => durationSec)).toEqual(
        expected.segments.map(({ duration }) => duration),
      );
      const base = expected.discontinuitySequence ?? 0;
      for (const [position, other] of expected.segments.entries()) {
        const segment = segments[position]!;
        expect(segment.timeline.id).toBe(`d${Math.max(base, other.timeline)}`);
        // The one range without offset that follows another resource is undefined (RFC 8216bis §4.4.4.2).
        if (!segment.urls[0]?.endsWith('video2.ts')) expect(segment.range).toEqual(rangeOf(other));
        expect(describeKey(segment)).toEqual(
          keyOf(other, absolute, (expected.mediaSequence ?? 0) + position),
        );
        expect(describeInit(segment)).toEqual(initOf(other, absolute));
      }
    });
  });

  describe('streams with media', () => {
    const entries = streams.filter(({ protocol }) => protocol === 'hls');
    const pathOf = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1));

    it('are all here', () => {
      expect(entries.length).toBeGreaterThanOrEqual(9);
    });

    /** All indices of a presentation, media playlists read from the disk. */
    function readIndices(
      presentation: Presentation,
    ): Promise<readonly (readonly [kind: string, index: SegmentIndex])[]> {
      const indices = presentation.periods[0]!.tracks.flatMap(({ kind, renditions }) =>
        renditions.map(async ({ source }) => {
          if (source.type === 'ready') return [kind, source.index] as const;
          const url = source.request.urls[0]!;
          const index = await source.read({ bytes: readFileSync(join(STREAMS, pathOf(url))), url });
          if (!('at' in index)) throw new Error('a media playlist leads to no further one');
          return [kind, index] as const;
        }),
      );
      return Promise.all(indices);
    }

    const files = hasStreams ? (readdirSync(STREAMS, { recursive: true }) as string[]) : [];
    const loose = files.filter((file) => file.endsWith('.m3u8') && !file.startsWith('manifests'));
    it.each(loose)('parses %s', (file) => {
      const { periods, warnings } = parseFile(file);
      expect(periods[0]!.tracks[0]!.renditions.length).toBeGreaterThan(0);
      expect(warnings).toEqual([]);
    });

    it.each(entries.map((entry) => [entry.id, entry] as const))(
      '%s',
      async (_, { manifest, duration, tracks }) => {
        const presentation = parseFile(manifest);
        const indices = await readIndices(presentation);
        expect(indices.length).toBeGreaterThan(0);
        for (const [kind, index] of indices) {
          expect(index.isComplete).toBe(true);
          // Text may be cut elsewhere; sound and picture agree with the length that was measured to a frame.
          expect(Math.abs(index.endSec - duration)).toBeLessThan(kind === 'text' ? 0.5 : 0.05);
          for (const { urls, range, init, isGap, encryption } of listSegments(index)) {
            const file = join(STREAMS, pathOf(urls[0]!));
            expect(existsSync(file)).toBe(!isGap);
            if (range?.end != null) expect(range.end).toBeLessThan(statSync(file).size);
            if (init) expect(existsSync(join(STREAMS, pathOf(init.urls[0]!)))).toBe(true);
            if (encryption)
              expect(statSync(join(STREAMS, pathOf(encryption.keyUrl))).size).toBe(
                encryption.method === 'AES-128' ? 16 : 32,
              );
          }
        }
        const text = presentation.periods[0]!.tracks.filter(({ kind }) => kind === 'text');
        expect(text.length).toBe(tracks.text.length);
      },
    );
  });
});
