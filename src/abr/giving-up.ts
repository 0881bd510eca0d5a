/** Of a segment so long, or shorter, a plan expects that it is waited for. */
const SHORT_SEC = 4;
/** The longer a segment, the sooner, of the time that it would take, it is given up. */
const POWER = 1.5;

/**
 * Where a link falls, Kinora gives up what would come too late for the lowest rendition (`reconsider-transfer`): a plan that does not
 * know that fears a fall as much as segments are long. So a transfer behind which playback would stall is taken to be given up after this
 * share of the time that the whole of it takes, above 0 and up to 1: 1 is waited for to its end. Segments of up to four seconds are: the
 * fear of falls keeps the buffer there that outages take. `segmentSec`: of media, above 0. How it was chosen: docs/abr-experiments.md,
 * "Long segments".
 */
export function shareUntilGivenUp(segmentSec: number): number {
  return Math.min(1, (SHORT_SEC / segmentSec) ** POWER);
}
