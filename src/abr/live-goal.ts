/**
 * How far ahead a live stream is buffered before one more segment is fetched, in seconds: no farther than where its newest segment
 * begins, `newestSec` ahead of the playhead. So a plan at the live edge knows that no buffer can be saved up there.
 */
export function liveGoalSec(goalSec: number, newestSec: number): number {
  return Math.min(goalSec, Math.max(0, newestSec));
}
