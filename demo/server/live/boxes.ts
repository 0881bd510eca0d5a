/** A box of an ISO base media file. */
export interface Box {
  readonly type: string;
  /** What follows its header. */
  readonly body: DataView;
}

const HEADER_BYTES = 8;

/**
 * The boxes that stand side by side in `bytes`.
 *
 * @throws Error where a box does not end inside; 64-bit sizes and "to the end" are not used in segments
 * @see ISO/IEC 14496-12 §4.2
 */
export function listBoxes(bytes: DataView): readonly Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at < bytes.byteLength;) {
    const sizeBytes = bytes.byteLength - at < HEADER_BYTES ? 0 : bytes.getUint32(at);
    if (sizeBytes < HEADER_BYTES || at + sizeBytes > bytes.byteLength) {
      throw new Error(`no box at byte ${at} of ${bytes.byteLength}`);
    }
    const type = String.fromCharCode(...new Uint8Array(bytes.buffer, bytes.byteOffset + at + 4, 4));
    const body = new DataView(bytes.buffer, bytes.byteOffset + at + HEADER_BYTES, sizeBytes - HEADER_BYTES);
    boxes.push({ type, body });
    at += sizeBytes;
  }
  return boxes;
}

/** The one box at a path of types from `bytes` on. @throws Error where there is none, or more than one */
export function findBox(bytes: DataView, ...path: readonly string[]): Box {
  const [type, ...deeper] = path;
  const found = listBoxes(bytes).filter((box) => box.type === type);
  const box = found[0];
  if (!box || found.length > 1) throw new Error(`${found.length} boxes of type ${String(type)}, not one`);
  return deeper.length > 0 ? findBox(box.body, ...deeper) : box;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A box around parts, its size counted. */
export function makeBox(type: string, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const sizeBytes = parts.reduce((sum, part) => sum + part.length, HEADER_BYTES);
  const box = new Uint8Array(sizeBytes);
  new DataView(box.buffer).setUint32(0, sizeBytes);
  for (let i = 0; i < 4; i++) box[4 + i] = type.charCodeAt(i);
  let at = HEADER_BYTES;
  for (const part of parts) {
    box.set(part, at);
    at += part.length;
  }
  return box;
}

/** 32-bit words in the order of the file; negative ones as two's complement. */
export function words(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, i) => view.setUint32(i * 4, value >>> 0));
  return new Uint8Array(view.buffer);
}

/** A 64-bit number of up to 2^53. */
export function longWord(value: number): Uint8Array<ArrayBuffer> {
  return words(Math.floor(value / 2 ** 32), value % 2 ** 32);
}
