import { bufferAheadSec } from '../../buffer/time-ranges.ts';
import type { TimeRange } from '../../model/time-range.ts';
import { isPlayedOut, PLAYED_OUT_SEC, STARVED_SEC } from '../../playback/is-played-out.ts';

export interface EndingView {
  readonly positionSec: number;
  readonly buffered: readonly TimeRange[];
  readonly element: { readonly readyState: number; readonly seeking: boolean };
  /** Where the buffer cannot go on as it is; Infinity: nowhere. */
  readonly rebuildAtSec: number;
}

/**
 * What is to be done once the playhead has played what there is: start afresh where it stands at such a boundary, or
 * give up, unless it is about to jump a hole that has more behind it.
 */
export function decideEnding(view: EndingView): 'none' | 'rebuild' | 'give-up' {
  const { positionSec, buffered, element, rebuildAtSec } = view;
  if (!isPlayedOut(bufferAheadSec(buffered, positionSec, PLAYED_OUT_SEC), element)) return 'none';
  if (rebuildAtSec - positionSec < STARVED_SEC) return 'rebuild';
  return buffered.some(({ startSec }) => startSec > positionSec) ? 'none' : 'give-up';
}
