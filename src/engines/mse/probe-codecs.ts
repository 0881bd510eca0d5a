import { mimeType } from './mime-types.ts';
import type { SinkKind } from './buffer-sink.ts';
import { visitBoxes } from './mp4-timing.ts';

const hex = (value: number): string => value.toString(16).padStart(2, '0').toUpperCase();

/** Bytes of a visual or audio sample entry before its child boxes. @see ISO/IEC 14496-12 §12.1.3, §12.2.3 */
const VISUAL_ENTRY_BYTES = 78;
const AUDIO_ENTRY_BYTES = 28;

/** Codecs of an init segment's tracks as RFC 6381 strings; unknown sample entries by their four characters. */
export function readCodecs(init: Uint8Array): {
  readonly video: readonly string[];
  readonly audio: readonly string[];
} {
  const video: string[] = [];
  const audio: string[] = [];
  let handler = '';
  const readTrack = (type: string, body: DataView, depth: number): void => {
    if (type === 'hdlr' && body.byteLength >= 12) handler = fourCharacters(body, 8);
    if (type === 'minf' || type === 'stbl') visitBoxes(bytesOf(body, 0), readTrack, depth + 1);
    if (type !== 'stsd' || body.byteLength < 16) return;
    visitBoxes(bytesOf(body, 8), (entryType, entry) => {
      if (handler === 'vide') video.push(describeEntry(entryType, entry, VISUAL_ENTRY_BYTES));
      if (handler === 'soun') audio.push(describeEntry(entryType, entry, AUDIO_ENTRY_BYTES));
    });
  };
  visitBoxes(init, readTrack);
  return { video, audio };
}

/** The MIME type that an fMP4 init segment asks for; null where no codec was recognised. */
export function probeMp4Types(
  init: Uint8Array,
  kind: SinkKind,
): { video: string } | { audio: string } | null {
  const { video, audio } = readCodecs(init);
  if (video.length + audio.length === 0) return null;
  return kind === 'audio'
    ? { audio: mimeType('audio', 'mp4', audio) }
    : { video: mimeType(video.length > 0 ? 'video' : 'audio', 'mp4', [...video, ...audio]) };
}

function describeEntry(type: string, entry: DataView, headerBytes: number): string {
  let codec = type;
  if (entry.byteLength <= headerBytes) return codec;
  visitBoxes(bytesOf(entry, headerBytes), (boxType, box) => {
    codec = describeConfig(type, boxType, box) ?? codec;
  });
  return codec;
}

/** The codec string from a decoder configuration box; null where the box is none, or the four characters suffice. */
function describeConfig(entryType: string, boxType: string, box: DataView): string | null {
  const at = (offset: number): number => (offset < box.byteLength ? box.getUint8(offset) : 0);
  switch (boxType) {
    case 'avcC': // ISO/IEC 14496-15 §5.3.3
      return `${entryType}.${hex(at(1))}${hex(at(2))}${hex(at(3))}`;
    case 'hvcC': // ISO/IEC 14496-15 annex E
      return describeHevc(entryType, at);
    case 'vpcC': // VP codec ISO media file format binding
      return `${entryType}.${decimal(at(4))}.${decimal(at(5))}.${decimal(at(6) >> 4)}`;
    case 'av1C': // AV1 codec ISO media file format binding §5
      return `av01.${String(at(1) >> 5)}.${decimal(at(1) & 31)}${at(2) >> 7 ? 'H' : 'M'}.${av1BitDepth(at(2))}`;
    case 'esds':
      return describeEsds(bytesOf(box, 0));
    case 'dOps':
      return 'opus';
    case 'dfLa':
      return 'flac';
    default:
      return null;
  }
}

function describeHevc(entryType: string, at: (offset: number) => number): string {
  const profileSpace = ['', 'A', 'B', 'C'][at(1) >> 6] ?? '';
  let compatibility = 0;
  for (let bit = 0; bit < 32; bit++) compatibility |= ((at(2 + (bit >> 3)) >> (7 - (bit & 7))) & 1) << bit;
  const tier = at(1) & 32 ? 'H' : 'L';
  const constraints = [6, 7, 8, 9, 10, 11].map(at);
  while (constraints.length > 0 && constraints.at(-1) === 0) constraints.pop();
  const tail = constraints.map((value) => `.${value.toString(16).toUpperCase()}`).join('');
  return `${entryType}.${profileSpace}${String(at(1) & 31)}.${(compatibility >>> 0).toString(16).toUpperCase()}.${tier}${String(at(12))}${tail}`;
}

const av1BitDepth = (flags: number): string => (flags & 64 ? (flags & 32 ? '12' : '10') : '08');

const decimal = (value: number): string => String(value).padStart(2, '0');

/** Object type and audio object type of an MPEG-4 elementary stream descriptor. @see ISO/IEC 14496-1 §7.2.6.5 */
function describeEsds(bytes: Uint8Array): string {
  // DecoderConfigDescriptor (tag 4) holds the object type; DecoderSpecificInfo (tag 5) the AudioSpecificConfig.
  const config = findDescriptor(bytes, 4, 4);
  const objectType = config === null ? 0x40 : (bytes[config] ?? 0x40);
  if (objectType !== 0x40) return `mp4a.${objectType.toString(16)}`;
  const specific = config === null ? null : findDescriptor(bytes, 5, config + 13);
  const first = specific === null ? 0x10 : (bytes[specific] ?? 0x10);
  const second = specific === null ? 0 : (bytes[specific + 1] ?? 0);
  const audioObjectType = first >> 3 === 31 ? 32 + (((first & 7) << 3) | (second >> 5)) : first >> 3;
  return `mp4a.40.${String(audioObjectType)}`;
}

/** An expandable size takes four bytes at most. @see ISO/IEC 14496-1 §8.3.3 */
const MAX_SIZE_BYTES = 4;

/** Offset of the body of the next descriptor with `tag` at or after `from`; null where there is none. */
function findDescriptor(bytes: Uint8Array, tag: number, from: number): number | null {
  let position = from;
  while (position < bytes.length) {
    const found = bytes[position++];
    let size = 0;
    let byte = 0x80;
    for (let read = 0; byte & 0x80 && read < MAX_SIZE_BYTES; read++) {
      byte = bytes[position++] ?? 0;
      size = (size << 7) | (byte & 0x7f);
    }
    if (found === tag) return position;
    // ES_Descriptor (tag 3) is a container: step over its ES_ID and flags (no dependency, URL or OCR in MP4 files).
    position += found === 3 ? 3 : size;
  }
  return null;
}

function bytesOf(view: DataView, offset: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + offset, Math.max(0, view.byteLength - offset));
}

function fourCharacters(view: DataView, offset: number): string {
  return String.fromCharCode(...bytesOf(view, offset).subarray(0, 4));
}
