import { describe, expect, it } from 'vitest';
import { channelPath, ChannelSettingError, readChannel, type Channel } from './channel.ts';

describe('readChannel', () => {
  it('takes defaults', () => {
    expect(readChannel('continuous/manifest.mpd')).toEqual({
      channel: { kind: 'continuous', startMs: 0, endMs: Infinity, windowSec: 60 },
      file: 'manifest.mpd',
    });
  });

  it.each<Channel>([
    { kind: 'low-latency', startMs: 1_700_000_000_250, endMs: 1_700_000_060_000, windowSec: 12 },
    { kind: 'discontinuous', startMs: 5000, endMs: Infinity, windowSec: Infinity },
  ])('reads what channelPath writes', (channel) => {
    expect(readChannel(`${channelPath(channel)}video-240/7.m4s`)).toEqual({
      channel,
      file: 'video-240/7.m4s',
    });
  });

  it.each(['other/manifest.mpd', 'continuous', 'continuous/', ''])('knows no %j', (path) => {
    expect(readChannel(path)).toBeUndefined();
  });

  it.each([
    'continuous/stop_5/manifest.mpd',
    'continuous/start_soon/manifest.mpd',
    'continuous/end_100/manifest.mpd',
    'continuous/window_all/manifest.mpd',
    'continuous/start_100/end_101/manifest.mpd',
    'continuous/window_1/manifest.mpd',
  ])('refuses %s', (path) => {
    expect(() => readChannel(path)).toThrow(ChannelSettingError);
  });
});
