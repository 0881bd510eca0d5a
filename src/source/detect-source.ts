import { PlayerError, stripUrl } from '../core/errors.ts';
import type { Protocol, SourceDescriptor } from '../model/source.ts';

/** What an app may give to be played: a URL, absolute or relative to the page, and its MIME type where known. */
export type SourceInput = string | { readonly url: string; readonly mimeType?: string };

/** @see ISO/IEC 23009-1 Annex C, RFC 8216bis §4 (`audio/mpegurl` is the older name), MS-SSTR §2.2 */
const MIME_TYPES: readonly (readonly [Protocol, RegExp])[] = [
  ['dash', /^(application|video)\/(vnd\.mpeg\.)?dash\+xml\b/i],
  ['hls', /^(application|audio|video)\/(x-|vnd\.apple\.)?mpegurl\b/i],
  ['smooth', /^application\/vnd\.ms-sstr\+xml\b/i],
];
/** Said of many a manifest by servers that do not know better: believed behind the extension. */
const ANY_MEDIA: typeof MIME_TYPES = [['file', /^(audio|video)\//i]];
const EXTENSIONS: readonly (readonly [Protocol, RegExp])[] = [
  ['dash', /\.mpd$/i],
  ['hls', /\.m3u8?$/i],
  ['smooth', /\.isml?(\/manifest)?$/i],
  ['file', /\.(mp[34]|m4[av]|mov|webm|mkv|og[agv]|aac|flac|wav)$/i],
];

function matchProtocol(table: typeof MIME_TYPES, text: string): Protocol | null {
  return table.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

function refuse(url: string, detected: string, cause?: unknown): PlayerError<'source-unsupported'> {
  const shown = stripUrl(url).slice(0, 200);
  const context = { url: shown, detected };
  return new PlayerError('source-unsupported', `Loading "${shown}": ${detected}`, context, { cause });
}

/** The two parts of an input. Apps written in JavaScript may give anything, so nothing is taken for granted. */
function readInput(input: unknown): { url: string; mimeType: string | null } {
  const given: unknown = typeof input === 'string' ? { url: input } : input;
  if (typeof given !== 'object' || given === null || !('url' in given) || typeof given.url !== 'string')
    throw refuse('', 'neither a URL nor {url, mimeType}');
  const mimeType = 'mimeType' in given && typeof given.mimeType === 'string' ? given.mimeType.trim() : '';
  return { url: given.url.trim(), mimeType: mimeType || null };
}

/** The MIME type inside a data URL; null where it has none. */
function readDataMimeType({ protocol, pathname }: URL): string | null {
  return (protocol === 'data:' && /^[^;,]+/.exec(pathname)?.[0]) || null;
}

/**
 * What is to be played: its absolute URL, and its protocol from the MIME type or else the path's extension; a
 * protocol of null is told by the first bytes (`sniffProtocol`).
 *
 * @param baseUrl what a relative URL hangs on: the page's URL
 * @throws PlayerError `source-unsupported` where the input is no URL, or its scheme none of http(s), blob and data
 */
export function detectSource(input: SourceInput, baseUrl: string): SourceDescriptor {
  const { url: given, mimeType: declaredType } = readInput(input);
  if (given === '') throw refuse('', 'an empty URL');
  let url: URL;
  try {
    url = new URL(given, baseUrl);
  } catch (cause) {
    throw refuse(given, 'not a URL', cause);
  }
  if (!/^(https?|blob|data):$/.test(url.protocol)) throw refuse(given, `a URL of scheme ${url.protocol}`);
  const mimeType = declaredType ?? readDataMimeType(url);
  const protocol =
    matchProtocol(MIME_TYPES, mimeType ?? '') ??
    matchProtocol(EXTENSIONS, url.pathname) ??
    matchProtocol(ANY_MEDIA, mimeType ?? '');
  return { url: url.href, mimeType, protocol };
}
