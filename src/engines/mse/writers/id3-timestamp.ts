const HEADER_BYTES = 10;
const OWNER = 'com.apple.streaming.transportStreamTimestamp\0';

/** Bytes of the ID3 tag that packed audio begins with: 0 where there is none, null where more bytes must tell. */
function tagBytes(bytes: Uint8Array): number | null {
  const isTag = [0x49, 0x44, 0x33].every((character, at) => (bytes[at] ?? character) === character); // "ID3"
  if (!isTag) return 0;
  if (bytes.length < HEADER_BYTES) return null;
  const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((bytes[at] ?? 0) & 0x7f), 0);
  return HEADER_BYTES + size;
}

/** True once what packed audio begins with is there as far as its timestamp may stand in it. */
export function holdsWholeTag(bytes: Uint8Array): boolean {
  const length = tagBytes(bytes);
  return length !== null && bytes.length >= length;
}

/**
 * When packed audio is to be presented, in seconds of the MPEG-TS clock, from the ID3 tag that it begins with; null
 * where no tag says so.
 * @see RFC 8216bis §3.1.4
 */
export function readId3Timestamp(bytes: Uint8Array): number | null {
  const tag = bytes.subarray(0, tagBytes(bytes) ?? 0);
  const at = new TextDecoder('latin1').decode(tag).indexOf(OWNER) + OWNER.length;
  if (at < OWNER.length || at + 8 > tag.length) return null;
  const view = new DataView(tag.buffer, tag.byteOffset + at);
  return ((view.getUint32(0) & 1) * 2 ** 32 + view.getUint32(4)) / 90_000;
}
