import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import { expect, it } from 'vitest';
import { shakaInNode } from '../../../test/fixtures/shaka-in-node.ts';
import { firstSegmentOf } from './first-segment.ts';

const vendor = await shakaInNode();
const { SegmentIndex, SegmentReference } = vendor.media;

/** Ten segments of four seconds. */
const references = Array.from(
  { length: 10 },
  (_, at) =>
    new SegmentReference(
      at * 4,
      at * 4 + 4,
      () => [`https://a.test/${at}.m4s`],
      0,
      null,
      null,
      0,
      0,
      Infinity,
    ),
);

interface Title {
  readonly startTime?: number | null;
  readonly sequenceMode?: boolean;
  readonly isDynamic?: boolean;
  readonly crossBoundaryStrategy?: string;
  readonly segments?: readonly shaka.media.SegmentReference[];
}

function urlFrom(startSec: number | null, title: Title = {}): string | undefined {
  const { startTime = null, sequenceMode = false, isDynamic = false, segments = references } = title;
  const { crossBoundaryStrategy = 'keep' } = title;
  const presentationTimeline = new vendor.media.PresentationTimeline(null, 0);
  presentationTimeline.setDuration(40);
  const streaming: Readonly<Record<string, unknown>> = {
    inaccurateManifestTolerance: 2,
    crossBoundaryStrategy,
  };
  const player = {
    getManifest: () => ({ startTime, sequenceMode, presentationTimeline }),
    getConfiguration: () => ({ streaming }),
    isDynamic: () => isDynamic,
  } as Parameters<typeof firstSegmentOf>[1];
  return firstSegmentOf({ segmentIndex: new SegmentIndex([...segments]) }, player, startSec)?.getUris()[0];
}

it('is where the title begins, or a little before the start, where Shaka looks', () => {
  expect(urlFrom(null)).toBe('https://a.test/0.m4s');
  expect(urlFrom(7)).toBe('https://a.test/1.m4s');
  expect(urlFrom(9)).toBe('https://a.test/1.m4s');
  expect(urlFrom(11)).toBe('https://a.test/2.m4s');
  expect(urlFrom(null, { startTime: 15 })).toBe('https://a.test/3.m4s');
  // Where segments follow each other without timestamps, Shaka looks at the place itself.
  expect(urlFrom(9, { sequenceMode: true })).toBe('https://a.test/2.m4s');
});

it('is not known on the air, near the end, counted from there, and before there is an index', () => {
  expect(urlFrom(null, { isDynamic: true })).toBeUndefined();
  expect(urlFrom(36)).toBeUndefined();
  expect(urlFrom(100)).toBeUndefined();
  expect(urlFrom(null, { startTime: -30 })).toBeUndefined();
  expect(urlFrom(9, { crossBoundaryStrategy: 'reset' })).toBeUndefined();
  const none = { getManifest: () => null } as Parameters<typeof firstSegmentOf>[1];
  expect(firstSegmentOf({ segmentIndex: null }, none, null)).toBeNull();
});

it('is none that is declared absent (EXT-X-GAP)', () => {
  const [first, ...rest] = references;
  const gap = new SegmentReference(0, 4, () => ['https://a.test/0.m4s'], 0, null, null, 0, 0, Infinity);
  gap.markAsUnavailable();
  expect(urlFrom(null, { segments: [gap, ...rest] })).toBeUndefined();
  expect(first?.getUris()).toEqual(gap.getUris());
});
