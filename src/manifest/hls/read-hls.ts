import type { Presentation } from '../../model/presentation.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import type { Track, TrackKind } from '../../model/track.ts';
import { listAudioTracks } from './audio-tracks.ts';
import { createRendition } from './create-rendition.ts';
import { createTrack } from './create-track.ts';
import { detectContainer, findExtension } from './detect-container.ts';
import type { FindKeyReader, KeyReader } from './key-reader.ts';
import { parseMediaPlaylist } from './media-playlist.ts';
import { readMultivariant } from './multivariant-playlist.ts';
import { readLines } from './playlist-lines.ts';
import type { PlaylistLine } from './playlist-lines.ts';
import { createScope, empty } from './playlist-scope.ts';
import type { PlaylistScope } from './playlist-scope.ts';
import { relateGroups } from './rendition-groups.ts';
import { listTextTracks } from './text-tracks.ts';
import { listVideoTracks } from './video-tracks.ts';

/** Tags that only multivariant playlists have. */
const MULTIVARIANT_TAG = /^EXT-X-(STREAM-INF|MEDIA|I-FRAME-STREAM-INF|SESSION-\w+|CONTENT-STEERING)$/;
/** Packed audio, and the one MP4 extension that means sound alone. */
const AUDIO_EXTENSION = /^(aac|adts|mp3|ac3|ec3|eac3|m4a|cmfa)$/;

function createPresentation(
  scope: PlaylistScope,
  tracks: readonly Track[],
  facts: Pick<Presentation, 'isLive' | 'durationSec' | 'preferredStartSec' | 'warnings'>,
): Presentation {
  const { durationSec } = facts;
  const period = { id: 'p0', startSec: 0, durationSec, tracks, events: [] };
  return { protocol: 'hls', url: scope.url, periods: [period], ...facts };
}

function presentVariants(
  lines: readonly PlaylistLine[],
  scope: PlaylistScope,
  keyReader: KeyReader,
  findKeyReader: FindKeyReader,
): Presentation {
  const playlist = readMultivariant(lines, scope, findKeyReader);
  const { warnings, preferredStartSec } = playlist;
  if (playlist.variants.length === 0) throw empty(scope, 'no variant is listed');
  const groups = relateGroups(playlist);
  const protection = keyReader.listSessionProtection(scope, playlist.sessionKeys);
  const tracks = [
    ...(groups.isAudioOnly ? [] : listVideoTracks(playlist, groups, protection)),
    ...listAudioTracks(playlist, groups, protection),
    ...listTextTracks(playlist, groups),
  ];
  return createPresentation(scope, tracks, { isLive: false, durationSec: null, preferredStartSec, warnings });
}

function guessKind(index: SegmentIndex): TrackKind {
  const segment = index.at(0);
  const extension = findExtension(segment?.urls[0] ?? '');
  if (AUDIO_EXTENSION.test(extension)) return 'audio';
  return segment && detectContainer(segment) === 'vtt' ? 'text' : 'video';
}

/** A media playlist given directly: one track of one rendition, of which the media tells the rest. */
function presentSegments(
  lines: readonly PlaylistLine[],
  scope: PlaylistScope,
  keyReader: KeyReader,
): Presentation {
  const index = parseMediaPlaylist(lines, scope, keyReader);
  const segment = index.at(0);
  const kind = guessKind(index);
  const container = segment ? detectContainer(segment) : 'unknown';
  const isMuxed = kind === 'video' ? null : false;
  const rendition = createRendition(`${kind.charAt(0)}0`, { type: 'ready', index }, { container, isMuxed });
  return createPresentation(scope, [createTrack(kind, kind, null, [rendition])], {
    isLive: !index.isComplete,
    durationSec: index.isComplete ? index.endSec - index.startSec : null,
    preferredStartSec: index.preferredStartSec,
    warnings: [],
  });
}

/** As `parseHls`, with what reads keys given: in this playlist, and in the media playlists that it leads to. */
export function readHls(
  text: string,
  url: string,
  keyReader: KeyReader,
  findKeyReader: FindKeyReader,
): Presentation {
  const scope = createScope(url);
  const lines = readLines(text, scope);
  return lines.some(({ tag }) => MULTIVARIANT_TAG.test(tag))
    ? presentVariants(lines, scope, keyReader, findKeyReader)
    : presentSegments(lines, scope, keyReader);
}
