import type { AbrInput, AbrRendition } from '../model/abr.ts';
import { firstAnswerMs } from './guess-throughput.ts';

/**
 * A decoder shows its first picture once it has the key frame and some frames behind it: about as many bytes as this
 * much of a rendition takes on average. Measured in Chromium 156 on x264 at 240p to 1080p: 0.25 to 0.35 s.
 */
export const FIRST_PICTURE_SEC = 0.3;

/** Chromium's hint ends here, and so says "this much or more". Bit/s. */
const HINT_CEILING_BPS = 10e6;
/** An edge that answers within this is near, as it hardly ever is on a slow link. Milliseconds. */
const NEAR_EDGE_MS = 25;
/** What a near edge with a hint at the ceiling may well give: half the median of fixed lines (Ookla, 2025). Bit/s. */
const NEAR_EDGE_BPS = 50e6;

/** Under what a start or a seek takes place. */
export interface StartConditions {
  readonly linkBps: number;
  /** Seconds of the segment that come before the awaited picture. */
  readonly awaitedSec: number;
  /** Size of the audio segment that comes over the same link at the same time; 0: none. */
  readonly audioBits: number;
}

/** How much later than in the lowest rendition the awaited picture would come in this one, milliseconds. */
export function startDelayMs(
  rendition: AbrRendition,
  lowest: AbrRendition,
  { linkBps, awaitedSec, audioBits }: StartConditions,
): number {
  const bitsUntilPicture = ({ bandwidthBps }: AbrRendition): number => {
    const videoBits = bandwidthBps * (awaitedSec + FIRST_PICTURE_SEC);
    return videoBits + Math.min(videoBits, audioBits); // each takes half of the link until the audio is there
  };
  return (Math.max(0, bitsUntilPicture(rendition) - bitsUntilPicture(lowest)) / linkBps) * 1000;
}

/**
 * The link that a first frame will find as far as one can guess: what is reckoned with, or the browser's hint. A hint
 * may be far off; here it only decides over milliseconds, not over whether a rendition can be kept up.
 */
export function guessLink({ hintBps, samples }: AbrInput, reckonedBps: number): number {
  if (hintBps === null) return reckonedBps;
  const isNear = samples.length > 0 && firstAnswerMs(samples) <= NEAR_EDGE_MS;
  return hintBps >= HINT_CEILING_BPS && isNear ? NEAR_EDGE_BPS : hintBps;
}
