import { expect } from '@playwright/test';
import { FPS } from '../../tools/media/ladder.ts';
import type { MediaEntry } from '../../tools/media/media-index.ts';
import { frameAt, timesOfFrame } from './generated-streams.ts';
import type { ShownFrame } from './page/frame-reader.ts';
import type { PlayerPage } from './player-page.ts';

/** While it plays, frames; the pixels may be newer than the callback, which `readAtSec` accounts for. */
const PLAYING_TOLERANCE = 2;
/** At rest, the frame is exact; one off is a rounding at its edge. */
const RESTING_TOLERANCE = 1;

/** The frame on the screen belongs to the element's time. */
export async function expectFrameAtRest(player: PlayerPage, entry: MediaEntry): Promise<void> {
  const { currentTimeSec, frame } = await player.look();
  expect(frame, `a readable frame at ${currentTimeSec} s`).not.toBeNull();
  const off = Math.abs((frame ?? 0) - frameAt(entry, currentTimeSec));
  expect(off, `frame ${frame} at ${currentTimeSec} s`).toBeLessThanOrEqual(RESTING_TOLERANCE + entry.frameTolerance);
}

/** Every recorded frame is readable, belongs to its time, and none comes before one that was shown earlier. */
export function expectFramesInOrder(shown: readonly ShownFrame[], entry: MediaEntry, minCount: number): void {
  expect(shown.length, 'frames shown').toBeGreaterThanOrEqual(minCount);
  const unreadable = shown.filter(({ frame }) => frame === null);
  expect(unreadable, 'pictures without a marker').toEqual([]);
  const slackSec = (PLAYING_TOLERANCE + entry.frameTolerance + 0.5) / FPS;
  const wrong = shown.filter(({ frame, mediaTimeSec, readAtSec }) => {
    const isDue = (timeSec: number): boolean => timeSec > mediaTimeSec - slackSec && timeSec < readAtSec + slackSec;
    return !timesOfFrame(entry, frame ?? -1).some(isDue);
  });
  expect(wrong, 'frames that are not those of their time').toEqual([]);
  const backwards = shown.filter(({ frame }, i) => (frame ?? 0) < (shown[i - 1]?.frame ?? 0));
  expect(backwards, 'frames shown after later ones').toEqual([]);
}

/** No second of the presentation went by without a picture: nothing was skipped. */
export function expectNoHole(shown: readonly ShownFrame[], maxHoleSec: number): void {
  const holes = shown.filter(({ mediaTimeSec }, i) => {
    const before = shown[i - 1];
    return before !== undefined && mediaTimeSec - before.mediaTimeSec > maxHoleSec;
  });
  expect(holes, `holes of more than ${maxHoleSec} s before these frames`).toEqual([]);
}
