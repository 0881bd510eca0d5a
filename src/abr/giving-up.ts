import { EARLIEST_SEC } from './needs-plan.ts';

/** When a plan expects a transfer to be given up behind which playback would stall: whichever comes first. */
export interface GivingUp {
  /** After this share of the time that the whole of it takes, above 0 and below 1. */
  readonly ofTransfer: number;
  /** And after so many times what was buffered before it; but not at once where that is nothing. */
  readonly ofBuffer: number;
}

/** Segments so long, or shorter, are waited for. */
const SHORT_SEC = 4;
/** The longer a segment, the sooner, of the time that it would take, it is given up. */
const POWER = 1.5;
/** After this share of the buffer, where that holds so many segments at the most; else after more of it, in proportion. */
const SHARE_OF_BUFFER = 0.6;
const FEW_SEGMENTS = 5;
/** In full from so much above the short ones on; below, after more of it, so that a title of four seconds and a little is not another one. */
const IN_FULL_SEC = 2;

/**
 * Where a link falls, Kinora gives up what would come too late for the lowest rendition (`reconsider-transfer`): a plan that does not
 * know that fears a fall as much as segments are long, and where the buffer holds few of them, it leaves hardly anything to choose. Segments of up
 * to four seconds are waited for all the same, and the more segments the buffer holds, the larger is the share of it: the fear of falls
 * keeps the buffer there that outages take. Null: it is waited for. `segmentSec`, `bufferMaxSec`: of media, above 0. How it was chosen: docs/abr-experiments.md,
 * "Long segments".
 */
export function plannedGivingUp(segmentSec: number, bufferMaxSec: number): GivingUp | null {
  if (segmentSec <= SHORT_SEC) return null;
  return {
    ofTransfer: (SHORT_SEC / segmentSec) ** POWER,
    ofBuffer:
      (SHARE_OF_BUFFER * Math.max(1, bufferMaxSec / segmentSec / FEW_SEGMENTS)) /
      Math.min(1, (segmentSec - SHORT_SEC) / IN_FULL_SEC),
  };
}

/** After how many seconds a transfer that takes so long in the whole is given up. */
export function givenUpAfterSec(
  { ofTransfer, ofBuffer }: GivingUp,
  wholeSec: number,
  bufferSec: number,
): number {
  return Math.min(ofTransfer * wholeSec, Math.max(EARLIEST_SEC, ofBuffer * bufferSec));
}
