import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeStalls } from './decode-stalls.ts';

const LOOK_MS = 250;

/** A playhead that is looked at four times a second. */
class Playhead {
  readonly stalls = new DecodeStalls();
  nowMs = 0;
  positionSec = 0;
  settledAtMs = 0;
  aheadSec = 10;
  rate = 1;

  look(passedMs = LOOK_MS): boolean {
    this.nowMs += passedMs;
    const { positionSec, aheadSec, rate } = this;
    return this.stalls.note({ positionSec, aheadSec, rate }, this.settledAtMs, this.nowMs);
  }

  /** At so many seconds of media a second; when it came to a stand, milliseconds from here, or null. */
  run(seconds: number, speed = 1): number | null {
    for (let passedMs = LOOK_MS; passedMs <= seconds * 1000; passedMs += LOOK_MS) {
      this.positionSec += (speed * LOOK_MS) / 1000;
      if (this.look()) return passedMs;
    }
    return null;
  }
}

function played(): Playhead {
  const playhead = new Playhead();
  playhead.run(3);
  return playhead;
}

describe('a playhead that gets no further', () => {
  it('has come to a stand after a second, which is told once', () => {
    const playhead = played();
    expect(playhead.run(30, 0)).toBe(1000);
    expect(playhead.run(30, 0)).toBeNull();
    expect(playhead.run(2)).toBeNull();
    expect(playhead.run(2, 0)).toBe(1000);
  });

  it('has, too, where it is pushed a little all the while, or moves at a crawl', () => {
    const pushed = played();
    expect(pushed.run(0.75, 0)).toBeNull();
    pushed.positionSec += 0.1;
    expect(pushed.look()).toBe(true);
    expect(played().run(3, 0.1)).toBe(1000);
  });

  it('has not while it moves, at any rate of playback', () => {
    for (const rate of [0.1, 0.5, 1]) {
      const playhead = new Playhead();
      playhead.rate = rate;
      expect(playhead.run(10, rate)).toBeNull();
      expect(playhead.run(10, rate * 0.5)).toBeNull();
      expect(playhead.run(10, 0)).toBe(1000);
    }
    const frozen = new Playhead();
    frozen.rate = 0; // as the app wants it
    expect(frozen.run(10, 0)).toBeNull();
  });
});

describe('nothing but a decoder is to blame only where', () => {
  it('it has moved before: not at a start, after a seek, after whatever does not count', () => {
    expect(new Playhead().run(10, 0)).toBeNull();
    for (const targetSec of [100, 2.9, 2.5, 0]) {
      const sought = played();
      sought.positionSec = targetSec;
      expect(sought.run(10, 0)).toBeNull();
    }
    const paused = played();
    paused.stalls.forget();
    expect(paused.run(10, 0)).toBeNull();
    paused.run(1);
    expect(paused.run(10, 0)).toBe(1000);
  });

  it('there is a second of media: not in front of a hole, at the end, or when media comes again', () => {
    const short = played();
    short.aheadSec = 0.99;
    expect(short.run(10, 0)).toBeNull();
    short.aheadSec = 20;
    expect(short.run(10, 0)).toBeNull();
    const unknown = played();
    unknown.aheadSec = NaN;
    expect(unknown.run(10, 0)).toBeNull();
  });

  it('it was looked at all the time: not where the device slept', () => {
    const playhead = played();
    expect(playhead.look(3_600_000)).toBe(false);
    expect(playhead.run(10, 0)).toBeNull();
  });

  it('it had a second to settle', () => {
    const playhead = played();
    playhead.settledAtMs = playhead.nowMs + 1000;
    expect(playhead.run(10, 0)).toBe(2000);
  });
});

describe('any playback (property)', () => {
  it('that gets a third of the way in every second has not come to a stand', () => {
    const step = fc.record({
      passedMs: fc.integer({ min: 1, max: 400 }),
      speed: fc.double({ min: 0.34, max: 1.2 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const playhead = played();
        for (const { passedMs, speed } of steps) {
          playhead.positionSec += (passedMs / 1000) * speed;
          expect(playhead.look(passedMs)).toBe(false);
        }
      }),
    );
  });

  it('that is set further back, if by no more than a few frames, must get on before it can come to a stand', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.06, max: 3, noNaN: true }), (backSec) => {
        const playhead = played();
        playhead.positionSec -= backSec;
        expect(playhead.run(10, 0)).toBeNull();
        playhead.run(1);
        expect(playhead.run(10, 0)).not.toBeNull();
      }),
    );
  });
});
