import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isPlayerError } from '../../core/errors.ts';
import type { Presentation } from '../../model/presentation.ts';
import type { Rendition } from '../../model/rendition.ts';
import type { ByteRange, Segment } from '../../model/segment.ts';
import type { DeferredIndex, SegmentIndex, SegmentSource } from '../../model/segment-index.ts';
import { parseMpd } from './parse-mpd.ts';

/** Third-party streams; they lie beside the checkout and are never part of it. */
const streams =
  process.env['KINORA_STREAMS'] ?? resolve(import.meta.dirname, '../../../..', 'shared/streams');
const isPresent = existsSync(join(streams, 'index.json'));
const reason = isPresent ? '' : ` (skipped: no streams at ${streams}, set KINORA_STREAMS)`;

interface IndexEntry {
  readonly id: string;
  readonly manifest: string;
  readonly protocol: string;
  readonly duration: number | null;
  readonly type: string;
  readonly expect: string;
}

interface ExpectedPlaylist {
  readonly attributes: { readonly NAME: string };
  readonly segments: readonly { readonly resolvedUri: string; readonly duration: number }[];
  readonly sidx?: object;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(streams, path), 'utf8'));
}

function urlOf(path: string): string {
  return new URL(path, 'file:///streams/').href;
}

function parseFile(path: string): Presentation {
  return parseMpd(readFileSync(join(streams, path), 'utf8'), urlOf(path));
}

/** The file that a URL made by `urlOf` stands for. */
function fileOf(url: string): string {
  return join(streams, relative('/streams', fileURLToPath(url)));
}

function renditionsOf(presentation: Presentation): readonly Rendition[] {
  return presentation.periods.flatMap(({ tracks }) => tracks.flatMap(({ renditions }) => renditions));
}

function segmentsOf(index: SegmentIndex): readonly Segment[] {
  return Array.from({ length: index.count }, (_, i) => index.at(i)!);
}

/** Answers an index request from disk until the index is there. */
async function readIndex(source: SegmentSource): Promise<SegmentIndex> {
  let current: SegmentIndex | DeferredIndex = source.type === 'ready' ? source.index : source;
  for (let hops = 0; hops < 20 && 'request' in current; hops += 1) {
    const url = current.request.urls[0]!;
    const { start, end }: ByteRange = current.request.range!;
    const bytes = readFileSync(fileOf(url)).subarray(start, end === null ? undefined : end + 1);
    current = await current.read({ bytes, url });
  }
  if ('request' in current) throw new Error('The index leads on');
  return current;
}

const mpds = isPresent
  ? readdirSync(streams, { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.mpd') || dirname(path).endsWith('androidx-mpd'),
    )
  : [];

/** Those that list nothing to play, or are cut off; all others must parse. */
const ERRORS: Readonly<Record<string, string>> = {
  'go-dash/invalid.mpd': 'manifest-malformed',
  'dash-mpd-rs/incomplete.mpd': 'manifest-malformed',
  'androidx-mpd/sample_mpd_essential_supplemental_properties': 'manifest-unsupported',
  'go-dash/events.mpd': 'manifest-empty',
  'go-dash/location.mpd': 'manifest-empty',
  'go-dash/newperiod.mpd': 'manifest-empty',
  'go-dash/scte35.mpd': 'manifest-empty',
  'go-dash/inband_event_stream.mpd': 'manifest-empty',
  // No MIME type, content type or codecs anywhere.
  'androidx-mpd/sample_mpd_availabilityTimeOffset_baseUrl': 'manifest-empty',
  'androidx-mpd/sample_mpd_availabilityTimeOffset_segmentList': 'manifest-empty',
  'androidx-mpd/sample_mpd_availabilityTimeOffset_segmentTemplate': 'manifest-empty',
};

describe.skipIf(!isPresent)(`third-party MPDs${reason}`, () => {
  it.each(mpds)('%s parses, or says why not', { timeout: 2000 }, (path) => {
    const expected = ERRORS[path.replace(/^manifests\//, '')];
    if (expected !== undefined) {
      expect(() => parseFile(path)).toThrow(expect.objectContaining({ code: expected }));
      return;
    }
    const presentation = parseFile(path);
    const renditions = renditionsOf(presentation);
    expect(renditions.length).toBeGreaterThan(0);
    expect(new Set(renditions.map(({ id }) => id)).size).toBe(renditions.length);
    const trackIds = presentation.periods.flatMap(({ tracks }) => tracks.map(({ id }) => id));
    expect(new Set(trackIds).size).toBe(trackIds.length);
    for (const { source } of renditions) {
      if (source.type === 'deferred') continue;
      const { index } = source;
      for (const position of [0, 1, Math.floor(index.count / 2), index.count - 1]) {
        const segment = index.at(position);
        if (segment) expect(index.find(segment.startSec)).toBe(position);
      }
    }
  });

  const counted = isPresent
    ? (
        readJson('manifests/index.json') as {
          manifests: {
            file: string;
            kind: string;
            type?: string;
            periods: number;
            representations: number;
          }[];
        }
      ).manifests.filter(({ kind, file }) => kind === 'mpd' && !(file.replace('manifests/', '') in ERRORS))
    : [];
  it.each(counted)('$file has the periods and representations that a plain reader counts', (entry) => {
    const presentation = parseFile(entry.file);
    expect(presentation.isLive).toBe(entry.type === 'dynamic');
    expect(presentation.periods.length).toBe(entry.periods);
    // Fewer only where something is left out on purpose (trick mode, unknown kinds).
    const count = renditionsOf(presentation).length;
    if (/trick_play/.test(entry.file)) expect(count).toBeLessThan(entry.representations);
    else expect(count).toBe(entry.representations);
  });

  const expectedFiles = mpds.filter(
    (path) => path.endsWith('.mpd') && existsSync(join(streams, path.replace(/mpd$/, 'expected.json'))),
  );
  it.each(expectedFiles)('%s lists the segments that mpd-parser lists', (path) => {
    const { parsedManifest } = readJson(path.replace(/mpd$/, 'expected.json')) as {
      parsedManifest: {
        playlists: ExpectedPlaylist[];
        mediaGroups: Record<string, Record<string, Record<string, { playlists?: ExpectedPlaylist[] }>>>;
      };
    };
    const groups = Object.values(parsedManifest.mediaGroups).flatMap((group) => Object.values(group));
    const members = groups
      .flatMap((group) => Object.values(group))
      .flatMap(({ playlists = [] }) => playlists);
    const expected = [...parsedManifest.playlists, ...members].flatMap(({ segments }) => segments);
    const indices = renditionsOf(parseFile(path)).map(({ source }) =>
      source.type === 'ready' ? source.index : source.request.urls[0]!,
    );
    const urls = indices.flatMap((index) =>
      typeof index === 'string' ? [index] : segmentsOf(index).map((segment) => segment.urls[0]!),
    );
    const listed = new Set(expected.map(({ resolvedUri }) => new URL(resolvedUri, urlOf(path)).href));
    // Its timeline lists 600 s in a period of 6 s: we cut it there.
    if (path.endsWith('segmentList.mpd')) expect(listed.size - new Set(urls).size).toBe(9);
    // Where all are behind a sidx, mpd-parser lists one segment a file, or none.
    else if (indices.every((index) => typeof index === 'string'))
      expect(listed.size).toBeLessThanOrEqual(urls.length);
    else expect(new Set(urls)).toEqual(listed);
  });

  const playable = isPresent
    ? (readJson('index.json') as { streams: IndexEntry[] }).streams.filter(
        ({ protocol, type }) => protocol === 'dash' && type === 'vod',
      )
    : [];
  it.each(playable)('$id has its duration, and its segments exist', async ({ id, manifest, duration }) => {
    const presentation = parseFile(manifest);
    expect(presentation.durationSec).toBeCloseTo(duration!, 1);
    // That stream lies about its length on purpose; the others' files must all be there.
    const limitSec = id === 'testpic-duration-lie' ? 8 : Infinity;
    for (const { source } of renditionsOf(presentation)) {
      const index = await readIndex(source);
      expect(index.count).toBeGreaterThan(0);
      for (const { urls, range, init, startSec, durationSec } of segmentsOf(index)) {
        if (startSec >= limitSec) break;
        expect(durationSec).toBeGreaterThan(0);
        // Two entries hold only the head of their files.
        const size = readFileSync(fileOf(urls[0]!)).length;
        if (id !== 'broken-cenc-mpd') expect(range?.end ?? 0).toBeLessThan(size);
        if (init && !init.bytes) expect(existsSync(fileOf(init.urls[0]!))).toBe(true);
      }
    }
  });

  it('never hangs on a cut-off MPD', { timeout: 10_000 }, () => {
    for (const path of mpds.filter((name) => !name.includes('large_file'))) {
      const text = readFileSync(join(streams, path), 'utf8');
      for (let part = 1; part < 8; part += 1) {
        try {
          parseMpd(text.slice(0, Math.floor((text.length * part) / 8)), urlOf(path));
          expect.unreachable('A cut-off document has no end tag');
        } catch (error) {
          expect(isPlayerError(error, 'manifest-malformed')).toBe(true);
        }
      }
    }
  });
});
