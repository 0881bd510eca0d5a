import type { SegmentIndex } from '../../model/segment-index.ts';

/** Segments whose durations differ by less than this share are as long as each other. */
const ALIKE_SHARE = 0.2;

/**
 * Sizes of the segment that covers a time and of those behind it, so many in all, bytes; up to the first one that tells none, or is not as long as
 * the first: what it takes says nothing of a segment's rate.
 */
export function tellSizes(index: SegmentIndex | null, fromSec: number, count: number): readonly number[] {
  const sizes: number[] = [];
  if (!index) return sizes;
  const position = index.find(fromSec);
  let longSec = 0;
  while (sizes.length < count) {
    const segment = index.at(position + sizes.length);
    if (!segment?.sizeBytes) break;
    longSec ||= segment.durationSec;
    if (Math.abs(segment.durationSec - longSec) > ALIKE_SHARE * longSec) break;
    sizes.push(segment.sizeBytes);
  }
  return sizes;
}
