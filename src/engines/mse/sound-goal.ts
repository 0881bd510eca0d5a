import type { Stream } from './stream.ts';

/** Segments of sound and of picture end so near to each other where they are meant to end together. */
const SAME_END_SEC = 0.1;

type Reach = Pick<Stream, 'segmentDurationSec' | 'comingUntilSec' | 'fetchedUntilSec' | 'leadSec'>;

/**
 * How many of the `goalSec` seconds that the buffer may hold of this sound are to be fetched now, beside the picture: it
 * comes no farther than the picture on its way, which it would slow down; in long segments, one ahead.
 */
export function soundGoalSec(sound: Reach, picture: Reach, goalSec: number): number {
  const longerSec = Math.max(0, sound.segmentDurationSec - picture.segmentDurationSec);
  const untilSec = picture.comingUntilSec + longerSec - SAME_END_SEC;
  return Math.min(goalSec, untilSec - sound.fetchedUntilSec + sound.leadSec);
}
