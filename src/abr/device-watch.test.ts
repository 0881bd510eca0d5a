import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeMediaElement } from '../../test/fixtures/fake-media-element.ts';
import { UNKNOWN_DEVICE } from '../../test/fixtures/unknown-device.ts';
import type { DeviceInfo } from '../core/device-info.ts';
import type { Decodable, Limited } from './decodable.ts';
import { DeviceWatch } from './device-watch.ts';

const rung = (id: string, height: number | null, extra: Partial<Decodable> = {}): Decodable => ({
  ...{ id, height, width: height === null ? null : (height * 16) / 9, frameRate: 25, bandwidthBps: 1e6 },
  ...extra,
});
const LOW = rung('low', 360);
const MID = rung('mid', 720);
const HIGH = rung('high', 1080);
const LADDER = [LOW, MID, HIGH];
const STEP_MS = 250;

/** A screen of 25 frames a second, looked at four times a second. */
class Screen {
  readonly element = new FakeMediaElement();
  readonly watch: DeviceWatch;
  aheadSec = 10;
  nowMs = 0;

  constructor(device: DeviceInfo = UNKNOWN_DEVICE) {
    this.watch = new DeviceWatch(device);
    this.element.paused = false;
    this.element.duration = Infinity;
  }

  /** Shows a rung for so long; the rendition to be replaced, where one was meanwhile. */
  show(load: Decodable | null, seconds: number, droppedShare = 0, speed = 1): string | null {
    const { element } = this;
    let replaced: string | null = null;
    for (let passedMs = 0; passedMs < seconds * 1000; passedMs += STEP_MS) {
      this.nowMs += STEP_MS;
      const frames = (25 * element.playbackRate * STEP_MS) / 1000;
      element.totalVideoFrames += frames;
      element.droppedVideoFrames += frames * droppedShare;
      element.advanceTo(element.currentTime + (speed * element.playbackRate * STEP_MS) / 1000);
      const ladder = load ? [...LADDER, load] : LADDER;
      replaced = this.watch.note(ladder, load?.id ?? null, element, this.aheadSec, this.nowMs) ?? replaced;
    }
    return replaced;
  }

  stand(load: Decodable, seconds: number): string | null {
    return this.show(load, seconds, 0, 0);
  }

  limit(renditions: readonly Decodable[] = LADDER): Limited<Decodable> {
    return this.watch.limit({ renditions, limit: null }, this.nowMs);
  }

  isBanned(load: Decodable): boolean {
    return !this.limit([rung('lowest', 1, { bandwidthBps: 1 }), load]).renditions.includes(load);
  }
}

describe('a rung whose frames are dropped', () => {
  it('fails after two seconds of more than a tenth, and all that is as much to decode with it', () => {
    const screen = new Screen();
    expect(screen.show(MID, 3, 0.2)).toBeNull();
    expect(screen.show(MID, 0.5, 0.2)).toBe('mid');
    const more = rung('more', 480, { frameRate: 60 });
    expect([LOW, MID, HIGH, more].map((one) => screen.isBanned(one))).toEqual([false, true, true, true]);
    expect(screen.limit().limit).toBe('the device drops frames above 360p');
  });

  it('does not for a moment', () => {
    const screen = new Screen();
    screen.show(MID, 2);
    expect(screen.show(MID, 0.5, 0.3)).toBeNull();
    expect(screen.show(MID, 5)).toBeNull();
  });

  it('has a second to settle when it comes to the screen, and after whatever does not count', () => {
    const screen = new Screen();
    for (let turn = 0; turn < 10; turn++) {
      expect(screen.show(MID, 1, 1)).toBeNull();
      expect(screen.show(MID, 1.5)).toBeNull();
      expect(screen.show(turn % 2 ? null : LOW, 1, 0.9)).toBeNull();
    }
    for (let turn = 0; turn < 10; turn++) {
      screen.element.playbackRate = turn % 2 ? 1 : 0.5;
      expect(screen.show(MID, 1, 1)).toBeNull();
    }
    for (let turn = 0; turn < 10; turn++) {
      screen.element.seeking = true;
      expect(screen.show(MID, 0.25, 1)).toBeNull();
      screen.element.seeking = false;
      expect(screen.show(MID, 2, 1)).toBeNull();
    }
  });

  it('is compared by bitrate where frames are of unknown size', () => {
    const screen = new Screen();
    expect(screen.show(rung('b', null, { bandwidthBps: 2e6 }), 5, 0.5)).toBe('b');
    expect(screen.isBanned(rung('a', null, { bandwidthBps: 1.9e6 }))).toBe(false);
    expect(screen.isBanned(rung('c', 1080, { bandwidthBps: 2e6 }))).toBe(true);
  });
});

describe('a rung that the playhead stands on', () => {
  it('fails after a second, and the reason tells it from one that drops frames', () => {
    const screen = new Screen();
    screen.show(HIGH, 3);
    expect(screen.stand(HIGH, 1)).toBe('high');
    expect(screen.limit()).toEqual({ renditions: [LOW, MID], limit: 'the device stalls above 720p' });
    expect(screen.stand(HIGH, 20), 'what plays on from the buffer is no new failure').toBeNull();
    // One below fails in the other way: that one binds now.
    expect(screen.show(MID, 5, 0.5)).toBe('mid');
    expect(screen.limit()).toEqual({ renditions: [LOW], limit: 'the device drops frames above 360p' });
  });

  it('is a failure without counts of frames, and while it is pushed', () => {
    const screen = new Screen();
    Object.assign(screen.element, { getVideoPlaybackQuality: undefined });
    screen.show(HIGH, 3);
    screen.stand(HIGH, 0.75);
    screen.element.seeking = true;
    expect(screen.stand(HIGH, 0.25)).toBe('high');
  });

  it('has a second to settle when it comes to the screen', () => {
    const screen = new Screen();
    screen.show(MID, 3);
    expect(screen.stand(HIGH, 2)).toBeNull();
    expect(screen.stand(HIGH, 0.25)).toBe('high');
  });

  it('is no failure while it is paused, ended, hidden, fast, not known or short of media', () => {
    for (const state of [{ paused: true }, { ended: true }, { playbackRate: 2 }]) {
      const screen = new Screen();
      screen.show(MID, 3);
      Object.assign(screen.element, state);
      expect(screen.stand(MID, 10)).toBeNull();
    }
    const hidden = new Screen({ ...UNKNOWN_DEVICE, isHidden: () => true });
    hidden.show(MID, 3);
    expect(hidden.stand(MID, 10)).toBeNull();
    const unknown = new Screen();
    unknown.show(null, 3);
    expect(unknown.show(null, 10, 0, 0)).toBeNull();
    const short = new Screen();
    short.show(MID, 3);
    short.aheadSec = 0.5;
    expect(short.stand(MID, 10)).toBeNull();
  });

  it('is none at the end, beyond which an engine may say that its media reaches', () => {
    const screen = new Screen();
    screen.aheadSec = Infinity;
    screen.element.duration = 3.1;
    screen.show(MID, 3);
    expect(screen.stand(MID, 10)).toBeNull();
  });
});

describe('a ban', () => {
  it.each(['drops', 'stalls'])('lasts 30 s, then twice as long each time: %s', (way) => {
    const screen = new Screen();
    const fail = (): string | null =>
      way === 'drops' ? screen.show(MID, 3.25, 0.5) : screen.stand(MID, 2.25);
    for (const banSec of [30, 60, 120, 240]) {
      screen.show(LOW, 0.5);
      expect(fail()).toBe('mid');
      expect(screen.show(MID, 10, 0.5)).toBeNull();
      screen.show(LOW, banSec - 10 - STEP_MS / 1000);
      expect(screen.isBanned(HIGH), `${banSec} s`).toBe(true);
      screen.show(LOW, STEP_MS / 1000);
      expect(screen.isBanned(HIGH), `${banSec} s`).toBe(false);
    }
    // Another rung's failures are its own.
    expect(screen.show(HIGH, 4, 0.5)).toBe('high');
    screen.show(LOW, 30);
    expect(screen.isBanned(HIGH)).toBe(false);
  });

  it('leaves the lowest, whatever it does', () => {
    const screen = new Screen();
    screen.show(LOW, 3);
    expect(screen.stand(LOW, 1)).toBe('low');
    expect(screen.limit()).toEqual({ renditions: [LOW], limit: 'the device stalls above 360p' });
    expect(screen.limit([MID, HIGH]).renditions).toEqual([MID]);
  });

  it('holds for all above, for at least 30 s and twice the time before (property)', () => {
    const scene = fc.record({
      position: fc.nat(2),
      seconds: fc.integer({ min: 1, max: 40 }),
      droppedShare: fc.double({ min: 0, max: 1, noNaN: true }),
      speed: fc.constantFrom(0, 0.1, 1),
    });
    fc.assert(
      fc.property(fc.array(scene, { maxLength: 20 }), (scenes) => {
        const screen = new Screen();
        const lastsSec = new Map<string, number>();
        for (const { position, seconds, droppedShare, speed } of scenes) {
          const load = LADDER[position]!;
          if (screen.show(load, seconds, droppedShare, speed) !== null) {
            const atLeastSec = (lastsSec.get(load.id) ?? 15) * 2;
            lastsSec.set(load.id, atLeastSec);
            expect(screen.isBanned(load) || atLeastSec <= seconds).toBe(true);
          }
          const banned = LADDER.map((one) => screen.isBanned(one));
          expect(banned).toEqual([...banned].sort());
        }
      }),
    );
  });
});

describe('a page that nobody sees', () => {
  function hide(renditions: readonly Decodable[] = LADDER) {
    let isUnseen = true;
    const screen = new Screen({ ...UNKNOWN_DEVICE, savesUnseen: true, isHidden: () => isUnseen });
    const top = renditions.at(-1)!;
    const look = (): string | null => screen.show(top, 0.25);
    return { screen, look, show: () => (isUnseen = false), hide: () => (isUnseen = true) };
  }

  it('has the lowest alone after a minute, and says so', () => {
    const { screen, look } = hide();
    look();
    screen.nowMs += 59_999;
    expect(screen.limit().limit).toBeNull();
    screen.nowMs += 1;
    expect(screen.limit()).toEqual({ renditions: [LOW], limit: 'nobody sees the page' });
    // What the app has pinned or capped to is its own will.
    expect(screen.limit([MID, HIGH]).renditions).toEqual([MID]);
    expect(screen.limit([HIGH])).toEqual({ renditions: [HIGH], limit: null });
  });

  it('begins its minute anew each time that it is seen', () => {
    const { screen, look, show, hide: hideAgain } = hide();
    look();
    screen.nowMs += 50_000;
    show();
    look();
    hideAgain();
    look();
    screen.nowMs += 50_000;
    expect(screen.limit().limit).toBeNull();
  });

  it('has what was fetched so replaced when it is seen again, once, and nothing that was not fetched', () => {
    for (const fetched of [LOW, null]) {
      const { screen, look, show } = hide();
      look();
      screen.nowMs += 60_000;
      screen.watch.noteFetch('low'); // before anything was limited
      screen.limit();
      if (fetched) screen.watch.noteFetch(fetched.id);
      expect(look()).toBeNull();
      show();
      expect([look(), look()]).toEqual([fetched && 'low', null]);
      expect(screen.limit()).toEqual({ renditions: LADDER, limit: null });
    }
  });

  it('counts only where the app wants so, and nothing else shows the picture', () => {
    for (const [savesUnseen, webkitPresentationMode, isLimited] of [
      [true, 'inline', true],
      [false, 'inline', false],
      [true, 'picture-in-picture', false],
    ] as const) {
      const screen = new Screen({ ...UNKNOWN_DEVICE, savesUnseen, isHidden: () => true });
      Object.assign(screen.element, { webkitPresentationMode });
      screen.show(HIGH, 0.25);
      screen.nowMs += 60_000;
      expect(screen.limit().renditions.length === 1).toBe(isLimited);
    }
  });

  it('sounds as before: neither a group of other sound nor a rendition without a picture is chosen', () => {
    const radio = rung('radio', null);
    const stereo = rung('stereo', 240, { audioGroupId: 'stereo' });
    const good = rung('good', 480, { audioGroupId: 'surround' });
    const best = rung('best', 1080, { audioGroupId: 'surround' });
    for (const [ladder, lowest] of [
      [[radio, stereo, good, best], good],
      [[radio, LOW, HIGH], LOW],
    ] as const) {
      const { screen, look } = hide(ladder);
      look();
      screen.nowMs += 60_000;
      expect(screen.limit(ladder).renditions).toEqual([lowest]);
    }
  });
});
