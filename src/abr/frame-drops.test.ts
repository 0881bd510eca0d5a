import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameDrops, type DecodeLoad } from './frame-drops.ts';

const rung = (id: string, height: number | null, extra: Partial<DecodeLoad> = {}): DecodeLoad => ({
  ...{ id, height, width: height === null ? null : (height * 16) / 9, frameRate: 25, bandwidthBps: 1e6 },
  ...extra,
});
const LOW = rung('low', 360);
const MID = rung('mid', 720);
const HIGH = rung('high', 1080);
const STEP_MS = 250;

/** A screen of 25 frames a second, looked at four times a second. */
class Screen {
  readonly drops = new FrameDrops();
  nowMs = 0;
  #total = 0;
  #dropped = 0;

  /** Shows a rung for so long; true where it failed meanwhile. */
  show(load: DecodeLoad | null, seconds: number, droppedShare = 0, rate = 1): boolean {
    let hasFailed = false;
    for (let passedMs = 0; passedMs < seconds * 1000; passedMs += STEP_MS) {
      this.nowMs += STEP_MS;
      const frames = (25 * rate * STEP_MS) / 1000;
      this.#total += frames;
      this.#dropped += frames * droppedShare;
      const counts = { droppedVideoFrames: this.#dropped, totalVideoFrames: this.#total };
      hasFailed = this.drops.note(load, rate, counts, this.nowMs) || hasFailed;
    }
    return hasFailed;
  }

  isBanned(load: DecodeLoad): boolean {
    return this.drops.isBanned(load, this.nowMs);
  }
}

describe('a rung whose frames are dropped', () => {
  it('fails after two seconds of more than a tenth, and all that is as much to decode with it', () => {
    const screen = new Screen();
    expect(screen.show(MID, 3, 0.2)).toBe(false);
    expect(screen.show(MID, 0.5, 0.2)).toBe(true);
    const more = rung('more', 480, { frameRate: 60 });
    expect([LOW, MID, HIGH, more].map((one) => screen.isBanned(one))).toEqual([false, true, true, true]);
  });

  it('does not for a tenth, for a moment, or where there are hardly any frames', () => {
    expect(new Screen().show(MID, 20, 0.1)).toBe(false);
    const screen = new Screen();
    screen.show(MID, 2);
    expect(screen.show(MID, 0.5, 0.3)).toBe(false);
    expect(screen.show(MID, 5)).toBe(false);
    expect(new Screen().show(MID, 8, 0.9, 0.05)).toBe(false);
  });

  it('has a second to settle when it comes to the screen, and after whatever does not count', () => {
    const screen = new Screen();
    for (let turn = 0; turn < 10; turn++) {
      expect(screen.show(MID, 1, 1)).toBe(false);
      expect(screen.show(MID, 1.5)).toBe(false);
      expect(screen.show(turn % 2 ? null : LOW, 1, 0.9)).toBe(false);
    }
    // A change of the rate of playback does as much.
    for (let turn = 0; turn < 10; turn++) expect(screen.show(MID, 1, 1, turn % 2 ? 1 : 0.5)).toBe(false);
  });

  it('is compared by bitrate where frames are of unknown size', () => {
    const screen = new Screen();
    expect(screen.show(rung('b', null, { bandwidthBps: 2e6 }), 5, 0.5)).toBe(true);
    expect(screen.isBanned(rung('a', null, { bandwidthBps: 1.9e6 }))).toBe(false);
    expect(screen.isBanned(rung('c', 1080, { bandwidthBps: 2e6 }))).toBe(true);
  });

  it('is tried again after 30 s, then after twice as long each time that it fails', () => {
    const screen = new Screen();
    for (const banSec of [30, 60, 120, 240]) {
      screen.show(LOW, 0.5);
      expect(screen.show(MID, 3.25, 0.5)).toBe(true);
      // What plays on from the buffer is no new failure.
      expect(screen.show(MID, 10, 0.5)).toBe(false);
      screen.show(LOW, banSec - 10 - STEP_MS / 1000);
      expect(screen.isBanned(HIGH), `${banSec} s`).toBe(true);
      screen.show(LOW, STEP_MS / 1000);
      expect(screen.isBanned(HIGH), `${banSec} s`).toBe(false);
    }
    // Another rung's failures are its own.
    expect(screen.show(HIGH, 4, 0.5)).toBe(true);
    screen.show(LOW, 30);
    expect(screen.isBanned(HIGH)).toBe(false);
  });

  it('counts anew where the counters begin anew', () => {
    const drops = new FrameDrops();
    const counts = (droppedVideoFrames: number, totalVideoFrames: number) => ({
      ...{ droppedVideoFrames, totalVideoFrames },
    });
    drops.note(MID, 1, counts(900, 1000), 0);
    drops.note(MID, 1, counts(900, 1000), 1000);
    expect(drops.note(MID, 1, counts(0, 10), 3500)).toBe(false);
    expect(drops.note(MID, 1, counts(40, 110), 5500)).toBe(true);
  });
});

describe('any history of frames (property)', () => {
  const LADDER = [LOW, MID, HIGH];
  const scene = fc.record({
    position: fc.nat(2),
    seconds: fc.integer({ min: 1, max: 40 }),
    droppedShare: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  it('bans a rung together with all above it, for at least 30 s and twice the time before', () => {
    fc.assert(
      fc.property(fc.array(scene, { maxLength: 20 }), (scenes) => {
        const screen = new Screen();
        const lastsSec = new Map<string, number>();
        for (const { position, seconds, droppedShare } of scenes) {
          const load = LADDER[position]!;
          if (screen.show(load, seconds, droppedShare)) {
            const atLeastSec = (lastsSec.get(load.id) ?? 15) * 2;
            lastsSec.set(load.id, atLeastSec);
            const shownSinceMs = seconds * 1000;
            const untilMs = screen.nowMs + atLeastSec * 1000 - shownSinceMs;
            expect(screen.drops.isBanned(load, untilMs - 1) || atLeastSec * 1000 <= shownSinceMs).toBe(true);
          }
          const banned = LADDER.map((one) => screen.isBanned(one));
          expect(banned).toEqual([...banned].sort());
        }
      }),
    );
  });
});
