/**
 * What a live channel repeats: segments 5 to 12 of the generated 2 s CMAF ladder, 8 s to 24 s of the title.
 *
 * Not all of the title, so that the loop comes round every 16 s; not from its start, where an AAC track holds an
 * encoder's priming that would overlap the end of the loop before; and in fours, because 1024-sample frames at 48 kHz
 * meet a 2 s boundary every fourth segment. So every track's segments sum up to 16 s exactly, and a timeline that is
 * shifted by whole loops has neither gap nor overlap.
 */
export const LOOP = {
  /** Number of the first segment, as its file is named. */
  firstNumber: 5,
  segmentCount: 8,
  /** Where the title stands at the loop's start, seconds. */
  startSec: 8,
  durationSec: 16,
  /** The number that the loop's first picture carries (`tools/media/frame-marker.ts`), and how many pictures follow. */
  firstFrame: 200,
  frameCount: 400,
} as const;

/** Nominal duration of every segment. Audio's differ by up to a frame of 21 ms, and sum up to the same. */
export const SEGMENT_MS = 2000;
/** A low-latency segment is published in so many parts: of 0.4 s, ten pictures. */
export const PARTS_PER_SEGMENT = 5;
export const PART_MS: number = SEGMENT_MS / PARTS_PER_SEGMENT;

/** The place in the loop of a channel's segment, and how many loops went before. */
export function placeInLoop(number: number): { readonly loop: number; readonly index: number } {
  const loop = Math.floor(number / LOOP.segmentCount);
  return { loop, index: number - loop * LOOP.segmentCount };
}

/** The number of the picture that a channel shows at `timeSec` after its start. */
export function liveFrameAt(timeSec: number): number {
  const framesPerSec = LOOP.frameCount / LOOP.durationSec;
  // A picture's own time, cut to the microsecond by a browser, must not count as the picture before.
  const slackSec = 0.001;
  return LOOP.firstFrame + (Math.floor((timeSec + slackSec) * framesPerSec) % LOOP.frameCount);
}
