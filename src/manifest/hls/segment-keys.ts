import type { SegmentEncryption } from '../../model/segment.ts';
import { readAttributes, requireAttribute } from './attributes.ts';
import { findSampleScheme, IDENTITY, readKeyFormat, readKeyProtection } from './key-protection.ts';
import type { SegmentKeys, WholeSegmentMethod } from './key-reader.ts';
import { malformed, resolveUri, unsupported } from './playlist-scope.ts';
import type { PlaylistScope } from './playlist-scope.ts';

const WHOLE_SEGMENT: readonly string[] = ['AES-128', 'AES-256', 'AES-256-CTR'] satisfies WholeSegmentMethod[];

const isWholeSegment = (method: string): method is WholeSegmentMethod => WHOLE_SEGMENT.includes(method);

/** An IV is up to 128 bits in hexadecimal, with `0x` before it. */
function readIv(scope: PlaylistScope, text: string): Uint8Array<ArrayBuffer> {
  const digits = /^0x([0-9a-f]{1,32})$/i.exec(text)?.[1]?.padStart(32, '0');
  if (digits === undefined)
    throw malformed(scope, `IV "${text.slice(0, 40)}" is not 128 bits of hexadecimal`);
  return Uint8Array.from({ length: 16 }, (_, at) => Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16));
}

/** The IV where none is declared: the media sequence number, 128 bits, big-endian. @see RFC 8216bis §5.2 */
function deriveIv(mediaSequence: number): Uint8Array<ArrayBuffer> {
  const iv = new Uint8Array(16);
  const view = new DataView(iv.buffer);
  view.setUint32(8, Math.floor(mediaSequence / 2 ** 32));
  view.setUint32(12, mediaSequence >>> 0);
  return iv;
}

/** See `KeyReader.applyKeyTag`. */
export function applyKeyTag(scope: PlaylistScope, keys: SegmentKeys, list: string): void {
  const attributes = readAttributes(scope, list);
  const method = requireAttribute(scope, attributes, 'METHOD').toUpperCase();
  if (method === 'NONE') {
    keys.wholeSegment = null;
    keys.systems.clear();
    return;
  }
  const format = readKeyFormat(attributes);
  if (isWholeSegment(method) && format === IDENTITY) {
    const keyUrl = resolveUri(scope, requireAttribute(scope, attributes, 'URI'));
    const iv = attributes['IV'];
    keys.wholeSegment = { method, keyUrl, iv: iv === undefined ? null : readIv(scope, iv) };
    return;
  }
  if (!isWholeSegment(method) && !findSampleScheme(method))
    throw unsupported(scope, `EXT-X-KEY with METHOD=${method.slice(0, 40)}`);
  if (format === IDENTITY) keys.wholeSegment = null;
  const key = [format, attributes['KEYID'], attributes['URI']].join(' ');
  keys.systems.set(format, { key, protection: readKeyProtection(scope, attributes) });
}

/** See `KeyReader.findEncryption`. */
export function findEncryption(keys: SegmentKeys, mediaSequence: number): SegmentEncryption | null {
  const key = keys.wholeSegment;
  return key && { ...key, iv: key.iv ?? deriveIv(mediaSequence) };
}
