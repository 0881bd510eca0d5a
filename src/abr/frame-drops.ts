/** Counts since the source was attached. @see https://www.w3.org/TR/media-playback-quality/ */
export interface FrameCounts {
  readonly droppedVideoFrames: number;
  readonly totalVideoFrames: number;
}

/** Of the frames of a window; a viewer sees it from about there on. Chromium calls more than this not smooth, too. */
const MAX_DROPPED_SHARE = 0.1;
/** What is judged at a time, at the least. A film has 48 frames in two seconds; below 20, three dropped would do. */
const WINDOW_MS = 2000;
const WINDOW_FRAMES = 20;

/** Finds out, from the frames that are dropped, whether what is on the screen is too much for the device. */
export class FrameDrops {
  #since: { readonly atMs: number; readonly counts: FrameCounts } | null = null;

  /** What was counted up to now says nothing of what comes. */
  forget(): void {
    this.#since = null;
  }

  /** Takes what was counted up to now. True where too many frames were dropped since the last judgement. */
  note(counts: FrameCounts, nowMs: number): boolean {
    const since = this.#since;
    const frames = counts.totalVideoFrames - (since?.counts.totalVideoFrames ?? Infinity);
    if (since && frames >= 0 && (nowMs - since.atMs < WINDOW_MS || frames < WINDOW_FRAMES)) return false;
    this.#since = { atMs: nowMs, counts };
    if (!since || frames < 0) return false; // they were never counted before, or are counted anew
    return counts.droppedVideoFrames - since.counts.droppedVideoFrames > frames * MAX_DROPPED_SHARE;
  }
}
