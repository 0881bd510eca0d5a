import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FPS } from '../../tools/media/ladder.ts';
import type { MediaEntry, MediaIndex } from '../../tools/media/media-index.ts';

const INDEX = fileURLToPath(new URL('../../.media/index.json', import.meta.url));

/** What `npm run media` has made. */
export const GENERATED_STREAMS: readonly MediaEntry[] = (
  JSON.parse(readFileSync(INDEX, 'utf8')) as MediaIndex
).streams;

export function streamById(id: string): MediaEntry {
  const found = GENERATED_STREAMS.find((entry) => entry.id === id);
  if (!found) throw new Error(`${id} is not in ${INDEX}`);
  return found;
}

/** The number of the frame that is on the screen at `timeSec` when playback is right. */
export function frameAt(entry: MediaEntry, timeSec: number): number {
  // A frame's own time, cut to the microsecond by the browser, must not count as the frame before.
  const slackSec = 0.001;
  const span = entry.frames.filter(({ startSec }) => startSec <= timeSec + slackSec).at(-1);
  if (!span) throw new Error(`${entry.id} has no picture at ${timeSec} s`);
  return span.firstFrame + Math.floor((timeSec - span.startSec + slackSec) * FPS);
}

/** When a frame is due, by its number: more than once where numbers come again. */
export function timesOfFrame({ frames }: MediaEntry, frame: number): readonly number[] {
  return frames.flatMap(({ startSec, firstFrame }, i) => {
    const timeSec = startSec + (frame - firstFrame) / FPS;
    return timeSec >= startSec && timeSec < (frames[i + 1]?.startSec ?? Infinity) ? [timeSec] : [];
  });
}

/** The middle of the time that a frame is shown for, so that rounding decides nothing. */
export function middleOfFrame(frameIndex: number): number {
  return (frameIndex + 0.5) / FPS;
}
