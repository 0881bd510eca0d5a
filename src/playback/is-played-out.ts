import type { MediaElementPort } from '../core/media-ports.ts';

/** Less media than this before a playhead that moves, or than that before one that stands, is as good as none. Seconds. */
export const PLAYED_OUT_SEC = 0.2;
export const STARVED_SEC = 1;

/**
 * A seek that has not come to its end by then has too little media to show anything: Chromium waits for half a second of
 * encrypted sound (`AudioRendererAlgorithm`, read 2026), others may for more. Long beside what a seek takes (tens of
 * milliseconds), and short for who waits. Milliseconds.
 */
export const STUCK_SEEK_MS = 2000;

/** HTMLMediaElement.HAVE_FUTURE_DATA. */
const HAVE_FUTURE_DATA = 3;

/** Whether an element with so much media in front has played what there is: browsers may stop a little before the last frame. */
export function isPlayedOut(
  aheadSec: number,
  { readyState, seeking }: Pick<MediaElementPort, 'readyState' | 'seeking'>,
): boolean {
  const isStarved = readyState < HAVE_FUTURE_DATA && !seeking;
  return aheadSec < (isStarved ? STARVED_SEC : PLAYED_OUT_SEC);
}
