import type { TransferTail } from '../../core/tail-meter.ts';

/** Of a box: its size and its type, or in place of the size a 1, and behind the type the size in 64 bits. */
const HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;
/** `mdat`, as a number. */
const MEDIA_DATA = 0x6d646174;
/** Of the first piece of a chunk nobody sees how long it came: no longer than this. */
const FIRST_PIECE_MS = 5;

/**
 * Measures the link while a segment comes as it is encoded, chunk by chunk (CMAF): between one chunk's end and the next one's
 * beginning the link waits for the encoder, and that time is left out. Without it, the link would seem as fast as the encoder,
 * however fast it is.
 * @see ISO/IEC 23000-19, 7.3.2.3 (CMAF chunks); ISO/IEC 14496-12, 4.2 (boxes)
 */
export class ChunkMeter {
  readonly #header = new DataView(new ArrayBuffer(LARGE_HEADER_BYTES));
  #headerBytes = 0;
  /** Of the box under way, behind its header. */
  #restBytes = 0;
  #isMediaData = false;
  /** A chunk ends with its media data. */
  #isBetween = true;
  #latestMs: number;
  #bytes = 0;
  #ms = 0;

  constructor(startMs: number) {
    this.#latestMs = startMs;
  }

  /** The next piece of the segment is here. */
  note(atMs: number, piece: Uint8Array): void {
    const tookMs = atMs - this.#latestMs;
    this.#latestMs = atMs;
    this.#ms += this.#isBetween ? Math.min(FIRST_PIECE_MS, tookMs) : tookMs;
    this.#bytes += piece.length;
    this.#walk(piece);
  }

  /** What came, and the time in which the link was busy with it; null before anything came. */
  busy(): TransferTail | null {
    return this.#bytes > 0 ? { bytes: this.#bytes, ms: Math.max(1, this.#ms) } : null;
  }

  #walk(piece: Uint8Array): void {
    let at = 0;
    while (at < piece.length) {
      if (this.#restBytes > 0) {
        const bytes = Math.min(this.#restBytes, piece.length - at);
        this.#restBytes -= bytes;
        at += bytes;
      } else {
        this.#header.setUint8(this.#headerBytes, piece[at] ?? 0);
        this.#headerBytes += 1;
        at += 1;
        this.#isBetween = false;
        this.#readHeader();
      }
      if (this.#restBytes === 0 && this.#headerBytes === 0) this.#isBetween = this.#isMediaData;
    }
  }

  #readHeader(): void {
    if (this.#headerBytes < HEADER_BYTES) return;
    const short = this.#header.getUint32(0);
    if (short === 1 && this.#headerBytes < LARGE_HEADER_BYTES) return;
    const size = short === 1 ? Number(this.#header.getBigUint64(HEADER_BYTES)) : short;
    this.#restBytes = size === 0 ? Infinity : Math.max(0, size - this.#headerBytes); // 0: up to the end
    this.#isMediaData = this.#header.getUint32(4) === MEDIA_DATA;
    this.#headerBytes = 0;
  }
}
