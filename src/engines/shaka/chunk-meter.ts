import type { TransferSample } from '../../model/transfer-sample.ts';

type Busy = NonNullable<TransferSample['busy']>;

/** Of a box: its size and its type, or in place of the size a 1, and behind the type the size in 64 bits. */
const HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;
/** `mdat`, as a number. */
const MEDIA_DATA = 0x6d646174;
// Chosen by hand: a piece is up to 16 kB under TLS, and steps of a ladder are rarely more than a factor of two.
/** So much must have come behind the first pieces of chunks to tell how fast the link is. Bytes. */
const TELLING_BYTES = 4000;
/** Where it did not, the link may be this many times as fast as the encoder. */
const PERHAPS_TIMES = 2;
/** Nor is it taken for more than so many times as fast: pieces may have waited for a busy processor. */
const MOST_TIMES = 8;
/**
 * A segment that waits for the encoder takes about as long as it plays. One that takes longer waits for the link, and of one that takes
 * so much less, most was there.
 */
const [LEAST_PLAYED, MOST_PLAYED] = [0.5, 1.05];

/**
 * Measures the link while a segment comes as it is encoded, chunk by chunk (CMAF): between one chunk's end and the next one's
 * beginning the link waits for the encoder. Counted is what came of each chunk behind its first piece, and the time from then on: how
 * long the first one took, nobody sees. Without this, the link would seem as fast as the encoder, however fast it is.
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
  readonly #startMs: number;
  #latestMs: number;
  #bytes = 0;
  #within = { bytes: 0, ms: 0 };

  /** `startMs`: of the request. */
  constructor(startMs: number) {
    this.#startMs = startMs;
    this.#latestMs = startMs;
  }

  /** The next piece of the segment is here. */
  note(atMs: number, piece: Uint8Array): void {
    this.#bytes += piece.length;
    if (!this.#isBetween) {
      this.#within.bytes += piece.length;
      this.#within.ms += atMs - this.#latestMs;
    }
    this.#latestMs = atMs;
    this.#walk(piece);
  }

  /**
   * How much came in how much time while the link was busy, as far as that shows. Null where the whole transfer shows it: it took far
   * less or more than the segment plays (`mediaSec`; 0: not known), and so did not wait for the encoder alone.
   */
  busy(mediaSec: number): Busy | null {
    const ms = this.#latestMs - this.#startMs;
    const played = ms / 1000 / mediaSec;
    if (this.#bytes === 0 || !(played >= LEAST_PLAYED && played <= MOST_PLAYED)) return null;
    const within = this.#within;
    if (within.bytes < TELLING_BYTES) return { bytes: this.#bytes, ms: ms / PERHAPS_TIMES };
    const leastMs = (ms * within.bytes) / this.#bytes / MOST_TIMES;
    return { bytes: within.bytes, ms: Math.max(within.ms, leastMs) };
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
