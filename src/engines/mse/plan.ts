import type { Rendition } from '../../model/rendition.ts';
import type { Segment } from '../../model/segment.ts';
import type { Track } from '../../model/track.ts';

/** The next segment to fetch, and why this one. */
export interface Plan {
  readonly track: Track;
  readonly rendition: Rendition;
  readonly segment: Segment;
}

/** Names the segment among those of a title. */
export function planKey({ rendition, segment }: Plan): string {
  return segmentKey(rendition.id, segment.startSec);
}

export function segmentKey(renditionId: string, startSec: number): string {
  return `${renditionId} ${String(startSec)}`;
}
