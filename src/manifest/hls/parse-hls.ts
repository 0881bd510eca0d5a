import type { Presentation } from '../../model/presentation.ts';
import { readHls } from './read-hls.ts';
import { keyReader } from './read-keys.ts';

/**
 * Reads an HLS playlist, multivariant or media, into a Presentation. Pure.
 *
 * Of a multivariant playlist, `isLive` is false and `durationSec` null until a media playlist is read: ask its index.
 *
 * @param text the playlist; a byte order mark does no harm
 * @param url where it came from, after redirects, absolute: relative URIs hang on it
 * @throws PlayerError `manifest-malformed`, `manifest-unsupported` or `manifest-empty`, on any text, and nothing else
 * @see RFC 8216bis (draft-pantos-hls-rfc8216bis)
 */
export function parseHls(text: string, url: string): Presentation {
  return readHls(text, url, keyReader, () => keyReader);
}
