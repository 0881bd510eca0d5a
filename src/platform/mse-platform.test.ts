import { afterEach, describe, expect, it, vi } from 'vitest';
import { BlankElement } from './blank-media.ts';
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

class FakeElement extends BlankElement {
  src = '';
  disableRemotePlayback = false;
  readonly load = vi.fn();
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
