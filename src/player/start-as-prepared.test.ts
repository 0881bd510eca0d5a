import { expect, it } from 'vitest';
import type { EngineAbrInput } from '../model/abr.ts';
import { startAsPrepared, type PreparedStart } from './start-as-prepared.ts';

const rendition = (id: string, height: number, bandwidthBps: number) => ({
  ...{ id, height, bandwidthBps, width: (height * 16) / 9, nextSegmentBytes: null },
});
const PREPARED: PreparedStart = {
  rendition: rendition('v1', 480, 1_000_000),
  ...{ reason: 'start: because', estimateBps: 4e6 },
};
const input = (changes: Partial<EngineAbrInput>): EngineAbrInput => ({
  ...{ atMs: 0, renditions: [], currentId: null, bufferSec: 0, bufferGoalSec: 30, segmentDurationSec: 4 },
  ...{ remainingSec: null, awaitedSec: 0, inFlight: null, playbackRate: 1, audioBps: 0, samples: [] },
  viewport: null,
  ...changes,
});

it('is known by what it is, under whatever id an engine has for it', () => {
  const renditions = [rendition('v1', 240, 300_000), rendition('854x480@1000000', 480, 1_000_000)];
  expect(startAsPrepared(input({ renditions }), PREPARED)).toEqual({
    ...{ renditionId: '854x480@1000000', reason: 'start: because', estimateBps: 4e6 },
  });
  expect(startAsPrepared(input({ renditions }), { ...PREPARED, savesData: true })?.savesData).toBe(true);
  const twins = [rendition('other', 480, 1_000_000), rendition('v1', 480, 1_000_000)];
  expect(startAsPrepared(input({ renditions: twins }), PREPARED)?.renditionId).toBe('v1');
});

it('is left to the controller where it is not allowed, later, and where nothing was prepared', () => {
  const renditions = [rendition('v1', 480, 1_000_000)];
  expect(startAsPrepared(input({ renditions: [rendition('v1', 480, 900_000)] }), PREPARED)).toBeNull();
  expect(startAsPrepared(input({ renditions, currentId: 'v1' }), PREPARED)).toBeNull();
  const inFlight = { renditionId: 'v1', receivedBytes: 0, totalBytes: null, firstByteMs: 0 };
  expect(startAsPrepared(input({ renditions, inFlight }), PREPARED)).toBeNull(); // too slow, it may be abandoned
  expect(startAsPrepared(input({ renditions }), null)).toBeNull();
});
