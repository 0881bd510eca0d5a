import { Level, M3U8Parser, PlaylistLevelType, type LevelDetails } from 'hls.js';
import { describe, expect, it, vi } from 'vitest';
import { FakeMediaElement } from '../../../test/fixtures/fake-media-element.ts';
import { UNKNOWN_DEVICE } from '../../../test/fixtures/unknown-device.ts';
import { createVirtualClock } from '../../../test/fixtures/virtual-clock.ts';
import type { AbrDecision, EngineAbrInput } from '../../model/abr.ts';
import type { Quality } from '../../model/quality.ts';
import { LEVEL_PENALTY_MS, LevelChooser, type ChooserHls } from './level-chooser.ts';

const MASTER = `#EXTM3U
#EXT-X-STREAM-INF:BANDWIDTH=300000,RESOLUTION=426x240,CODECS="avc1.4d4015,mp4a.40.2"
240.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=1000000,RESOLUTION=854x480,CODECS="avc1.4d401e,mp4a.40.2"
480.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=1280x720,CODECS="hvc1.1.6.L93.90,mp4a.40.2"
720.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=3000000,RESOLUTION=1280x720,CODECS="avc1.4d401f,mp4a.40.2"
720-avc.m3u8
`;
const LOWEST = '426x240@300000';
const MIDDLE = '854x480@1000000';
const HEVC = '1280x720@900000';
const HIGHEST = '1280x720@3000000';

const readLevels = (): Level[] =>
  M3U8Parser.parseMasterPlaylist(MASTER, 'https://a.test/m.m3u8').levels.map((level) => new Level(level));

const readPlaylist = (text: string): LevelDetails =>
  M3U8Parser.parseLevelPlaylist(text, 'https://a.test/1.m3u8', 0, PlaylistLevelType.MAIN, 0, null);

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function createRig() {
  const hls: Mutable<ChooserHls> = {
    levels: readLevels(),
    firstLevel: 0,
    loadLevel: -1,
    currentLevel: -1,
    nextLevel: -1,
    media: {},
    maxHdcpLevel: null,
    loadLevelObj: null,
    latestLevelDetails: null,
    targetLatency: null,
    mainForwardBufferInfo: null,
    maxBufferLength: 30,
    config: { maxBufferLength: 30 },
    bandwidthEstimate: 0,
  };
  const inputs: EngineAbrInput[] = [];
  const told: { readonly decision: AbrDecision; readonly positionSec: number }[] = [];
  const element = new FakeMediaElement();
  const clock = createVirtualClock();
  let wanted = MIDDLE;
  let quality: Quality = 'auto';
  const chooser = new LevelChooser(hls, {
    decide: (input) => {
      inputs.push(input);
      const found = input.renditions.find(({ id }) => id === wanted) ?? input.renditions[0]!;
      return { renditionId: found.id, reason: 'as the test wants', estimateBps: 5e6 };
    },
    clock,
    element,
    device: UNKNOWN_DEVICE,
    log: () => undefined,
    viewport: () => null,
    quality: () => quality,
    onDecision: (decision, positionSec) => told.push({ decision, positionSec }),
  });
  const want = (id: string): void => {
    wanted = id;
  };
  const setQuality = (given: Quality): void => {
    quality = given;
    chooser.forget();
  };
  return { hls, inputs, told, element, clock, chooser, want, setQuality };
}

describe('a level whose frames are dropped', () => {
  it('is left, and what is buffered of it replaced', async () => {
    const { chooser, inputs, hls, clock, element, want } = createRig();
    want(HIGHEST);
    element.readyState = 4;
    element.paused = false;
    hls.currentLevel = chooser.next();
    const play = async (seconds: number): Promise<void> => {
      for (let passedMs = 0; passedMs < seconds * 1000; passedMs += 250) {
        element.totalVideoFrames += 6;
        element.droppedVideoFrames += 2;
        element.advanceTo(element.currentTime + 0.25);
        await clock.advance(250);
        chooser.watchFrames(10);
        await vi.dynamicImportSettled();
      }
    };
    hls.nextLevel = 7;
    hls.media = null; // an interstitial has the element
    await play(5);
    expect(hls.nextLevel).toBe(7);
    hls.media = {};
    await play(4);
    expect(hls.nextLevel).toBe(-1);
    expect(chooser.next()).toBe(0);
    expect(inputs.at(-1)).toMatchObject({ limit: 'the device drops frames above 480p' });
  });
});

describe('the level for the next fragment', () => {
  it('is decided once, however often hls.js asks, and told when the fragment is asked for', () => {
    const { chooser, inputs, told } = createRig();
    expect([chooser.next(), chooser.next(), chooser.next()]).toEqual([1, 1, 1]);
    expect(inputs).toHaveLength(1);
    expect(told).toEqual([]);
    chooser.noteFetch(1, 4);
    expect(told).toMatchObject([{ decision: { renditionId: MIDDLE }, positionSec: 4 }]);
    chooser.next();
    expect(inputs).toHaveLength(2);
  });

  it('awaits a picture at the start and after a seek, not later', () => {
    const { chooser, inputs, element } = createRig();
    for (const isSeeking of [false, false, true]) {
      element.seeking = isSeeking;
      chooser.next();
      chooser.noteFetch(1, 0);
    }
    // All of the segment but its picture: hls.js appends no less. That it takes 4 s is assumed.
    expect(inputs.map(({ awaitedSec }) => awaitedSec)).toEqual([3.7, null, 3.7]);
    expect(inputs.map(({ currentId }) => currentId)).toEqual([null, MIDDLE, MIDDLE]);
  });

  it('awaits a part where the playlist lists parts, and a segment where it does not', () => {
    const { chooser, inputs, hls, element } = createRig();
    const playlist = `#EXTM3U
#EXT-X-TARGETDURATION:6
#EXT-X-PART-INF:PART-TARGET=1
#EXTINF:6,
1.m4s
#EXT-X-PART:DURATION=1,URI="2a.m4s"
#EXT-X-PART:DURATION=1,URI="2b.m4s"
`;
    hls.latestLevelDetails = readPlaylist(playlist);
    element.seeking = true;
    for (const atSec of [2, 6.5]) {
      element.currentTime = atSec;
      chooser.next();
      chooser.noteFetch(1, atSec);
    }
    expect(inputs.map(({ awaitedSec }) => awaitedSec)).toEqual([5.7, 0.7]);
  });

  it('plans at the live edge for no more than is recorded, elsewhere for as much as is wanted', () => {
    const { chooser, inputs, hls, element } = createRig();
    const segments = Array.from({ length: 20 }, (_, index) => `#EXTINF:4,\n${index}.m4s\n`).join('');
    const playlist = `#EXTM3U\n#EXT-X-TARGETDURATION:4\n${segments}`;
    hls.targetLatency = 12;
    const goalAt = (positionSec: number): number | undefined => {
      element.currentTime = positionSec;
      chooser.forget();
      chooser.next();
      chooser.noteFetch(1, positionSec);
      return inputs.at(-1)?.bufferGoalSec;
    };
    hls.latestLevelDetails = readPlaylist(playlist);
    expect(hls.latestLevelDetails).toMatchObject({ live: true, edge: 80 });
    // Twelve seconds behind the edge, a segment of them to be fetched; the same while that is about to come.
    expect([68, 70, 72].map(goalAt)).toEqual([8, 8, 8]);
    expect([56, 20].map(goalAt)).toEqual([20, 30]);
    hls.latestLevelDetails = readPlaylist(`${playlist}#EXT-X-ENDLIST\n`);
    expect(goalAt(72)).toBe(30);
  });

  it('is not decided while the buffer is full', () => {
    const { chooser, inputs, hls } = createRig();
    chooser.next();
    chooser.noteFetch(1, 0);
    hls.loadLevel = 1;
    hls.mainForwardBufferInfo = { len: 31 };
    expect(chooser.next()).toBe(1);
    expect(inputs).toHaveLength(1);
    hls.mainForwardBufferInfo = { len: 29 };
    chooser.next();
    expect(inputs.at(-1)).toMatchObject({ bufferSec: 29, bufferGoalSec: 30 });
  });

  it('passes over one that failed, for a while', async () => {
    const { chooser, hls, clock } = createRig();
    expect(chooser.next()).toBe(1);
    const failed = hls.levels[1]!;
    failed.loadError = 1;
    failed.loadErrorTime = clock.nowMs();
    expect(chooser.next()).toBe(0);
    chooser.noteFetch(0, 0);
    await clock.advance(LEVEL_PENALTY_MS);
    expect(chooser.next()).toBe(1);
  });

  it('passes over one that demands more output protection than there is', () => {
    const { chooser, hls, want } = createRig();
    want(HIGHEST);
    hls.levels[1]!.attrs['HDCP-LEVEL'] = 'NONE';
    hls.levels[3]!.attrs['HDCP-LEVEL'] = 'TYPE-1';
    expect(chooser.next()).toBe(3);
    hls.maxHdcpLevel = 'TYPE-0';
    want(MIDDLE);
    expect(chooser.next()).toBe(1);
    want(HIGHEST);
    chooser.forget();
    expect(chooser.next()).toBe(0);
  });

  it('stays with the codecs of the first variant, unless another one is pinned', () => {
    const { chooser, inputs, setQuality } = createRig();
    chooser.next();
    expect(inputs[0]?.renditions.map(({ id }) => id)).toEqual([LOWEST, MIDDLE, HIGHEST]);
    setQuality(HEVC);
    expect(chooser.next()).toBe(2);
    expect(inputs[1]?.renditions.map(({ id }) => id)).toEqual([HEVC]);
  });

  it('keeps to caps', () => {
    const { chooser, inputs, setQuality } = createRig();
    setQuality({ maxHeight: 480 });
    chooser.next();
    expect(inputs[0]?.renditions.map(({ id }) => id)).toEqual([LOWEST, MIDDLE]);
  });

  it('is decided anew for another place, and where the fragment is long in coming', async () => {
    const { chooser, clock, want, hls } = createRig();
    chooser.next();
    want(HIGHEST);
    expect(chooser.next()).toBe(1);
    chooser.forget();
    expect(chooser.next()).toBe(3);
    want(LOWEST);
    await clock.advance(10_000);
    expect(chooser.next(), 'its playlist is still on its way').toBe(3);
    chooser.noteFetch(3, 0);
    expect(hls.bandwidthEstimate).toBe(5e6);
    expect(chooser.next()).toBe(0);
  });

  it('is told truthfully where hls.js fetched another', () => {
    const { chooser, told } = createRig();
    chooser.next();
    chooser.noteFetch(0, 8);
    expect(told).toMatchObject([{ decision: { renditionId: LOWEST, estimateBps: 5e6 }, positionSec: 8 }]);
    expect(told[0]?.decision.reason).toContain('hls.js');
  });
});
