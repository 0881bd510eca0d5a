import type { Stream } from './stream.ts';

export interface FetchView {
  /** All streams, the main one first. */
  readonly streams: readonly Stream[];
  readonly playheadSec: number;
  /** Of the presentation; null while it is not known. */
  readonly durationSec: number | null;
}

/** Segments of sound and of picture end so near to each other where they are meant to end together. */
const SAME_END_SEC = 0.1;

/** How many of the `goalSec` seconds that the buffer may hold of this stream are to be fetched now, beside the others. */
export function fetchGoalSec(stream: Stream, goalSec: number, view: FetchView): number {
  const { streams, playheadSec, durationSec } = view;
  // An element that has no more picture, or no more sound, goes on only when all of the other has come.
  if (streams.some(({ isDone, endSec }) => isDone && endSec - playheadSec < goalSec))
    return Math.max(goalSec, durationSec ?? 0);
  const [main = stream] = streams;
  if (stream === main) return goalSec;
  // Sound comes no farther than the picture on its way, which it would slow down; in long segments, one ahead.
  const longerSec = Math.max(0, stream.segmentDurationSec - main.segmentDurationSec);
  const untilSec = main.comingUntilSec + longerSec - SAME_END_SEC;
  return Math.min(goalSec, untilSec - stream.fetchedUntilSec + stream.leadSec);
}
