const CONTAINERS = new Set(['moov', 'trak', 'mdia', 'moof', 'traf']);

/** Real files nest moov › trak › mdia › minf › stbl; deeper nesting is damage, made to exhaust the stack. */
const MAX_DEPTH = 8;

type Visit = (type: string, body: DataView, depth: number) => void;

/** Visits the boxes in `bytes`, depth first through containers; stops quietly where sizes make no sense. */
export function visitBoxes(bytes: Uint8Array, visit: Visit, depth = 0): void {
  if (depth > MAX_DEPTH) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let position = 0;
  while (position + 8 <= bytes.length) {
    const size32 = view.getUint32(position);
    const isLarge = size32 === 1 && position + 16 <= bytes.length;
    const header = isLarge ? 16 : 8;
    const size = isLarge ? Number(view.getBigUint64(position + 8)) : size32 || bytes.length - position;
    const end = Math.min(position + size, bytes.length);
    if (size < header) return;
    const type = String.fromCharCode(...bytes.subarray(position + 4, position + 8));
    const body = bytes.subarray(position + header, end);
    visit(type, new DataView(body.buffer, body.byteOffset, body.byteLength), depth);
    if (CONTAINERS.has(type)) visitBoxes(body, visit, depth + 1);
    position = end;
  }
}

/** Ticks a second of each track of an init segment, by track id. @see ISO/IEC 14496-12 §8.4.2 */
export function readTimescales(init: Uint8Array): ReadonlyMap<number, number> {
  const timescales = new Map<number, number>();
  let trackId = 0;
  visitBoxes(init, (type, body) => {
    const isVersion1 = body.byteLength > 0 && body.getUint8(0) === 1;
    if (type === 'tkhd' && body.byteLength >= 24) trackId = body.getUint32(isVersion1 ? 20 : 12);
    if (type === 'mdhd' && body.byteLength >= 24)
      timescales.set(trackId, body.getUint32(isVersion1 ? 20 : 12));
  });
  return timescales;
}

/** Earliest decode time that a moof box states, in seconds; null where it states none. @see ISO/IEC 14496-12 §8.8.12 */
export function readStartSec(moof: Uint8Array, timescales: ReadonlyMap<number, number>): number | null {
  let trackId = 0;
  let startSec: number | null = null;
  visitBoxes(moof, (type, body) => {
    if (type === 'tfhd' && body.byteLength >= 8) trackId = body.getUint32(4);
    if (type !== 'tfdt' || body.byteLength < 8) return;
    const isVersion1 = body.getUint8(0) === 1 && body.byteLength >= 12;
    const ticks = isVersion1 ? Number(body.getBigUint64(4)) : body.getUint32(4);
    const sec = ticks / (timescales.get(trackId) ?? NaN);
    if (sec < (startSec ?? Infinity)) startSec = sec;
  });
  return startSec;
}
