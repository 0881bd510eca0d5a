import { readUint64 } from './boxes.ts';
import type { Box } from './boxes.ts';

export interface SidxReference {
  /** True: it leads to another sidx, not to media. */
  readonly isIndex: boolean;
  readonly sizeBytes: number;
  /** Ticks of the sidx's timescale. */
  readonly duration: number;
}

/** @see ISO/IEC 14496-12 §8.16.3 */
export interface Sidx {
  readonly timescale: number;
  /** Ticks. */
  readonly earliestPresentationTime: number;
  /** Bytes between the end of the box and what the first reference points to. */
  readonly firstOffset: number;
  readonly references: readonly SidxReference[];
}

/** Reads a sidx box that `view` holds whole; null where it contradicts itself. */
export function readSidx(view: DataView, box: Box): Sidx | null {
  const isLong = view.byteLength > box.bodyStart && view.getUint8(box.bodyStart) > 0;
  const times = box.bodyStart + 12;
  const table = times + (isLong ? 16 : 8) + 4;
  if (table > box.end || box.end > view.byteLength) return null;
  const timescale = view.getUint32(box.bodyStart + 8);
  const count = view.getUint16(table - 2);
  if (timescale === 0 || table + count * 12 > box.end) return null;
  return {
    timescale,
    earliestPresentationTime: isLong ? readUint64(view, times) : view.getUint32(times),
    firstOffset: isLong ? readUint64(view, times + 8) : view.getUint32(times + 4),
    references: Array.from({ length: count }, (_, i) => {
      const word = view.getUint32(table + i * 12);
      return {
        isIndex: word >= 2 ** 31,
        sizeBytes: word % 2 ** 31,
        duration: view.getUint32(table + i * 12 + 4),
      };
    }),
  };
}
