import type { PlayerError } from '../../../core/errors.ts';
import { segmentInvalid } from '../segment-invalid.ts';

/** Elements whose children follow one by one, as against those that are passed over whole. */
const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
/** What may stand around clusters: EBML, SeekHead, Info, Tracks, Cues, Chapters, Attachments, Tags, Void, CRC-32. */
const AROUND = [
  0x1a45dfa3, 0x114d9b74, 0x1549a966, 0x1654ae6b, 0x1c53bb6b, 0x1043a770, 0x1941a469, 0x1254c367,
];
const ANYWHERE = [0xec, 0xbf];
/** Timestamp, SilentTracks, Position, PrevSize, SimpleBlock, BlockGroup, EncryptedBlock. */
const IN_CLUSTER = [0xe7, 0x5854, 0xa7, 0xab, 0xa3, 0xa0, 0xaf];

/**
 * Follows the elements of a WebM stream as it arrives, down to the blocks of its clusters, so that damage is found before
 * it reaches the decoder.
 * @see RFC 8794 (EBML), RFC 9559 (Matroska) §5, https://www.w3.org/TR/mse-byte-stream-format-webm/
 */
export class WebmScanner {
  readonly #url: string;
  #header: number[] = [];
  /** Of the element that is passed over. */
  #remaining = 0;
  /** Of the cluster around it; null: none is. Infinity: it ends where something else than its children begins. */
  #clusterRemaining: number | null = null;
  #seenAny = false;

  constructor(url: string) {
    this.#url = url;
  }

  /** Takes the next bytes. @throws PlayerError `segment-invalid` */
  push(bytes: Uint8Array): void {
    let position = 0;
    while (position < bytes.length) {
      if (this.#remaining === 0) {
        this.#readHeader(bytes[position++] ?? 0);
        continue;
      }
      const taken = Math.min(this.#remaining, bytes.length - position);
      this.#remaining -= taken;
      position += taken;
    }
  }

  /** @throws PlayerError `segment-invalid` when the bytes stopped inside an element, or none came */
  finish(): void {
    if (!this.#seenAny) throw this.#invalid('it is empty');
    const missing = this.#remaining + finite(this.#clusterRemaining ?? 0);
    if (missing > 0 || this.#header.length > 0) {
      throw this.#invalid(
        missing > 0 ? `it is cut off ${String(missing)} bytes before the end of an element` : 'it is cut off',
      );
    }
  }

  /** Takes one byte of an element's header: its id, then its size, each of which tells its own length. */
  #readHeader(byte: number): void {
    this.#header.push(byte);
    const idLength = lengthOf(this.#header[0] ?? 0);
    if (idLength > 4) throw this.#invalid('it does not consist of EBML elements');
    const sizeByte = this.#header[idLength];
    if (sizeByte === undefined) return;
    const sizeLength = lengthOf(sizeByte);
    if (sizeLength > 8) throw this.#invalid('it does not consist of EBML elements');
    if (this.#header.length < idLength + sizeLength) return;
    const id = numberOf(this.#header.slice(0, idLength));
    const size = readSize(this.#header.slice(idLength));
    this.#begin(id, size, this.#header.length);
    this.#header = [];
  }

  #begin(id: number, size: number, headerBytes: number): void {
    this.#seenAny = true;
    if (this.#clusterRemaining === 0) this.#clusterRemaining = null;
    const isChild = IN_CLUSTER.includes(id) || ANYWHERE.includes(id);
    // A cluster of unknown size ends before what cannot be in it.
    if (this.#clusterRemaining === Infinity && !isChild) this.#clusterRemaining = null;
    if (this.#clusterRemaining !== null) {
      if (!isChild) throw this.#invalid('a cluster has something else than blocks in it');
      this.#clusterRemaining -= headerBytes + size;
      if (!(this.#clusterRemaining >= 0)) throw this.#invalid('a block is larger than its cluster');
      this.#remaining = size;
    } else if (id === CLUSTER) this.#clusterRemaining = size;
    else if (id !== SEGMENT) {
      if (![...AROUND, ...ANYWHERE].includes(id) || size === Infinity) {
        throw this.#invalid('it does not consist of WebM elements');
      }
      this.#remaining = size;
    }
  }

  #invalid(detail: string): PlayerError {
    return segmentInvalid(this.#url, detail);
  }
}

/** How many bytes a number that begins so has. @see RFC 8794 §4 */
function lengthOf(firstByte: number): number {
  return Math.clz32(firstByte) - 23;
}

function numberOf(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** @returns Infinity where all its bits are set: unknown. */
function readSize(bytes: readonly number[]): number {
  const [first = 0, ...rest] = bytes;
  const largest = 2 ** (8 - bytes.length) - 1;
  // Without its marker first: a number of eight bytes with it is beyond what is exact.
  const start = first & largest;
  const isUnknown = start === largest && rest.every((byte) => byte === 0xff);
  return isUnknown ? Infinity : numberOf([start, ...rest]);
}

function finite(bytes: number): number {
  return bytes === Infinity ? 0 : bytes;
}
