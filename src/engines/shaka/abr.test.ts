import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../test/fixtures/virtual-clock.ts';
import { UNKNOWN_DEVICE } from '../../../test/fixtures/unknown-device.ts';
import { RenditionChooser } from '../../abr/rendition-chooser.ts';
import { Scope } from '../../core/scope.ts';
import { ShakaAbr } from './abr.ts';
import { IndexWatch } from './index-watch.ts';

function variantOf(id: number): shaka.extern.Variant {
  const video: Partial<shaka.extern.Stream> = {
    ...{ id, type: 'video', bandwidth: id * 100_000, codecs: '' },
    createSegmentIndex: () => Promise.resolve(),
  };
  const variant: Partial<shaka.extern.Variant> = { id, video: video as shaka.extern.Stream, audio: null };
  return variant as shaka.extern.Variant;
}

/** Shaka's `AbrManager` while it fetches, and what it was told to switch to. */
function createRig() {
  const switched: unknown[] = [];
  const decide = () => ({ renditionId: 'video-2', reason: 'a test', estimateBps: null });
  const abr = new ShakaAbr({
    chooser: new RenditionChooser(decide, UNKNOWN_DEVICE, () => undefined),
    moment: () => ({
      ...{ atMs: 0, bufferSec: 10, bufferGoalSec: 30, segmentDurationSec: 2 },
      ...{ remainingSec: null, playbackRate: 1, viewport: null },
    }),
    awaitedSec: () => 0,
    indices: new IndexWatch(new Scope(createVirtualClock())),
    onRenditions: () => undefined,
  });
  const manager = abr.createManager();
  const tell = (variant: shaka.extern.Variant, ...how: unknown[]): number =>
    switched.push([variant.id, ...how]);
  manager.init(tell, () => false);
  manager.setVariants([1, 2].map(variantOf), false);
  manager.enable();
  abr.noteFetch();
  return { abr, switched };
}

describe('ShakaAbr', () => {
  it('has Shaka replace what lies behind what is to be kept, and nothing where nothing does', () => {
    const { abr, switched } = createRig();
    abr.decideNext(false);
    abr.decideNext(false, () => 2.5);
    abr.decideNext(false, () => undefined);
    expect(switched).toEqual([
      [2, false, undefined],
      [2, true, 2.5],
      [2, false, undefined],
    ]);
  });
});
