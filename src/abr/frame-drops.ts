/** What is to be decoded: frames of so many pixels; where that is not known, of so many bits. */
export interface DecodeLoad {
  readonly id: string;
  readonly bandwidthBps: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly frameRate?: number | null;
}

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
/** A decoder that starts afresh, or in another size, catches up by dropping. */
const SETTLE_MS = 1000;
/** A rung that failed is tried again after this, then after twice as long, and so on. */
const BAN_MS = 30_000;
/** Frames a second, where the manifest does not tell. */
export const ASSUMED_FPS = 30;

interface Ban {
  readonly load: DecodeLoad;
  readonly lastsMs: number;
  readonly untilMs: number;
}

/** Finds out, from the frames that are dropped, which renditions are too much for the device. */
export class FrameDrops {
  readonly #bans = new Map<string, Ban>();
  #watched = '';
  #settledAtMs = 0;
  #since: { readonly atMs: number; readonly counts: FrameCounts } | null = null;

  /**
   * Takes what was counted up to now. `load`: what is on the screen; null: nothing whose frames count. `rate`: of
   * playback. True where it has just failed.
   */
  note(load: DecodeLoad | null, rate: number, counts: FrameCounts, nowMs: number): boolean {
    const watched = load ? `${load.id} ${rate}` : '';
    if (watched !== this.#watched) {
      this.#watched = watched;
      this.#settledAtMs = nowMs + SETTLE_MS;
      this.#since = null;
    }
    // What plays on from the buffer while it is banned has not failed again.
    if (!load || nowMs < this.#settledAtMs || this.isBanned(load, nowMs)) {
      this.#since = null;
      return false;
    }
    return this.#judge(load, counts, nowMs);
  }

  /** Whether too many frames were dropped since the last judgement. */
  #judge(load: DecodeLoad, counts: FrameCounts, nowMs: number): boolean {
    const since = this.#since;
    const frames = counts.totalVideoFrames - (since?.counts.totalVideoFrames ?? Infinity);
    if (since && frames >= 0 && (nowMs - since.atMs < WINDOW_MS || frames < WINDOW_FRAMES)) return false;
    this.#since = { atMs: nowMs, counts };
    if (!since || frames < 0) return false; // they were never counted before, or are counted anew
    const dropped = counts.droppedVideoFrames - since.counts.droppedVideoFrames;
    if (dropped <= frames * MAX_DROPPED_SHARE) return false;
    const lastsMs = (this.#bans.get(load.id)?.lastsMs ?? BAN_MS / 2) * 2;
    this.#bans.set(load.id, { load, lastsMs, untilMs: nowMs + lastsMs });
    return true;
  }

  /** Whether it is at least as much to decode as something that failed lately. */
  isBanned(load: DecodeLoad, nowMs: number): boolean {
    return [...this.#bans.values()].some((ban) => nowMs < ban.untilMs && isAsMuch(load, ban.load));
  }
}

function isAsMuch(load: DecodeLoad, other: DecodeLoad): boolean {
  const one = pixelRate(load);
  const two = pixelRate(other);
  return one > 0 && two > 0 ? one >= two : load.bandwidthBps >= other.bandwidthBps;
}

/** Pixels a second; 0: not known. */
function pixelRate({ width, height, frameRate }: DecodeLoad): number {
  return (width ?? 0) * (height ?? 0) * (frameRate ?? ASSUMED_FPS);
}
