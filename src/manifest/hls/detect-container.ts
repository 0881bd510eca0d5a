import type { Container } from '../../model/rendition.ts';
import type { Segment } from '../../model/segment.ts';

/** File name extensions of each container. */
const EXTENSIONS: readonly (readonly [Container, RegExp])[] = [
  ['mp4', /^(mp4|m4[svaf]|cmf[vat])$/],
  ['ts', /^m?2?ts$/],
  ['aac', /^(aac|adts)$/],
  ['mp3', /^mp3$/],
  ['vtt', /^(web)?vtt$/],
  ['webm', /^webm$/],
  ['ttml', /^ttml$/],
];

/** Boxes that a CMAF init or media segment may start with. @see ISO/IEC 14496-12 §8.1, ISO/IEC 23000-19 §7.3 */
const FIRST_BOX = /^(ftyp|styp|moov|moof|sidx|emsg|prft|free|skip|uuid)$/;

/** The extension of the URL's path, lower case; empty where it has none. */
export function findExtension(url: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  return /\.(\w{1,8})$/.exec(path)?.[1]?.toLowerCase() ?? '';
}

function fromName({ urls, init }: Segment): Container {
  const extension = findExtension(urls[0] ?? '');
  const named = EXTENSIONS.find(([, pattern]) => pattern.test(extension))?.[0] ?? 'unknown';
  // EXT-X-MAP of a transport stream holds its tables; else it is a Movie Box, whatever the segments are called.
  return init && named !== 'ts' ? 'mp4' : named;
}

const textAt = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** Frame sync of packed audio: 12 bits set; the layer bits are 0 in ADTS and nothing else. */
function fromFrameSync(bytes: Uint8Array, at: number): Container {
  const header = bytes[at + 1] ?? 0;
  if (bytes[at] !== 0xff || header < 0xe0) return 'unknown';
  if ((header & 0xf6) === 0xf0) return 'aac';
  return (header & 0x06) === 0 ? 'unknown' : 'mp3';
}

/** An ID3 tag says only how far on the frames are. @see ID3v2.4 §3.1 (28-bit size, 10 bytes of header and footer) */
function fromId3(bytes: Uint8Array): Container {
  const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((bytes[at] ?? 0) & 0x7f), 0);
  const footer = ((bytes[5] ?? 0) & 0x10) === 0 ? 0 : 10;
  return fromFrameSync(bytes, 10 + size + footer);
}

function fromBytes(bytes: Uint8Array): Container {
  if (bytes[0] === 0x47 && (bytes.length <= 188 || bytes[188] === 0x47)) return 'ts';
  if (FIRST_BOX.test(textAt(bytes, 4, 8))) return 'mp4';
  const head = textAt(bytes, 0, 9);
  if (head.startsWith('ID3')) return fromId3(bytes);
  if (head.replace(/^\xef\xbb\xbf/, '').startsWith('WEBVTT')) return 'vtt';
  if (head.startsWith('\x1aE\xdf\xa3')) return 'webm';
  if (head.startsWith('<')) return 'ttml';
  return fromFrameSync(bytes, 0);
}

/**
 * What a segment is, from its first bytes (decrypted; about 200 tell, more where an ID3 tag comes first) or, where
 * these are not given or say nothing, from its name. `unknown` where neither tells.
 */
export function detectContainer(segment: Segment, firstBytes?: Uint8Array): Container {
  const found = firstBytes ? fromBytes(firstBytes) : 'unknown';
  return found === 'unknown' ? fromName(segment) : found;
}
