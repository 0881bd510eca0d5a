import { readAttributes, readDecimal, readUri } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import { defineVariable } from './define-variable.ts';
import type { FindKeyReader } from './key-reader.ts';
import type { PlaylistLine } from './playlist-lines.ts';
import { resolveUri, substitute } from './playlist-scope.ts';
import type { PlaylistScope } from './playlist-scope.ts';

/** An EXT-X-STREAM-INF with the URI behind it. */
export interface Variant {
  readonly attributes: Attributes;
  readonly url: string;
}

/** An EXT-X-MEDIA. */
export interface MediaTag {
  /** `AUDIO`, `VIDEO`, `SUBTITLES`, `CLOSED-CAPTIONS`; any other is passed over. */
  readonly type: string;
  readonly groupId: string;
  readonly name: string;
  /** Null: the media is inside the variants. */
  readonly url: string | null;
  readonly attributes: Attributes;
}

export interface MultivariantPlaylist {
  readonly scope: PlaylistScope;
  /** Of the media playlists. */
  readonly findKeyReader: FindKeyReader;
  readonly variants: Variant[];
  readonly media: MediaTag[];
  readonly sessionKeys: Attributes[];
  readonly warnings: string[];
  preferredStartSec: number | null;
  /** Of the EXT-X-STREAM-INF whose URI has not come yet. */
  pending: Attributes | null;
}

function readMediaTag(scope: PlaylistScope, list: string): MediaTag {
  const attributes = readAttributes(scope, list);
  return {
    type: attributes['TYPE']?.toUpperCase() ?? '',
    groupId: attributes['GROUP-ID'] ?? '',
    name: attributes['NAME'] ?? '',
    url: readUri(scope, attributes),
    attributes,
  };
}

function warnOfUnfollowed(playlist: MultivariantPlaylist): void {
  if (playlist.pending) playlist.warnings.push('An EXT-X-STREAM-INF without URI was passed over');
}

/** What each tag of a multivariant playlist does; I-frame streams and unknown tags are passed over. */
const TAGS: Readonly<Record<string, (playlist: MultivariantPlaylist, value: string) => void>> = {
  'EXT-X-STREAM-INF'(playlist, value) {
    warnOfUnfollowed(playlist);
    playlist.pending = readAttributes(playlist.scope, value);
  },
  'EXT-X-MEDIA': ({ scope, media }, value) => void media.push(readMediaTag(scope, value)),
  'EXT-X-DEFINE': ({ scope }, value) => defineVariable(scope, value),
  'EXT-X-SESSION-KEY': ({ scope, sessionKeys }, value) => void sessionKeys.push(readAttributes(scope, value)),
  'EXT-X-START': (playlist, value) =>
    void (playlist.preferredStartSec = readDecimal(readAttributes(playlist.scope, value)['TIME-OFFSET'])),
  'EXT-X-CONTENT-STEERING': ({ warnings }) =>
    void warnings.push('EXT-X-CONTENT-STEERING was passed over: pathways only serve as alternatives'),
};

/**
 * Reads the tags of a multivariant playlist, as they stand.
 *
 * @throws PlayerError `manifest-malformed`
 * @see RFC 8216bis §4.4.6
 */
export function readMultivariant(
  lines: readonly PlaylistLine[],
  scope: PlaylistScope,
  findKeyReader: FindKeyReader,
): MultivariantPlaylist {
  const playlist: MultivariantPlaylist = {
    scope,
    findKeyReader,
    variants: [],
    media: [],
    sessionKeys: [],
    warnings: [],
    preferredStartSec: null,
    pending: null,
  };
  for (const { number, tag, value } of lines) {
    scope.line = number;
    if (tag !== '') TAGS[tag]?.(playlist, value);
    else if (playlist.pending) {
      const url = resolveUri(scope, substitute(scope, value));
      playlist.variants.push({ attributes: playlist.pending, url });
      playlist.pending = null;
    }
  }
  warnOfUnfollowed(playlist);
  scope.line = 0;
  return playlist;
}
