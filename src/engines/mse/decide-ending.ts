import { bufferAheadSec } from '../../buffer/time-ranges.ts';
import type { TimeRange } from '../../model/time-range.ts';

/** Less media than this before a playhead that moves, or than that before one that stands, is as good as none. */
export const RUN_OUT_SEC = 0.2;
const STARVED_SEC = 1;

/** HTMLMediaElement.HAVE_FUTURE_DATA. */
const HAVE_FUTURE_DATA = 3;

export interface EndingView {
  readonly positionSec: number;
  readonly buffered: readonly TimeRange[];
  readonly element: { readonly readyState: number; readonly seeking: boolean };
  /** Where the buffer cannot go on as it is; Infinity: nowhere. */
  readonly rebuildAtSec: number;
}

/**
 * What is to be done once the playhead has played what there is: start afresh where it stands at such a boundary, or
 * give up, unless it is about to jump a hole that has more behind it. Browsers may stop a little before the last frame.
 */
export function decideEnding(view: EndingView): 'none' | 'rebuild' | 'give-up' {
  const { positionSec, buffered, element, rebuildAtSec } = view;
  const isStarved = element.readyState < HAVE_FUTURE_DATA && !element.seeking;
  const leastSec = isStarved ? STARVED_SEC : RUN_OUT_SEC;
  if (bufferAheadSec(buffered, positionSec, RUN_OUT_SEC) >= leastSec) return 'none';
  if (rebuildAtSec - positionSec < STARVED_SEC) return 'rebuild';
  return buffered.some(({ startSec }) => startSec > positionSec) ? 'none' : 'give-up';
}
