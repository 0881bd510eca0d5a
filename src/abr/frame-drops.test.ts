import { expect, it } from 'vitest';
import { FrameDrops } from './frame-drops.ts';

const counts = (droppedVideoFrames: number, totalVideoFrames: number) => ({
  ...{ droppedVideoFrames, totalVideoFrames },
});

/** Looks four times a second at 25 frames a second; true where it failed meanwhile. */
function show(drops: FrameDrops, fromMs: number, seconds: number, share: number, perSec = 25): boolean {
  let hasFailed = false;
  for (let passedMs = 0; passedMs <= seconds * 1000; passedMs += 250) {
    const frames = (passedMs / 1000) * perSec;
    hasFailed = drops.note(counts(frames * share, frames), fromMs + passedMs) || hasFailed;
  }
  return hasFailed;
}

it('are too many from two seconds of more than a tenth on', () => {
  expect(show(new FrameDrops(), 0, 1.75, 0.2)).toBe(false);
  expect(show(new FrameDrops(), 0, 2, 0.2)).toBe(true);
  expect(show(new FrameDrops(), 0, 20, 0.1)).toBe(false);
});

it('are nothing where there are hardly any frames', () => {
  expect(show(new FrameDrops(), 0, 8, 0.9, 2)).toBe(false);
});

it('count anew after what does not count', () => {
  const drops = new FrameDrops();
  for (let turn = 0; turn < 5; turn++) {
    expect(show(drops, turn * 2000, 1.75, 1)).toBe(false);
    drops.forget();
  }
});

it('count anew where the counters begin anew', () => {
  const drops = new FrameDrops();
  drops.note(counts(900, 1000), 1000);
  expect(drops.note(counts(0, 10), 3500)).toBe(false);
  expect(drops.note(counts(40, 110), 5500)).toBe(true);
});
