import { malformed } from './playlist-scope.ts';
import type { PlaylistScope } from './playlist-scope.ts';

export interface PlaylistLine {
  /** From 1. */
  readonly number: number;
  /** `EXT…`, without `#`; empty: the line is a URI. */
  readonly tag: string;
  /** What follows the tag's colon, or the URI. */
  readonly value: string;
}

/** Says what the text is instead of a playlist, as far as its first characters tell. */
function describeOther(text: string): string {
  const looks = /^<(!doctype )?html/i.test(text)
    ? ', like an HTML page'
    : text.startsWith('<')
      ? ', like XML'
      : '';
  return `it does not start with #EXTM3U but with ${JSON.stringify(text.slice(0, 40))}${looks}`;
}

/**
 * Splits a playlist into tags and URIs; comments and blank lines are left out. A byte order mark, white space around
 * lines and any kind of line ending are put up with. Linear in the text.
 *
 * @throws PlayerError `manifest-malformed` where the text does not start with `#EXTM3U`
 * @see RFC 8216bis §4.1
 */
export function readLines(text: string, scope: PlaylistScope): readonly PlaylistLine[] {
  // trimStart takes a byte order mark off, too.
  if (!text.trimStart().startsWith('#EXTM3U')) throw malformed(scope, describeOther(text.trim()));
  const lines: PlaylistLine[] = [];
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = raw.trim();
    const number = index + 1;
    if (line.startsWith('#EXT')) {
      const colon = line.indexOf(':');
      lines.push(
        colon < 0
          ? { number, tag: line.slice(1), value: '' }
          : { number, tag: line.slice(1, colon).trimEnd(), value: line.slice(colon + 1).trim() },
      );
    } else if (line !== '' && !line.startsWith('#')) {
      lines.push({ number, tag: '', value: line });
    }
  }
  return lines;
}
