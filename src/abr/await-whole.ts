import { segmentSecOf } from './sane-input.ts';
import { FIRST_PICTURE_SEC } from './start-delay.ts';

/**
 * `AbrInput.awaitedSec` in an engine that appends nothing before all of it is here: wherever in it the picture lies, it comes
 * with its end. `pieceSec`: of a segment, or of a part in low latency; 0 where it is not known.
 */
export function awaitWhole(pieceSec: number): number {
  return Math.max(0, segmentSecOf({ segmentDurationSec: pieceSec }) - FIRST_PICTURE_SEC);
}
