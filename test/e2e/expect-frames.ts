import { expect } from '@playwright/test';
import { FPS } from '../../tools/media/ladder.ts';
import type { MediaEntry } from '../../tools/media/media-index.ts';
import { frameAt, timesOfFrame } from './generated-streams.ts';
import type { ShownFrame } from './page/frame-reader.ts';
import type { PlayerPage } from './player-page.ts';

/** While it plays, frames; the pixels may be newer than the callback, which `readAtSec` accounts for. */
const PLAYING_TOLERANCE = 2;
/** Chromium hands over the frame that is due when the screen is drawn next: two refreshes at 60 Hz after the read. */
const NEXT_DRAW_SEC = 2 / 60;
/** A busy machine shows no frame for most of a second and plays on; a lost segment is 2 s at the least. */
const MAX_HOLE_SEC = 1.5;
/** After a seek the frame is exact; one off is a rounding at its edge. */
const SOUGHT_TOLERANCE = 1;
/** Where playback was paused, Chromium may have put a frame or two on the screen ahead of `currentTime`. */
const PAUSED_TOLERANCE = 2;

/** Chromium fires `seeked` and pauses when it has the frame, and paints it a moment later. */
const PAINT_MS = 2000;

/** The frame on the screen belongs to the element's time, once it is painted. */
export function expectFrameAtRest(player: PlayerPage, entry: MediaEntry): Promise<void> {
  return expect(() => expectFrame(player, entry, PAUSED_TOLERANCE)).toPass({ timeout: PAINT_MS });
}

/** Like `expectFrameAtRest`, to the very frame. */
export function expectFrameSought(player: PlayerPage, entry: MediaEntry): Promise<void> {
  return expect(() => expectFrame(player, entry, SOUGHT_TOLERANCE)).toPass({ timeout: PAINT_MS });
}

async function expectFrame(player: PlayerPage, entry: MediaEntry, tolerance: number): Promise<void> {
  const { currentTimeSec, frame } = await player.look();
  expect(frame, `a readable frame at ${currentTimeSec} s`).not.toBeNull();
  const off = Math.abs((frame ?? 0) - frameAt(entry, currentTimeSec));
  expect(off, `frame ${frame} at ${currentTimeSec} s`).toBeLessThanOrEqual(tolerance);
}

/** Every recorded frame is readable, belongs to its time, and none comes before one that was shown earlier. */
export function expectFramesInOrder(shown: readonly ShownFrame[], entry: MediaEntry, minCount: number): void {
  expect(shown.length, 'frames shown').toBeGreaterThanOrEqual(minCount);
  const unreadable = shown.filter(({ frame }) => frame === null);
  expect(unreadable, 'pictures without a marker').toEqual([]);
  const slackSec = (PLAYING_TOLERANCE + 0.5) / FPS;
  const wrong = shown.filter(({ frame, mediaTimeSec, readAtSec, playbackRate }) => {
    const latestSec = Math.max(mediaTimeSec, readAtSec + NEXT_DRAW_SEC * playbackRate) + slackSec;
    const isDue = (timeSec: number): boolean => timeSec > mediaTimeSec - slackSec && timeSec < latestSec;
    return !timesOfFrame(entry, frame ?? -1).some(isDue);
  });
  expect(wrong, 'frames that are not those of their time').toEqual([]);
  const backwards = shown.filter(({ frame }, i) => (frame ?? 0) < (shown[i - 1]?.frame ?? 0));
  expect(backwards, 'frames shown after later ones').toEqual([]);
}

/** No stretch of the presentation went by without a picture: no segment was lost. */
export function expectNoHole(shown: readonly ShownFrame[]): void {
  const holes = shown.filter(({ mediaTimeSec }, i) => {
    const before = shown[i - 1];
    return before !== undefined && mediaTimeSec - before.mediaTimeSec > MAX_HOLE_SEC;
  });
  expect(holes, `holes of more than ${MAX_HOLE_SEC} s before these frames`).toEqual([]);
}
