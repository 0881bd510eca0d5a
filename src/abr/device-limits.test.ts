import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { FakeMediaElement } from '../../test/fixtures/fake-media-element.ts';
import { UNKNOWN_DEVICE } from '../../test/fixtures/unknown-device.ts';
import type { DecodingAbility, DeviceInfo, PictureFormat } from '../core/device-info.ts';
import type { Decodable } from './decodable.ts';
import { DeviceLimits } from './device-limits.ts';
import { DeviceWatch } from './device-watch.ts';

const rung = (height: number, extra: Partial<Decodable> = {}): Decodable => ({
  ...{ id: `${height}p`, bandwidthBps: height * 4000, height, width: (height * 16) / 9 },
  ...{ codecs: 'avc1.64001F,mp4a.40.2', frameRate: 50, ...extra },
});
const LADDER = [rung(240), rung(480), rung(720), rung(1080)];
const idsOf = (renditions: readonly Decodable[]): readonly string[] => renditions.map(({ id }) => id);

/** Answers with what is given, by height; notes what it was asked. */
function fakeDevice(answers: Readonly<Record<number, Partial<DecodingAbility>>>): {
  device: DeviceInfo;
  asked: PictureFormat[];
} {
  const asked: PictureFormat[] = [];
  const decoding = (format: PictureFormat): DecodingAbility => {
    asked.push(format);
    return { supported: true, smooth: true, powerEfficient: true, ...answers[format.height] };
  };
  return { device: { ...UNKNOWN_DEVICE, decoding }, asked };
}

/** With the code that comes late. */
function limitsOf(device: DeviceInfo): DeviceLimits {
  const limits = new DeviceLimits(device, () => undefined);
  limits.watch.value = new DeviceWatch(device);
  return limits;
}

/** Shows a rung of the ladder for four seconds, with this share of its 200 frames dropped. */
function show(
  limits: DeviceLimits,
  element: FakeMediaElement,
  shownId: string,
  fromMs: number,
  share: number,
): boolean {
  let isTooMuch = false;
  for (let nowMs = fromMs; nowMs <= fromMs + 4000; nowMs += 250) {
    element.totalVideoFrames += 12;
    element.droppedVideoFrames += 12 * share;
    element.advanceTo(element.currentTime + 0.25);
    isTooMuch = limits.noteFrames(LADDER, shownId, element, 10, nowMs) === shownId || isTooMuch;
  }
  return isTooMuch;
}

function playing(): FakeMediaElement {
  const element = new FakeMediaElement();
  element.paused = false;
  return element;
}

describe('what the browser says of the device', () => {
  it('is asked in its words, of one codec', () => {
    const { device, asked } = fakeDevice({});
    const limits = limitsOf(device);
    const extra = { codecs: 'mp4a.40.2, vp9', frameRate: null };
    limits.smooth([rung(720), rung(480, extra), rung(360, { codecs: null }), rung(240, { width: null })], 0);
    expect(asked).toEqual([
      {
        ...{ contentType: 'video/mp4; codecs="avc1.64001F"', width: 1280, height: 720 },
        ...{ bitrate: 2_880_000, framerate: 50 },
      },
      expect.objectContaining({ contentType: 'video/webm; codecs="vp9"', framerate: 30 }),
    ]);
  });

  it('counts as smooth while it says nothing', () => {
    expect(limitsOf(UNKNOWN_DEVICE).smooth(LADDER, 0)).toEqual({ renditions: LADDER, limit: null });
  });

  it('leaves out what is not smooth, and says so', () => {
    const limits = limitsOf(fakeDevice({ 720: { smooth: false }, 1080: { smooth: false } }).device);
    const { renditions, limit } = limits.smooth(LADDER, 0);
    expect(idsOf(renditions)).toEqual(['240p', '480p']);
    expect(limit).toBe('the device decodes nothing better smoothly');
    // What the app has pinned or capped to leaves nothing smooth.
    expect(limits.smooth(LADDER.slice(3), 0)).toEqual({ renditions: LADDER.slice(3), limit: null });
    expect(idsOf(limits.smooth(LADDER.slice(2), 0).renditions)).toEqual(['720p']);
  });

  it('leaves out what is not supported, unless that is all', () => {
    const unsupported = { supported: false, smooth: false };
    const limits = limitsOf(fakeDevice({ 1080: unsupported }).device);
    expect(idsOf(limits.playable(LADDER))).toEqual(['240p', '480p', '720p']);
    expect(limits.playable(LADDER.slice(3))).toEqual(LADDER.slice(3));
  });
});

describe('what the device has shown', () => {
  it('leaves out what drops frames, and says from where on', () => {
    const limits = limitsOf(UNKNOWN_DEVICE);
    expect(show(limits, playing(), '720p', 0, 0.5)).toBe(true);
    const { renditions, limit } = limits.smooth(LADDER, 5000);
    expect(idsOf(renditions)).toEqual(['240p', '480p']);
    expect(limit).toBe('the device drops frames above 480p');
    expect(limits.smooth(LADDER, 40_000)).toEqual({ renditions: LADDER, limit: null });
  });

  it('keeps the lowest, which nothing can take the place of', () => {
    const limits = limitsOf(UNKNOWN_DEVICE);
    expect(show(limits, playing(), '240p', 0, 0.5)).toBe(true);
    expect(idsOf(limits.smooth(LADDER, 5000).renditions)).toEqual(['240p']);
  });

  it('counts only what a viewer sees at the speed of its recording', () => {
    const hidden = limitsOf({ ...UNKNOWN_DEVICE, isHidden: () => true });
    expect(show(hidden, playing(), '720p', 0, 0.5)).toBe(false);
    const changes = [{ paused: true }, { seeking: true }, { playbackRate: 2 }];
    for (const change of changes) {
      const element = Object.assign(playing(), change);
      expect(show(limitsOf(UNKNOWN_DEVICE), element, '720p', 0, 0.5)).toBe(false);
    }
    expect(show(limitsOf(UNKNOWN_DEVICE), playing(), 'another title', 0, 0.5)).toBe(false);
  });

  it('is looked at by code that comes behind the first picture, and waited for by nothing', async () => {
    const words: unknown[] = [];
    const limits = new DeviceLimits(UNKNOWN_DEVICE, (level, message) => words.push(level, message));
    const element = playing();
    const note = (nowMs: number): void => {
      element.advanceTo(element.currentTime + 0.25);
      limits.noteFrames(LADDER, '720p', element, 10, nowMs);
    };
    note(0);
    note(250);
    await vi.dynamicImportSettled();
    expect(limits.watch.value, 'there is no picture yet').toBeNull();
    element.readyState = 3;
    element.paused = true;
    note(500);
    note(750);
    await vi.dynamicImportSettled();
    expect(limits.watch.value, 'nothing plays').toBeNull();
    element.paused = false;
    note(1000);
    await vi.dynamicImportSettled();
    expect(limits.watch.value, 'it has not moved').toBeNull();
    note(1250);
    await vi.dynamicImportSettled();
    expect(limits.watch.value).toBeInstanceOf(DeviceWatch);
    expect(words).toEqual([]);
  });

  it('is nothing where the browser counts no frames', () => {
    const element = Object.assign(playing(), { getVideoPlaybackQuality: undefined });
    expect(show(limitsOf(UNKNOWN_DEVICE), element, '720p', 0, 0.5)).toBe(false);
  });
});

describe('any limits (property)', () => {
  it('leave at least one, in order, and nothing that is at least as much as what failed but the lowest', () => {
    const some = fc.record({
      heights: fc.uniqueArray(fc.integer({ min: 100, max: 4000 }), { minLength: 1, maxLength: 8 }),
      notSmooth: fc.array(fc.nat(7)),
      failed: fc.array(fc.tuple(fc.nat(7), fc.integer({ min: 4, max: 60 })), { maxLength: 6 }),
    });
    fc.assert(
      fc.property(some, ({ heights, notSmooth, failed }) => {
        const ladder = heights.map((height, place) => rung(height, { bandwidthBps: (place + 1) * 1e6 }));
        const isSmooth = ({ id }: Decodable): boolean => !notSmooth.some((place) => ladder[place]?.id === id);
        const { device } = fakeDevice(
          Object.fromEntries(ladder.map((one) => [String(one.height), { smooth: isSmooth(one) }])),
        );
        const limits = limitsOf(device);
        const element = playing();
        const bans: { readonly height: number; readonly untilMs: number }[] = [];
        let nowMs = 0;
        for (const [place, restSec] of failed) {
          const shown = ladder[place];
          for (const stepMs of [0, 1000, 2000, 1000]) {
            nowMs += stepMs;
            element.totalVideoFrames += 100;
            element.droppedVideoFrames += 50;
            if (!shown) continue;
            const wasBanned = bans.some((ban) => nowMs - stepMs < ban.untilMs && shown.height! >= ban.height);
            limits.noteFrames(ladder, shown.id, element, 10, nowMs);
            if (stepMs !== 2000 || wasBanned) continue;
            const times = bans.filter(({ height }) => height === shown.height).length;
            bans.push({ height: shown.height!, untilMs: nowMs + 30_000 * 2 ** times });
          }
          const { renditions } = limits.smooth(ladder, nowMs);
          const active = bans.filter(({ untilMs }) => nowMs < untilMs);
          expect(renditions.length).toBeGreaterThan(0);
          expect(renditions).toEqual(ladder.filter((one) => renditions.includes(one)));
          for (const one of renditions) {
            if (renditions.length === 1 && one === (ladder.find(isSmooth) ?? ladder[0])) continue;
            expect(isSmooth(one)).toBe(true);
            expect(active.every(({ height }) => one.height! < height)).toBe(true);
          }
          nowMs += restSec * 1000;
          limits.noteFrames(ladder, null, element, 10, nowMs);
        }
      }),
    );
  });
});
