import { PlayerError, stripUrl } from '../../core/errors.ts';

/** What one playlist's tags are read against. */
export interface PlaylistScope {
  /** The playlist's own URL, after redirects: relative URIs hang on it. */
  readonly url: string;
  /** Number of the line being read, from 1, for error messages; 0 before and after. */
  line: number;
  /** EXT-X-DEFINE variables of this playlist. */
  readonly variables: Map<string, string>;
  /** Variables of the multivariant playlist that led here, for EXT-X-DEFINE:IMPORT. */
  readonly importable: ReadonlyMap<string, string>;
  /** Characters that variables have put in so far. */
  expandedCount: number;
}

/** Variables may refer to variables: without a bound, 40 lines could expand to terabytes. Ample for real playlists. */
const MAX_EXPANDED_COUNT = 1 << 24;

export function createScope(
  url: string,
  importable: ReadonlyMap<string, string> = new Map<string, string>(),
): PlaylistScope {
  return { url, line: 0, variables: new Map(), importable, expandedCount: 0 };
}

const describe = (scope: PlaylistScope, detail: string): string =>
  scope.line > 0 ? `line ${scope.line}: ${detail}` : detail;

function messageOf(scope: PlaylistScope, words: string): string {
  return `Reading the HLS playlist ${stripUrl(scope.url)}: ${words}`;
}

/** The error for a playlist that breaks its grammar; names the line. */
export function malformed(
  scope: PlaylistScope,
  detail: string,
  cause?: unknown,
): PlayerError<'manifest-malformed'> {
  const words = describe(scope, detail);
  const context = { url: stripUrl(scope.url), detail: words };
  return new PlayerError('manifest-malformed', messageOf(scope, words), context, { cause });
}

/** The error for a playlist that asks for what is not played here. */
export function unsupported(scope: PlaylistScope, feature: string): PlayerError<'manifest-unsupported'> {
  const context = { url: stripUrl(scope.url), feature };
  return new PlayerError('manifest-unsupported', messageOf(scope, `${feature} is not supported`), context);
}

/** The error for a playlist with nothing to play. */
export function empty(scope: PlaylistScope, detail: string): PlayerError<'manifest-empty'> {
  return new PlayerError('manifest-empty', messageOf(scope, detail), { url: stripUrl(scope.url), detail });
}

/** Puts the variables in: `{$name}`. @see RFC 8216bis §4.3 @throws PlayerError on a variable not defined before */
export function substitute(scope: PlaylistScope, text: string): string {
  return text.replace(/\{\$([\w-]+)\}/g, (_, name: string) => {
    const value = scope.variables.get(name);
    if (value === undefined) throw malformed(scope, `variable "${name}" is not defined before its use`);
    scope.expandedCount += value.length;
    if (scope.expandedCount > MAX_EXPANDED_COUNT) throw malformed(scope, 'variables expand without bounds');
    return value;
  });
}

/** An absolute URL. @throws PlayerError where the playlist's own URL and `uri` make none */
export function resolveUri(scope: PlaylistScope, uri: string): string {
  try {
    return new URL(uri, scope.url).href;
  } catch (cause) {
    throw malformed(scope, `"${stripUrl(uri).slice(0, 100)}" is not a URI`, cause);
  }
}
