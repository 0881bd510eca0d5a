/**
 * How far ahead a live stream is buffered, in seconds: no farther than its newest media, which is `roomSec` ahead of the
 * playhead; a segment to be fetched is part of that. So a plan at the live edge knows that no buffer can be saved up there.
 */
export function liveGoalSec(goalSec: number, roomSec: number, segmentSec: number): number {
  return Math.min(goalSec, Math.max(0, roomSec - segmentSec));
}
