import type { DecisionMoment } from '../../abr/rendition-chooser.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import { segmentFrom } from './cursor.ts';

/** Segments whose durations differ by less than this share are as long as each other. */
const ALIKE_SHARE = 0.2;

/** Of the next segment, and of four behind it. */
export const SIZES_TOLD = 5;

/**
 * Sizes of the segment that goes on behind what has been fetched (or holds that position, where it is awaited) and of those behind it, so many in
 * all, bytes; up to the first that tells none, and of those behind, up to the first that is not as long as the decision takes segments for: it
 * would be taken for a smaller or a larger one.
 */
export function tellSizes(
  index: SegmentIndex | null,
  fetchedUntilSec: number,
  { awaitedSec, segmentDurationSec }: Pick<DecisionMoment, 'awaitedSec' | 'segmentDurationSec'>,
  count: number,
): readonly number[] {
  const sizes: number[] = [];
  let segment = index && segmentFrom(index, fetchedUntilSec, awaitedSec !== null);
  while (segment?.sizeBytes && sizes.length < count) {
    const offSec = Math.abs(segment.durationSec - segmentDurationSec);
    if (sizes.length > 0 && offSec > ALIKE_SHARE * segmentDurationSec) break;
    sizes.push(segment.sizeBytes);
    segment = index?.at(segment.position + 1) ?? null;
  }
  return sizes;
}
