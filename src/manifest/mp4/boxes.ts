/** Where a box lies in the bytes given. @see ISO/IEC 14496-12 §4.2 */
export interface Box {
  /** Four characters. */
  readonly type: string;
  readonly start: number;
  /** Of its content, behind the header. */
  readonly bodyStart: number;
  /** Behind its last byte, which may lie beyond the bytes given; Infinity: to the end of the file. */
  readonly end: number;
}

export function viewBytes(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A 64-bit number; exact below 2^53. */
export function readUint64(view: DataView, offset: number): number {
  return view.getUint32(offset) * 2 ** 32 + view.getUint32(offset + 4);
}

/** The box at `start`; null where its header is cut off or contradicts itself. */
export function readBox(view: DataView, start: number): Box | null {
  if (start + 8 > view.byteLength) return null;
  const declared = view.getUint32(start);
  const type = String.fromCharCode(...[4, 5, 6, 7].map((i) => view.getUint8(start + i)));
  const isLong = declared === 1;
  if (isLong && start + 16 > view.byteLength) return null;
  const size = isLong ? readUint64(view, start + 8) : declared === 0 ? Infinity : declared;
  const bodyStart = start + (isLong ? 16 : 8);
  return start + size < bodyStart ? null : { type, start, bodyStart, end: start + size };
}
