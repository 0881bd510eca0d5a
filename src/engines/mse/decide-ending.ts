import type { PlayerError } from '../../core/errors.ts';
import { bufferAheadSec } from '../../buffer/time-ranges.ts';
import type { TimeRange } from '../../model/time-range.ts';
import { isPlayedOut, PLAYED_OUT_SEC, STARVED_SEC } from '../../playback/is-played-out.ts';

export interface EndingView {
  readonly positionSec: number;
  readonly buffered: readonly TimeRange[];
  /** Where the streams' fetching has got to (the least of them). */
  readonly fetchedUntilSec: number;
  readonly element: { readonly readyState: number; readonly seeking: boolean };
  /** Where the buffer cannot go on as it is; Infinity: nowhere. */
  readonly rebuildAtSec: number;
}

/**
 * What is to be done once the playhead has played what there is, unless it is about to jump a hole that has more behind
 * it: start afresh at such a boundary, where it stands there or all before it is absent; or give up.
 */
export function decideEnding(view: EndingView): 'none' | 'rebuild' | 'give-up' {
  const { positionSec, buffered, fetchedUntilSec, element, rebuildAtSec } = view;
  if (!isPlayedOut(bufferAheadSec(buffered, positionSec, PLAYED_OUT_SEC), element)) return 'none';
  // What a seek has left further on is not come to.
  const endSec = Math.min(fetchedUntilSec, rebuildAtSec);
  if (buffered.some(({ startSec }) => startSec > positionSec && startSec < endSec)) return 'none';
  return rebuildAtSec - Math.max(positionSec, fetchedUntilSec) < STARVED_SEC ? 'rebuild' : 'give-up';
}

/** Why a stream has failed that has nothing more to play: one that has may wait for another, which goes on. */
export function findDoom<Kind>(
  streams: readonly { readonly kind: Kind; readonly failure: PlayerError | null }[],
  bufferedOf: (kind: Kind) => readonly TimeRange[],
  positionSec: number,
): PlayerError | null {
  const doomed = streams.find(
    ({ kind, failure }) =>
      failure && bufferAheadSec(bufferedOf(kind), positionSec, PLAYED_OUT_SEC) < STARVED_SEC,
  );
  return doomed?.failure ?? null;
}

/**
 * Where a stream has ended that another one outlasts by more than the buffer holds: there the element waits for more of
 * it, and goes on in a buffer without it. Infinity: nowhere.
 */
export function findOutlasted(
  streams: readonly { readonly isDone: boolean; readonly endSec: number | null }[],
): number {
  const lastSec = Math.max(...streams.map(({ isDone, endSec }) => (isDone ? 0 : (endSec ?? 0))));
  const ends = streams.map(({ isDone, endSec }) => (isDone ? endSec : null) ?? Infinity);
  return Math.min(...ends.filter((endSec) => endSec < lastSec - STARVED_SEC), Infinity);
}
