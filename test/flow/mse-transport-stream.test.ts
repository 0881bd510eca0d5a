import { describe, expect, it } from 'vitest';
import type { FakeMseOptions } from '../fixtures/fake-media-source.ts';
import { createTransportTitle } from '../fixtures/toy-transport-title.ts';
import type { ToyTitle } from '../fixtures/toy-title.ts';
import { TURN_SEC } from '../fixtures/transport-stream.ts';
import type { Decide } from '../../src/model/abr.ts';
// Loaded here too, so that what the engine loads on demand is there without real time passing.
import '../../src/engines/mse/transmux/transmux-writer.ts';
import { MseHarness } from './mse-harness.ts';

const CODECS = 'avc1.4D400A,mp4a.40.2';

/** Another rendition for every segment. */
function takeTurns(): Decide {
  let turn = 0;
  return ({ renditions }) => ({
    renditionId: renditions[turn++ % renditions.length]?.id ?? '',
    reason: 'initial',
    estimateBps: null,
  });
}

async function playThrough(
  title: ToyTitle,
  mse: Partial<FakeMseOptions> = {},
  decide?: Decide,
): Promise<MseHarness> {
  const harness = new MseHarness(title, decide ? { mse, decide } : { mse });
  void harness.load();
  await harness.runUntil(() => harness.element.readyState >= 3);
  await harness.element.play();
  await harness.runUntil(() => harness.element.ended);
  expect(harness.ofType('failed')).toEqual([]);
  expect(harness.ofType('warning')).toEqual([]);
  // The sound of this file begins a frame before its picture, and the fake drops what begins before 0.
  expect(harness.ofType('gap-jumped').filter(({ gap }) => gap.startSec > 0)).toEqual([]);
  return harness;
}

describe('muxed MPEG-TS', () => {
  it.each([
    ['with codecs in the manifest', CODECS],
    ['without', null],
  ])('plays in one buffer where changeType is missing, %s', async (_name, codecs) => {
    const title = createTransportTitle({ segmentCount: 6, codecs });
    const harness = await playThrough(title, { hasChangeType: false }, takeTurns());
    expect(harness.mse.sources).toHaveLength(1);
    expect(harness.element.currentTime).toBeCloseTo(6, 1);
    expect(new Set(harness.paths.map((path) => path.slice(0, 2)))).toContain('v3');
  });

  it('plays on where its timestamps wrap', async () => {
    const title = createTransportTitle({ segmentCount: 6, codecs: CODECS, mediaStartSec: TURN_SEC - 3 });
    const harness = await playThrough(title);
    expect(harness.element.currentTime).toBeCloseTo(6, 1);
  });

  it('keeps as much sound behind the playhead as sound may have, not as its picture may', async () => {
    // 12 MB of picture at 24 Mbit/s are 4 s.
    const title = createTransportTitle({ segmentCount: 30, codecs: CODECS, bandwidthsBps: [24_000_000] });
    const harness = new MseHarness(title, { buffer: { aheadSec: 8, behindSec: 10, videoBytes: 12e6 } });
    void harness.load();
    await harness.runUntil(() => harness.element.readyState >= 3);
    await harness.element.play();
    await harness.runUntil(() => harness.element.currentTime > 20);
    const keptSec = (kind: 'video' | 'audio'): number =>
      harness.element.currentTime - (harness.buffer(kind).ranges[0]?.startSec ?? Infinity);
    expect(keptSec('video')).toBeLessThan(6);
    expect(keptSec('audio')).toBeGreaterThan(9);
  });
});
