import type { Segment } from '../../model/segment.ts';
import { learnOffset } from './learn-offset.ts';
import type { TimelineMap } from './timeline-map.ts';

/** Timestamps of MPEG-TS, and of packed audio with it, start from 0 again: 33 bits at 90 kHz. @see ISO/IEC 13818-1 §2.4.3.7 */
const TURN_SEC = 2 ** 33 / 90_000;

/**
 * Seconds to add to the timestamps of a segment that begin at `mediaStartSec`, learnt from it where its timeline is not
 * placed yet: the whole turns of the clock that bring it next to where its playlist puts it are in there.
 */
export function placeOnTimeline(timelines: TimelineMap, segment: Segment, mediaStartSec: number): number {
  const offsetSec = timelines.learn(segment.timeline, segment.startSec, mediaStartSec);
  const turns = Math.round((segment.startSec - offsetSec - mediaStartSec) / TURN_SEC);
  return learnOffset(timelines, segment, mediaStartSec + turns * TURN_SEC) + turns * TURN_SEC;
}
