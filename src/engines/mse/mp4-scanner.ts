import type { PlayerError } from '../../core/errors.ts';
import { segmentInvalid } from './segment-invalid.ts';

/** Boxes that may stand at the top level of a segment or init segment. @see ISO/IEC 14496-12, 23009-1 §6.3.4 */
const TOP_LEVEL =
  /^(ftyp|styp|moov|moof|mdat|sidx|ssix|emsg|prft|free|skip|mfra|meta|uuid|pdin|sbtl|pssh|wide|bloc)$/;

/** A box that the caller asked to see whole. */
export interface ScannedBox {
  readonly type: string;
  /** Header included. */
  readonly bytes: Uint8Array;
}

const HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;
/** No box that is collected whole (moov, moof, emsg) is honestly larger; a larger claim is damage. */
const MAX_COLLECTED_BYTES = 64 * 1024 * 1024;

/**
 * Follows the top-level boxes of a byte stream as it arrives, so that damage is found before it reaches the
 * decoder and a few boxes can be read on the way. Keeps only the bytes of boxes that were asked for.
 */
export class Mp4Scanner {
  readonly #wanted: readonly string[];
  readonly #url: string;
  #header = new Uint8Array(LARGE_HEADER_BYTES);
  #headerFilled = 0;
  #remaining = 0;
  #collected: { type: string; bytes: Uint8Array; filled: number } | null = null;
  #seenAny = false;

  constructor(wanted: readonly string[], url: string) {
    this.#wanted = wanted;
    this.#url = url;
  }

  /** True between two boxes: the only place where a segment may end. */
  get isAtBoundary(): boolean {
    // A box of size 0 reaches to the end of the file, wherever that is.
    return (this.#remaining === 0 || this.#remaining === Infinity) && this.#headerFilled === 0;
  }

  /** Takes the next bytes; returns the wanted boxes that they complete. @throws PlayerError `segment-invalid` */
  push(bytes: Uint8Array): ScannedBox[] {
    const found: ScannedBox[] = [];
    let position = 0;
    while (position < bytes.length) {
      if (this.#remaining === 0 && !this.#readHeader(bytes[position++] ?? 0)) continue;
      const take = Math.min(this.#remaining, bytes.length - position);
      this.#consume(bytes.subarray(position, position + take), found);
      position += take;
    }
    return found;
  }

  /** @throws PlayerError `segment-invalid` when the bytes stopped inside a box, or none came */
  finish(): void {
    if (!this.#seenAny) throw this.#invalid('it is empty');
    if (!this.isAtBoundary)
      throw this.#invalid(`it is cut off ${String(this.#remaining)} bytes before the end of a box`);
  }

  /** Takes one byte of a box header; true when the header is complete. */
  #readHeader(byte: number): boolean {
    this.#header[this.#headerFilled++] = byte;
    if (this.#headerFilled < HEADER_BYTES) return false;
    const view = new DataView(this.#header.buffer);
    const size32 = view.getUint32(0);
    if (size32 === 1 && this.#headerFilled < LARGE_HEADER_BYTES) return false;
    const type = String.fromCharCode(...this.#header.subarray(4, 8));
    if (!TOP_LEVEL.test(type)) throw this.#invalid('it does not consist of ISO BMFF boxes');
    const size = size32 === 1 ? Number(view.getBigUint64(HEADER_BYTES)) : size32 === 0 ? Infinity : size32;
    this.#begin(type, size);
    return true;
  }

  #begin(type: string, size: number): void {
    const headerBytes = this.#headerFilled;
    if (size < headerBytes) throw this.#invalid(`its ${type} box claims ${String(size)} bytes`);
    this.#seenAny = true;
    this.#headerFilled = 0;
    this.#remaining = size - headerBytes;
    if (!this.#wanted.includes(type)) return;
    if (size > MAX_COLLECTED_BYTES) throw this.#invalid(`its ${type} box claims ${String(size)} bytes`);
    const bytes = new Uint8Array(size);
    bytes.set(this.#header.subarray(0, headerBytes));
    this.#collected = { type, bytes, filled: headerBytes };
  }

  #consume(part: Uint8Array, found: ScannedBox[]): void {
    this.#remaining -= part.length;
    const box = this.#collected;
    if (!box) return;
    box.bytes.set(part, box.filled);
    box.filled += part.length;
    if (this.#remaining > 0) return;
    this.#collected = null;
    found.push({ type: box.type, bytes: box.bytes });
  }

  #invalid(detail: string): PlayerError {
    return segmentInvalid(this.#url, detail);
  }
}
