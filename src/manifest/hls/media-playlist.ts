import type { ContentProtection } from '../../model/content-protection.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import type { ByteRange, InitSegment, MediaTimeline, Segment } from '../../model/segment.ts';
import { createArrayIndex } from '../segment-array-index.ts';
import { readAttributes, readDecimal, readInteger, requireAttribute } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import { listDateRangeEvents } from './date-ranges.ts';
import { defineVariable } from './define-variable.ts';
import type { KeyReader, SegmentKeys } from './key-reader.ts';
import type { PlaylistLine } from './playlist-lines.ts';
import { empty, malformed, resolveUri, substitute, unsupported } from './playlist-scope.ts';
import type { PlaylistScope } from './playlist-scope.ts';

/** EXTINF:0 stands for less than its rounding: a segment must cover some time to be reached. */
const MIN_SEGMENT_SEC = 0.01;

interface MediaPlaylist {
  readonly scope: PlaylistScope;
  readonly segments: Segment[];
  readonly keyReader: KeyReader;
  readonly keys: SegmentKeys;
  /** By what tells them from one another. */
  readonly protection: Map<string, ContentProtection>;
  readonly dateRanges: Attributes[];
  isComplete: boolean;
  preferredStartSec: number | null;
  targetDurationSec: number | null;
  /** Media sequence number of the next segment. */
  mediaSequence: number;
  discontinuitySequence: number;
  timeline: MediaTimeline;
  init: InitSegment | null;
  nextStartSec: number;
  nextDateMs: number | null;
  /** EXT-X-BITRATE in force, bit/s. */
  bitrateBps: number | null;
  /** Where the segment before ends, for a byte range without offset. */
  rangeEnd: { readonly url: string; readonly next: number } | null;
  /** What the tags before a URI say of its segment. */
  pending: { durationSec: number | null; byteRange: string | null; isGap: boolean };
}

const nothingPending = (): MediaPlaylist['pending'] => ({ durationSec: null, byteRange: null, isGap: false });

const createTimeline = (discontinuitySequence: number): MediaTimeline => ({
  id: `d${discontinuitySequence}`,
  offsetSec: null,
  windowStartSec: 0,
  windowEndSec: Infinity,
});

function startTimeline(playlist: MediaPlaylist, discontinuitySequence: number): void {
  playlist.discontinuitySequence = discontinuitySequence;
  playlist.timeline = createTimeline(discontinuitySequence);
}

/** `length[@offset]`. @see RFC 8216bis §4.4.4.2 */
function readByteRange(
  scope: PlaylistScope,
  text: string,
  implicitStart: number,
): ByteRange & { end: number } {
  const [lengthText, offsetText] = text.split('@');
  const length = readInteger(lengthText);
  const start = offsetText ? readInteger(offsetText) : implicitStart;
  if (!length || start === null)
    throw malformed(scope, `byte range "${text.slice(0, 40)}" is not length@offset`);
  return { start, end: start + length - 1 };
}

function readMap({ scope, keyReader, keys, mediaSequence }: MediaPlaylist, list: string): InitSegment {
  const attributes = readAttributes(scope, list);
  const url = resolveUri(scope, requireAttribute(scope, attributes, 'URI'));
  const rangeText = attributes['BYTERANGE'];
  const range = rangeText === undefined ? null : readByteRange(scope, rangeText, 0);
  return {
    id: range ? `${url} ${range.start}-${range.end}` : url,
    urls: [url],
    range,
    encryption: keyReader.findEncryption(keys, mediaSequence),
    bytes: null,
  };
}

/** What each tag of a media playlist does. A tag that is not here is passed over. @see RFC 8216bis §4.4 */
const TAGS: Readonly<Record<string, (playlist: MediaPlaylist, value: string) => void>> = {
  EXTINF(playlist, value) {
    const durationSec = readDecimal(value);
    playlist.pending.durationSec = durationSec !== null && durationSec >= 0 ? durationSec : null;
  },
  'EXT-X-BYTERANGE': ({ pending }, value) => void (pending.byteRange = value),
  'EXT-X-GAP': ({ pending }) => void (pending.isGap = true),
  'EXT-X-BITRATE'(playlist, value) {
    const kilobits = readInteger(value);
    playlist.bitrateBps = kilobits === null ? null : kilobits * 1000;
  },
  'EXT-X-TARGETDURATION': (playlist, value) => void (playlist.targetDurationSec = readInteger(value)),
  'EXT-X-MEDIA-SEQUENCE': (playlist, value) => void (playlist.mediaSequence = readInteger(value) ?? 0),
  'EXT-X-DISCONTINUITY-SEQUENCE': (playlist, value) => startTimeline(playlist, readInteger(value) ?? 0),
  'EXT-X-DISCONTINUITY': (playlist) => startTimeline(playlist, playlist.discontinuitySequence + 1),
  'EXT-X-PROGRAM-DATE-TIME'(playlist, value) {
    const dateMs = Date.parse(value);
    if (!Number.isNaN(dateMs)) playlist.nextDateMs = dateMs;
  },
  'EXT-X-KEY': ({ scope, keyReader, keys }, value) => keyReader.applyKeyTag(scope, keys, value),
  'EXT-X-MAP': (playlist, value) => void (playlist.init = readMap(playlist, value)),
  'EXT-X-DEFINE': ({ scope }, value) => defineVariable(scope, value),
  'EXT-X-DATERANGE': ({ scope, dateRanges }, value) => void dateRanges.push(readAttributes(scope, value)),
  'EXT-X-START': (playlist, value) =>
    void (playlist.preferredStartSec = readDecimal(readAttributes(playlist.scope, value)['TIME-OFFSET'])),
  'EXT-X-ENDLIST': (playlist) => void (playlist.isComplete = true),
  'EXT-X-PLAYLIST-TYPE'(playlist, value) {
    if (value.toUpperCase() === 'VOD') playlist.isComplete = true;
  },
  'EXT-X-STREAM-INF'({ scope }) {
    throw malformed(scope, 'a media playlist was expected, this is a multivariant one');
  },
  'EXT-X-SKIP'({ scope }) {
    throw unsupported(scope, 'a delta update (EXT-X-SKIP) of a playlist not read before');
  },
};

function readSegmentRange(playlist: MediaPlaylist, url: string): (ByteRange & { end: number }) | null {
  const { scope, pending, rangeEnd } = playlist;
  if (pending.byteRange === null) return null;
  return readByteRange(scope, pending.byteRange, rangeEnd?.url === url ? rangeEnd.next : 0);
}

function addSegment(playlist: MediaPlaylist, uri: string): void {
  const { scope, keys, segments, pending, bitrateBps } = playlist;
  const url = resolveUri(scope, substitute(scope, uri));
  const declaredSec = pending.durationSec ?? playlist.targetDurationSec;
  if (declaredSec === null) throw malformed(scope, 'a segment without EXTINF');
  const durationSec = Math.max(declaredSec, MIN_SEGMENT_SEC);
  const range = readSegmentRange(playlist, url);
  const encryption = playlist.keyReader.findEncryption(keys, playlist.mediaSequence);
  if (!encryption) {
    for (const { key, protection } of keys.systems.values()) playlist.protection.set(key, protection);
    keys.systems.clear();
  }
  const bitrateBytes = bitrateBps === null ? null : Math.round((bitrateBps * durationSec) / 8);
  segments.push({
    position: segments.length,
    startSec: playlist.nextStartSec,
    durationSec,
    urls: [url],
    range,
    init: playlist.init,
    timeline: playlist.timeline,
    isGap: pending.isGap,
    encryption,
    programDateTimeMs: playlist.nextDateMs,
    sizeBytes: range ? range.end - range.start + 1 : bitrateBytes,
  });
  playlist.nextStartSec += durationSec;
  playlist.mediaSequence++;
  if (playlist.nextDateMs !== null) playlist.nextDateMs += durationSec * 1000;
  playlist.rangeEnd = range && { url, next: range.end + 1 };
  playlist.pending = nothingPending();
}

/**
 * Reads a media playlist into an index. Starts accumulate from 0 at the first segment; each discontinuity has its
 * own timeline, whose offset only the media tells.
 *
 * @throws PlayerError `manifest-malformed`, `manifest-unsupported`, `manifest-empty`
 */
export function parseMediaPlaylist(
  lines: readonly PlaylistLine[],
  scope: PlaylistScope,
  keyReader: KeyReader,
): SegmentIndex {
  const playlist: MediaPlaylist = {
    scope,
    segments: [],
    keyReader,
    keys: { wholeSegment: null, systems: new Map() },
    protection: new Map(),
    dateRanges: [],
    isComplete: false,
    preferredStartSec: null,
    targetDurationSec: null,
    mediaSequence: 0,
    discontinuitySequence: 0,
    timeline: createTimeline(0),
    init: null,
    nextStartSec: 0,
    nextDateMs: null,
    bitrateBps: null,
    rangeEnd: null,
    pending: nothingPending(),
  };
  for (const { number, tag, value } of lines) {
    scope.line = number;
    if (tag === '') addSegment(playlist, value);
    else TAGS[tag]?.(playlist, value);
  }
  scope.line = 0;
  const { segments } = playlist;
  if (segments.length === 0) throw empty(scope, 'no segment is listed');
  return createArrayIndex(segments, {
    isComplete: playlist.isComplete,
    preferredStartSec: playlist.preferredStartSec,
    events: listDateRangeEvents(playlist.dateRanges, segments),
    protection: [...playlist.protection.values()],
  });
}
