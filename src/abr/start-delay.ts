import type { AbrInput, AbrRendition } from '../model/abr.ts';
import { firstAnswerMs } from './estimate-throughput.ts';

/**
 * A decoder shows its first picture once it has the key frame and some frames behind it: about as many bytes as this
 * much of a rendition takes on average. Measured in Chromium 156 on x264 at 240p to 1080p: 0.25 to 0.35 s.
 */
const FIRST_PICTURE_SEC = 0.3;
/** The first audio segment comes over the same link at the same time. */
const SHARED_LINK = 2;

/** Chromium's hint ends here, and so says "this much or more". Bit/s. */
const HINT_CEILING_BPS = 10e6;
/** An edge that answers within this is near, as it hardly ever is on a slow link. Milliseconds. */
const NEAR_EDGE_MS = 25;
/** What a near edge with a hint at the ceiling may well give: half the median of fixed lines (Ookla, 2025). Bit/s. */
const NEAR_EDGE_BPS = 50e6;

/**
 * How much later than in the lowest rendition the first frame would come in this one, milliseconds, on a link of
 * `linkBps`.
 */
export function startDelayMs(rendition: AbrRendition, lowest: AbrRendition, linkBps: number): number {
  const extraBits =
    Math.max(0, rendition.bandwidthBps - lowest.bandwidthBps) * FIRST_PICTURE_SEC * SHARED_LINK;
  return (extraBits / linkBps) * 1000;
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
