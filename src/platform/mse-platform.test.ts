import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MediaElementPort } from '../core/media-ports.ts';
import { createMsePlatform } from './mse-platform.ts';

class FakeMediaSource extends EventTarget {
  static isTypeSupported(mimeType: string): boolean {
    return mimeType === 'video/mp4';
  }
}
class FakeManagedMediaSource extends FakeMediaSource {
  streaming = false;
  constructor() {
    super();
    made.push(this);
  }
}
const made: FakeManagedMediaSource[] = [];

class FakeElement extends EventTarget implements MediaElementPort {
  src = '';
  disableRemotePlayback = false;
  currentTime = 0;
  playbackRate = 1;
  readonly duration = NaN;
  readonly paused = true;
  readonly ended = false;
  readonly seeking = false;
  readonly readyState = 0;
  readonly buffered = { length: 0, start: () => 0, end: () => 0 };
  readonly error = null;
  readonly load = vi.fn();
  readonly play = (): Promise<void> => Promise.resolve();
  readonly pause = (): void => undefined;
  removeAttribute(name: string): void {
    if (name === 'src') this.src = '';
  }
}

const live = new Set<string>();
let count = 0;

/** Installs the given constructors and a book of object URLs. */
function install(globals: Record<string, unknown>): FakeElement {
  vi.stubGlobal('MediaSource', undefined);
  vi.stubGlobal('ManagedMediaSource', undefined);
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  vi.stubGlobal('URL', {
    createObjectURL: () => {
      count += 1;
      live.add(`blob:${count}`);
      return `blob:${count}`;
    },
    revokeObjectURL: (url: string) => live.delete(url),
  });
  return new FakeElement();
}

afterEach(() => {
  vi.unstubAllGlobals();
  live.clear();
});

describe('MSE platform', () => {
  it('attaches a MediaSource and leaves no URL, no src on detach', () => {
    const element = install({ MediaSource: FakeMediaSource, ManagedMediaSource: FakeManagedMediaSource });
    const platform = createMsePlatform();
    expect([
      platform.isSupported,
      platform.isTypeSupported('video/mp4'),
      platform.isTypeSupported('x'),
    ]).toEqual([true, true, false]);
    const attached = platform.attach(element);
    expect(attached.mediaSource).not.toBeInstanceOf(FakeManagedMediaSource);
    expect(live.has(element.src)).toBe(true);
    expect([attached.isStreamingWanted(), element.disableRemotePlayback]).toEqual([true, false]);
    attached.detach();
    expect([live.size, element.src, element.load.mock.calls.length]).toEqual([0, '', 1]);
  });

  it('leaves alone what another has put on the element since', () => {
    const element = install({ MediaSource: FakeMediaSource });
    const attached = createMsePlatform().attach(element);
    element.src = 'https://a.example/other.mp4';
    attached.detach();
    expect([live.size, element.src, element.load.mock.calls.length]).toEqual([
      0,
      'https://a.example/other.mp4',
      0,
    ]);
  });

  it('uses ManagedMediaSource where only that exists, and follows its streaming flag', () => {
    const element = install({ ManagedMediaSource: FakeManagedMediaSource });
    const attached = createMsePlatform().attach(element);
    expect([element.disableRemotePlayback, attached.isStreamingWanted()]).toEqual([true, false]);
    made.at(-1)!.streaming = true;
    expect(attached.isStreamingWanted()).toBe(true);
    attached.detach();
    expect(element.disableRemotePlayback).toBe(false);
  });

  it('says so where there is no MSE', () => {
    const element = install({});
    const platform = createMsePlatform();
    expect([platform.isSupported, platform.isTypeSupported('video/mp4')]).toEqual([false, false]);
    expect(() => platform.attach(element)).toThrow('isSupported');
  });
});
