import type { SegmentEncryption } from '../../model/segment.ts';
import type { Descriptor } from './descriptors.ts';
import { readNumber } from './mpd-values.ts';
import { resolveUrls } from './resolve-urls.ts';
import { expandTemplate } from './url-template.ts';
import type { TemplateValues } from './url-template.ts';
import { findChild, findChildren } from './xml.ts';
import type { XmlElement } from './xml.ts';

export const SEGMENT_ENCRYPTION = 'urn:mpeg:dash:sea:2012';
const AES128_CBC = 'urn:mpeg:dash:sea:aes128-cbc:2013';
/** Keys over plain HTTP requests; others would need a licence exchange of their own. */
const HTTP_KEYS = 'urn:mpeg:dash:sea:keysys:http:2013';

/** Whole-segment encryption of a representation. */
export interface SegmentCipher {
  /** The init segment's; it is encrypted as the first segment is, unless `@encryptInit` says no. */
  readonly init: SegmentEncryption | null;
  encryptionOf(ordinal: number, number: number, time: number): SegmentEncryption | null;
}

/** 16 bytes from up to 32 hex digits, as a big-endian number. */
function readIv(hex: string): Uint8Array<ArrayBuffer> {
  const digits = hex.padStart(32, '0');
  return Uint8Array.from({ length: 16 }, (_, i) => parseInt(digits.slice(i * 2, i * 2 + 2), 16));
}

/**
 * Reads an `urn:mpeg:dash:sea:2012` descriptor; null where its cipher, key system or period layout is not known here.
 * Without an IV the segment number is one.
 * @see ISO/IEC 23009-4 §6
 */
export function readSegmentCipher(
  { element }: Descriptor,
  bases: readonly string[],
  values: TemplateValues,
  startNumber: number,
): SegmentCipher | null {
  const schemeOf = (name: string, attribute: string): string | undefined =>
    findChild(element, name)?.attributes[attribute]?.toLowerCase();
  const periods = findChildren(element, 'CryptoPeriod');
  const isKnown =
    schemeOf('SegmentEncryption', 'schemeIdUri') === AES128_CBC &&
    (schemeOf('KeySystem', 'keySystemUri') ?? HTTP_KEYS) === HTTP_KEYS &&
    periods.length > 0 &&
    periods.every(({ attributes }) => isPlainPeriod(attributes));
  if (!isKnown) return null;
  const spans = layOut(periods);
  const encryptionOf = (ordinal: number, number: number, time: number): SegmentEncryption | null => {
    const span = spans.find(({ start, end }) => ordinal >= start && ordinal < end);
    if (!span) return null;
    const { keyUriTemplate = '', IV } = span.attributes;
    const reference = expandTemplate(keyUriTemplate, { ...values, Number: number, Time: time });
    return {
      method: 'AES-128',
      keyUrl: resolveUrls(reference, bases)[0] ?? reference,
      iv: readIv(IV?.replace(/^0x/i, '') ?? number.toString(16)),
    };
  };
  const isInitClear = findChild(element, 'SegmentEncryption')?.attributes['encryptInit'] === 'false';
  const first = spans[0]?.start ?? 0;
  return { init: isInitClear ? null : encryptionOf(first, startNumber + first, 0), encryptionOf };
}

function isPlainPeriod({ keyUriTemplate, ivUriTemplate, IV }: Readonly<Record<string, string>>): boolean {
  return (
    keyUriTemplate !== undefined && ivUriTemplate === undefined && /^(0x)?[\da-f]{1,32}$/i.test(IV ?? '0')
  );
}

/** Which ordinals each CryptoPeriod covers: one follows the other, `@offset` segments between them in the clear. */
function layOut(
  periods: readonly XmlElement[],
): readonly { start: number; end: number; attributes: XmlElement['attributes'] }[] {
  let end = 0;
  return periods.map(({ attributes }) => {
    const start = end + readNumber(attributes['offset'], 0);
    end = start + readNumber(attributes['numSegments'], Infinity);
    return { start, end, attributes };
  });
}
