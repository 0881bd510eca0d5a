import { describe, expect, it, vi } from 'vitest';
import { FakeMediaElement } from '../../test/fixtures/fake-media-element.ts';
import { sampleRendition, sampleResponse, sampleTrack } from '../../test/fixtures/model-samples.ts';
import { UNKNOWN_DEVICE } from '../../test/fixtures/unknown-device.ts';
import type { DeviceInfo } from '../core/device-info.ts';
import type { EngineAbrInput } from '../model/abr.ts';
import { findRendition, RenditionChooser } from './rendition-chooser.ts';

const rendition = (id: string, bandwidthBps: number, height: number | null, extra = {}) =>
  sampleRendition({ id, bandwidthBps, height, ...extra });
const video = sampleTrack({
  renditions: [
    rendition('low', 500_000, 240),
    rendition('middle', 1_500_000, 480, { audioGroupId: 'stereo' }),
    rendition('high', 4_000_000, 1080, { audioGroupId: 'surround', averageBandwidthBps: 3_000_000 }),
  ],
});
const moment = {
  atMs: 5,
  bufferSec: 3,
  bufferGoalSec: 30,
  segmentDurationSec: 2,
  remainingSec: 60,
  awaitedSec: null,
  playbackRate: 1,
  viewport: null,
};
const none: ReadonlySet<string> = new Set();

function createChooser(
  pick: (input: EngineAbrInput) => number = (input) => input.renditions.length - 1,
  device: DeviceInfo = UNKNOWN_DEVICE,
): {
  chooser: RenditionChooser;
  inputs: EngineAbrInput[];
  link: { bps: number | null; savesData?: boolean };
} {
  const inputs: EngineAbrInput[] = [];
  const link: { bps: number | null; savesData?: boolean } = { bps: null };
  const chooser = new RenditionChooser(
    (input) => {
      inputs.push(input);
      return {
        renditionId: input.renditions[pick(input)]?.id ?? '',
        reason: 'test',
        estimateBps: link.bps,
        ...link,
      };
    },
    ...([device, () => undefined] as const),
  );
  return { chooser, inputs, link };
}

function playingElement(): FakeMediaElement {
  const element = new FakeMediaElement();
  element.readyState = 4;
  element.paused = false;
  return element;
}

/** Plays on until the code that watches it is there. */
async function letWatch(chooser: RenditionChooser, element: FakeMediaElement): Promise<void> {
  for (let look = 0; look < 2; look++) {
    element.advanceTo(element.currentTime + 0.25);
    chooser.noteFrames(video, null, element, 10, 0);
  }
  await vi.dynamicImportSettled();
}

describe('RenditionChooser for what adapts', () => {
  it('tells the controller all that a decision rests on', () => {
    const { chooser, inputs } = createChooser();
    const { sample } = sampleResponse(new Uint8Array(5));
    chooser.addSample(sample);
    expect(chooser.main(video, moment, none)?.renditionId).toBe('high');
    expect(inputs[0]).toEqual({
      ...moment,
      awaitedAtMs: [],
      renditions: [
        {
          id: 'low',
          bandwidthBps: 500_000,
          averageBandwidthBps: null,
          width: 640,
          height: 240,
          nextSegmentBytes: null,
          laterSegmentBytes: [],
        },
        {
          id: 'middle',
          bandwidthBps: 1_500_000,
          averageBandwidthBps: null,
          width: 640,
          height: 480,
          nextSegmentBytes: null,
          laterSegmentBytes: [],
        },
        {
          id: 'high',
          bandwidthBps: 4_000_000,
          averageBandwidthBps: 3_000_000,
          width: 640,
          height: 1080,
          nextSegmentBytes: null,
          laterSegmentBytes: [],
        },
      ],
      currentId: null,
      inFlight: null,
      limit: null,
      audioBps: 0,
      samples: [sample],
    });
    chooser.main(video, moment, none);
    expect(inputs[1]?.currentId).toBe('high');
  });

  it('tells when the playhead waited, at the start and after each seek', () => {
    const { chooser, inputs } = createChooser();
    const askAt = (atMs: number, awaitedSec: number | null): unknown =>
      chooser.main(video, { ...moment, atMs, awaitedSec }, none);
    askAt(5, 0);
    askAt(900, null);
    askAt(60_000, 1.5);
    askAt(61_000, null);
    expect(inputs.map(({ awaitedAtMs }) => awaitedAtMs)).toEqual([[5], [5], [5, 60_000], [5, 60_000]]);
  });

  it('takes what is asked for again, after a failure, for no other seek', () => {
    const { chooser, inputs } = createChooser();
    for (const [atMs, awaitedSec] of [
      [0, 0],
      [16_000, 0],
      [17_000, null],
      [60_000, 0],
      [76_000, 0],
    ] as const)
      chooser.main(video, { ...moment, atMs, awaitedSec }, none);
    expect(inputs.at(-1)?.awaitedAtMs).toEqual([0, 60_000]);
  });

  it('tells of the last twenty seeks', () => {
    const { chooser, inputs } = createChooser();
    for (let seek = 0; seek < 50; seek += 1)
      for (const awaitedSec of [0, null]) chooser.main(video, { ...moment, atMs: seek, awaitedSec }, none);
    expect(inputs.at(-1)?.awaitedAtMs).toEqual(Array.from({ length: 21 }, (_, index) => index + 29));
  });

  it('tells what the next segment takes, where that is known', () => {
    const { chooser, inputs } = createChooser();
    chooser.main(video, moment, none, ({ id }) => (id === 'low' ? [125_000] : []));
    expect(inputs[0]?.renditions.map(({ nextSegmentBytes }) => nextSegmentBytes)).toEqual([
      125_000,
      null,
      null,
    ]);
  });

  it('tells what those behind it take, as far as that is known', () => {
    const { chooser, inputs } = createChooser();
    chooser.main(video, moment, none, ({ id }) => (id === 'low' ? [1000, 1001, 1002] : []));
    const told = inputs[0]?.renditions.map(({ nextSegmentBytes, laterSegmentBytes }) => [
      nextSegmentBytes,
      laterSegmentBytes,
    ]);
    expect(told).toEqual([
      [1000, [1001, 1002]],
      [null, []],
      [null, []],
    ]);
  });

  it('abandons what is under way for what the controller says, and fetches that next', () => {
    const { chooser, inputs } = createChooser(({ inFlight }) => (inFlight ? 0 : 2));
    const transfer = {
      ...{ renditionId: 'high', receivedBytes: 1000, totalBytes: 1_000_000, firstByteMs: 40 },
    };
    expect(chooser.main(video, moment, none)?.renditionId).toBe('high');
    expect(chooser.reconsider(video, moment, none, () => [], transfer)?.renditionId).toBe('low');
    expect(inputs[1]?.inFlight).toEqual(transfer);
    expect(chooser.main(video, moment, none)?.renditionId).toBe('low');
    expect(chooser.main(video, moment, none)?.renditionId).toBe('high');
    expect(inputs).toHaveLength(3);
    expect(chooser.reconsider(video, moment, none, () => [], { ...transfer, renditionId: 'low' })).toBeNull();
  });

  it('leaves out what failed here, and has nothing to say when all did', () => {
    const { chooser, inputs } = createChooser();
    expect(chooser.main(video, moment, new Set(['high']))?.renditionId).toBe('middle');
    expect(chooser.main(video, moment, new Set(['low', 'middle', 'high']))).toBeNull();
    expect(inputs).toHaveLength(1);
  });

  it('lets a pin, or caps, bind', () => {
    const { chooser } = createChooser();
    chooser.quality = 'low';
    expect(chooser.main(video, moment, none)?.renditionId).toBe('low');
    chooser.quality = { maxHeight: 480 };
    expect(chooser.main(video, moment, none)?.renditionId).toBe('middle');
    chooser.quality = { maxBitrate: 600_000 };
    expect(chooser.main(video, moment, none)?.renditionId).toBe('low');
    chooser.quality = 'auto';
    expect(chooser.main(video, moment, none)?.renditionId).toBe('high');
  });

  it('leaves the pinned rendition for others where it failed', () => {
    const { chooser } = createChooser();
    chooser.quality = 'middle';
    expect(chooser.main(video, moment, new Set(['middle']))?.renditionId).toBe('high');
  });

  it('leaves out what the device cannot play, or not smoothly; a pin plays what is not smooth', () => {
    const decoding: DeviceInfo['decoding'] = ({ height }) => ({
      ...{ supported: height < 1080, smooth: height < 480, powerEfficient: true },
    });
    const { chooser, inputs } = createChooser(undefined, { ...UNKNOWN_DEVICE, decoding });
    expect(chooser.main(video, moment, none)?.renditionId).toBe('low');
    expect(inputs[0]?.limit).toBe('the device decodes nothing better smoothly');
    chooser.quality = 'middle';
    expect(chooser.main(video, moment, none)?.renditionId).toBe('middle');
    expect(inputs[1]?.limit).toBeNull();
    chooser.quality = 'high';
    expect(chooser.main(video, moment, none)?.renditionId).toBe('low');
  });

  it('abandons a slow segment, too, that the device turns out not to play smoothly', () => {
    let smooth = true;
    const decoding: DeviceInfo['decoding'] = ({ height }) => ({
      ...{ supported: true, smooth: smooth || height < 480, powerEfficient: true },
    });
    const device = { ...UNKNOWN_DEVICE, decoding };
    const { chooser, inputs } = createChooser(({ inFlight }) => (inFlight ? 0 : 2), device);
    expect(chooser.main(video, moment, none)?.renditionId).toBe('high');
    smooth = false;
    const transfer = { renditionId: 'high', receivedBytes: 9, totalBytes: 1_000_000, firstByteMs: 40 };
    expect(chooser.reconsider(video, moment, none, () => [], transfer)?.renditionId).toBe('low');
    expect(inputs[1]?.renditions.map(({ id }) => id)).toEqual(['low', 'high']);
    expect(chooser.reconsider(video, moment, new Set(['high']), () => [], transfer)).toBeNull();
  });

  it('has what drops frames replaced only where another rendition is left', async () => {
    const element = playingElement();
    const drop = async (chooser: RenditionChooser, shownId: string): Promise<string | null> => {
      chooser.main(video, moment, none);
      await letWatch(chooser, element);
      let replaced: string | null = null;
      for (let atMs = 0; atMs <= 4000; atMs += 250) {
        element.totalVideoFrames += 12;
        element.droppedVideoFrames += 6;
        element.advanceTo(element.currentTime + 0.25);
        replaced ??= chooser.noteFrames(video, shownId, element, 10, atMs);
      }
      return replaced;
    };
    expect(await drop(createChooser().chooser, 'high')).toBe('high');
    expect(await drop(createChooser().chooser, 'low')).toBeNull();
    const pinned = createChooser().chooser;
    pinned.quality = 'high';
    expect(await drop(pinned, 'high')).toBeNull();
  });

  it('has what was fetched unseen replaced once it is seen, where more would be chosen with that little buffer', async () => {
    const element = playingElement();
    const plain = sampleTrack({ renditions: [rendition('low', 5e5, 240), rendition('high', 4e6, 1080)] });
    for (const isFast of [true, false]) {
      let isUnseen = true;
      const device = { ...UNKNOWN_DEVICE, savesUnseen: true, isHidden: () => isUnseen };
      const { chooser, inputs } = createChooser(
        ({ renditions }) => (isFast ? renditions.length - 1 : 0),
        device,
      );
      const look = (atMs: number): string | null => chooser.noteFrames(plain, 'high', element, 10, atMs);
      await letWatch(chooser, element);
      const idAt = (atMs: number): string | undefined =>
        chooser.main(plain, { ...moment, bufferSec: 20, atMs }, none)?.renditionId;
      look(0);
      expect(idAt(59_999)).toBe(isFast ? 'high' : 'low');
      expect(idAt(60_000)).toBe('low');
      expect(inputs.at(-1)).toMatchObject({ limit: 'nobody sees the page', renditions: [{ id: 'low' }] });
      expect(look(70_000)).toBeNull();
      isUnseen = false;
      expect(look(71_000)).toBe(isFast ? 'low' : null);
      expect(inputs.at(-1)).toMatchObject({ atMs: 71_000, bufferSec: 2, limit: null });
      expect(look(71_250)).toBeNull();
      expect(idAt(71_250)).toBe(isFast ? 'high' : 'low');
    }
  });

  it('remembers the last sixty transfers', () => {
    const { chooser, inputs } = createChooser();
    for (let index = 0; index < 70; index++) {
      chooser.addSample({ ...sampleResponse(new Uint8Array()).sample, startMs: index });
    }
    chooser.main(video, moment, none);
    expect(inputs[0]?.samples.map(({ startMs }) => startMs)).toEqual(
      Array.from({ length: 60 }, (_, index) => index + 10),
    );
  });
});

describe('RenditionChooser for audio', () => {
  const audio = sampleTrack({
    id: 'audio',
    kind: 'audio',
    renditions: [
      rendition('a-low', 64_000, null, { groupId: 'stereo' }),
      rendition('a-mid', 160_000, null, { groupId: 'stereo' }),
      rendition('a-high', 640_000, null, { groupId: 'surround' }),
    ],
  });
  const stereo = {
    renditions: [
      rendition('s-low', 64_000, null),
      rendition('s-mid', 128_000, null),
      rendition('s-high', 192_000, null),
    ],
  };

  it('starts modestly while nothing is known, and tells the controller what it costs', () => {
    const { chooser, inputs } = createChooser();
    chooser.main(video, moment, new Set(['high']));
    expect(inputs[0]?.audioBps).toBe(0);
    expect(chooser.audio(stereo, moment, none)?.id).toBe('s-mid');
    chooser.main(video, moment, none);
    expect(inputs[1]?.audioBps).toBe(128_000);
  });

  it('falls with the link at once, and rises late', () => {
    const { chooser, inputs, link } = createChooser();
    const ask = (atSec: number, linkBps: number): string | undefined => {
      link.bps = linkBps;
      const now = { ...moment, atMs: atSec * 1000 };
      chooser.main(video, now, new Set(['high']));
      return chooser.audio(stereo, now, none)?.id;
    };
    expect(ask(0, 8e6)).toBe('s-mid');
    expect(ask(29, 8e6)).toBe('s-mid');
    expect(ask(30, 8e6)).toBe('s-high');
    expect(ask(31, 1.5e6)).toBe('s-high');
    expect(ask(32, 0.9e6)).toBe('s-low');
    expect(ask(61, 8e6)).toBe('s-low');
    expect(ask(62, 8e6)).toBe('s-high');
    expect(inputs.map(({ audioBps }) => audioBps / 1000)).toEqual([0, 128, 128, 192, 192, 64, 64]);
  });

  it('leaves the lowest picture that is allowed its part, and reckons with the playback rate', () => {
    const { chooser, link } = createChooser(() => 0);
    link.bps = 4.1e6;
    chooser.quality = 'high'; // 4 Mbit/s
    chooser.main(video, moment, none);
    expect(chooser.audio(stereo, moment, none)?.id).toBe('s-low');
    const fast = createChooser(() => 0);
    fast.link.bps = 2e6;
    fast.chooser.main(video, moment, none);
    expect(fast.chooser.audio(stereo, { ...moment, playbackRate: 2 }, none)?.id).toBe('s-low');
  });

  it('stays modest for who saves data', () => {
    const { chooser, link } = createChooser();
    link.bps = 50e6;
    link.savesData = true;
    for (const atMs of [0, 90_000]) {
      chooser.main(video, moment, new Set(['high']));
      expect(chooser.audio(stereo, { ...moment, atMs }, none)?.id).toBe('s-mid');
    }
  });

  it('follows the group that the video demands', () => {
    const { chooser } = createChooser();
    chooser.main(video, moment, none);
    expect(chooser.audio(audio, moment, none)?.id).toBe('a-high');
    chooser.main(video, moment, new Set(['high']));
    expect(chooser.audio(audio, moment, none)?.id).toBe('a-mid');
  });

  it('takes the best of those whose rates are not declared', () => {
    const { chooser, link } = createChooser();
    link.bps = 100_000;
    const undeclared = { renditions: [rendition('one', 0, null), rendition('other', 0, null)] };
    for (const atMs of [0, 90_000]) {
      chooser.main(video, moment, new Set(['high']));
      expect(chooser.audio(undeclared, { ...moment, atMs }, none)?.id).toBe('other');
    }
  });

  it('passes over what failed, and takes the least where all is much', () => {
    const { chooser } = createChooser();
    expect(chooser.audio(stereo, moment, new Set(['s-mid']))?.id).toBe('s-low');
    expect(chooser.audio(audio, moment, new Set(['a-mid', 'a-low']))?.id).toBe('a-high');
    expect(chooser.audio(audio, moment, new Set(['a-mid', 'a-low', 'a-high']))).toBeNull();
  });

  it('finds a rendition by its id', () => {
    expect(findRendition(audio, 'a-low')?.bandwidthBps).toBe(64_000);
    expect(findRendition(audio, 'nope')).toBeUndefined();
  });
});
