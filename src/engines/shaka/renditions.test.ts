import { describe, expect, it } from 'vitest';
import { toLadder } from './renditions.ts';

type Variant = Parameters<typeof toLadder>[0][number];

const stream = (type: string, id: number, given: object = {}) => ({ type, id, codecs: '', ...given });
const variant = (id: number, bandwidth: number, video: object | null, audio: object | null): Variant =>
  ({ id, bandwidth, video, audio }) as Variant;

describe('toLadder', () => {
  const low = stream('video', 1, {
    bandwidth: 300_000,
    width: 640,
    height: 360,
    codecs: 'avc1.4d401e',
    frameRate: 25,
  });
  const high = stream('video', 2, { bandwidth: 2_000_000, width: 1280, height: 720, hdr: 'SDR' });
  const stereo = stream('audio', 3, { bandwidth: 96_000 });
  const better = stream('audio', 4, { bandwidth: 192_000 });

  it('makes one rendition of each video quality, with the audio that goes with it', () => {
    const ladder = toLadder([
      variant(1, 2_192_000, high, better),
      variant(2, 2_096_000, high, stereo),
      variant(3, 396_000, low, stereo),
    ]);
    expect(ladder).toMatchObject([
      {
        ...{ id: 'video-1', bandwidthBps: 300_000, averageBandwidthBps: null, width: 640, height: 360 },
        ...{ frameRate: 25, videoRange: null, codecs: 'avc1.4d401e' },
      },
      {
        ...{ id: 'video-2', bandwidthBps: 2_000_000, averageBandwidthBps: null, width: 1280, height: 720 },
        ...{ frameRate: null, videoRange: 'SDR', codecs: null },
      },
    ]);
    expect(ladder[1]?.audios.map(({ bandwidthBps }) => bandwidthBps)).toEqual([96_000, 192_000]);
  });

  it('takes the sum where nothing else is declared, and the sound where there is no picture', () => {
    const bare = stream('video', 5);
    expect(toLadder([variant(1, 700_000, bare, stream('audio', 6))])[0]?.bandwidthBps).toBe(700_000);
    expect(toLadder([variant(1, 96_000, null, stereo)])[0]).toMatchObject({
      id: 'audio-3',
      bandwidthBps: 96_000,
    });
  });
});
