import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PictureFormat } from '../core/device-info.ts';
import { createBrowserDeviceInfo } from './browser-device-info.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const format = (width: number): PictureFormat => ({
  ...{ contentType: 'video/mp4; codecs="avc1.64001F"', width, height: 720, bitrate: 3e6, framerate: 25 },
});
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const GOOD = { supported: true, smooth: true, powerEfficient: false };

describe('createBrowserDeviceInfo', () => {
  it('asks once, and has the answer later', async () => {
    const decodingInfo = vi.fn(() => Promise.resolve(GOOD));
    vi.stubGlobal('navigator', { mediaCapabilities: { decodingInfo } });
    const device = createBrowserDeviceInfo();
    expect(device.decoding(format(1))).toBeNull();
    expect(device.decoding(format(1))).toBeNull();
    expect(decodingInfo).not.toHaveBeenCalled(); // requests leave first
    await turn();
    expect(device.decoding(format(1))).toBe(GOOD);
    expect(decodingInfo.mock.calls).toEqual([[{ type: 'media-source', video: format(1) }]]);
    device.decoding(format(2));
    await turn();
    expect(decodingInfo).toHaveBeenCalledTimes(2);
  });

  it('has no answer where the browser refuses, never answers or cannot be asked', async () => {
    const decodingInfo = vi.fn<() => Promise<never>>(() => Promise.reject(new TypeError('no such codec')));
    vi.stubGlobal('navigator', { mediaCapabilities: { decodingInfo } });
    const device = createBrowserDeviceInfo();
    device.decoding(format(3));
    await turn();
    expect(device.decoding(format(3))).toBeNull();
    decodingInfo.mockReturnValue(new Promise(() => undefined));
    device.decoding(format(4));
    await turn();
    expect(device.decoding(format(4))).toBeNull();
    vi.stubGlobal('navigator', {});
    expect(createBrowserDeviceInfo().decoding(format(5))).toBeNull();
  });

  it('tells whether the page is on the screen', () => {
    vi.stubGlobal('navigator', {});
    const page = { hidden: false };
    vi.stubGlobal('document', page);
    const device = createBrowserDeviceInfo();
    expect(device.isHidden()).toBe(false);
    page.hidden = true;
    expect(device.isHidden()).toBe(true);
  });
});
