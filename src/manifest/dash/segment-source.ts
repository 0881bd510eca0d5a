import type { Container } from '../../model/rendition.ts';
import type { SegmentIndex, SegmentSource } from '../../model/segment-index.ts';
import type { InitSegment, MediaTimeline } from '../../model/segment.ts';
import { createArrayIndex } from '../segment-array-index.ts';
import type { Addressing } from './addressing.ts';
import { createSegment } from './create-segment.ts';
import { createInitSegment } from './init-segment.ts';
import { createListIndex } from './list-index.ts';
import { readByteRange, readNumber, readPositive } from './mpd-values.ts';
import { resolveUrls } from './resolve-urls.ts';
import type { SegmentCipher } from './segment-encryption.ts';
import type { MediaClock, SegmentRun } from './segment-runs.ts';
import { createSidxSource } from './sidx-source.ts';
import type { LoadSidxReader } from './sidx-source.ts';
import { createTemplateIndex } from './template-index.ts';
import { readTimelineRuns } from './timeline-index.ts';
import { expandTemplate } from './url-template.ts';
import type { TemplateValues } from './url-template.ts';
import { findChildren } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** Runs already read: representations that inherit one SegmentTimeline share them. */
export type RunCache = Map<XmlElement, Map<string, readonly SegmentRun[]>>;

export interface AddressedMedia {
  readonly addressing: Addressing;
  readonly bases: readonly string[];
  readonly container: Container;
  readonly values: TemplateValues;
  /** Window and id of the period; its offset is computed here. */
  readonly window: Omit<MediaTimeline, 'offsetSec'>;
  readonly isComplete: boolean;
  readonly cipher: SegmentCipher | null;
  readonly runCache: RunCache;
  readonly loadSidxReader: LoadSidxReader;
}

/** Where a representation's segments are: an index, or what to request to get one. @see ISO/IEC 23009-1 §5.3.9 */
export function createSegmentSource(media: AddressedMedia): SegmentSource {
  const { addressing, container, window, bases, isComplete } = media;
  const { attributes } = addressing;
  const timescale = readPositive(attributes['timescale'], 1);
  const presentationTimeOffset = readNumber(attributes['presentationTimeOffset'], 0);
  // Times inside text files count from the period's start. @see DASH-IF Timing Model, "Standalone text timing"
  const isTextFile = container === 'vtt' || container === 'ttml';
  const offsetSec = window.windowStartSec - (isTextFile ? 0 : presentationTimeOffset / timescale);
  const timeline = { ...window, offsetSec };
  const init = readInit(media);
  if (addressing.tag !== 'SegmentBase')
    return createReadySource(() =>
      createListedIndex(media, { timescale, presentationTimeOffset, timeline }, init),
    );
  if (container !== 'mp4' && container !== 'unknown')
    return createReadySource(() => createFileIndex(media, timeline));
  const index = addressing.child('RepresentationIndex')?.attributes;
  const file = {
    urls: bases,
    indexUrls: index?.['sourceURL'] === undefined ? null : resolveUrls(index['sourceURL'], bases),
    indexRange: readByteRange(index?.['range'] ?? attributes['indexRange']),
    init,
    timeline,
    isComplete,
  };
  return createSidxSource(file, media.loadSidxReader);
}

/** An index that is built when first looked at: start-up needs those of two renditions, not of all. */
function createReadySource(build: () => SegmentIndex): SegmentSource {
  let index: SegmentIndex | null = null;
  return {
    type: 'ready',
    get index() {
      return (index ??= build());
    },
  };
}

/** The index of a SegmentTemplate or SegmentList. */
function createListedIndex(media: AddressedMedia, clock: MediaClock, init: InitSegment | null): SegmentIndex {
  const { addressing, bases, values, cipher, isComplete } = media;
  const { attributes } = addressing;
  const startNumber = readNumber(attributes['startNumber'], 1);
  const runs = readRuns(media, clock, startNumber);
  const shared = {
    init,
    isComplete,
    encryptionOf: (ordinal: number, time: number) =>
      cipher && cipher.encryptionOf(ordinal, startNumber + ordinal, time),
  };
  if (addressing.tag === 'SegmentTemplate')
    return createTemplateIndex(attributes, runs, clock, bases, values, shared);
  const owner = addressing.owner('SegmentURL');
  return createListIndex(
    attributes,
    owner ? findChildren(owner, 'SegmentURL') : [],
    runs,
    clock,
    bases,
    shared,
  );
}

function readInit({ addressing, bases, values, cipher }: AddressedMedia): InitSegment | null {
  const { initialization } = addressing.attributes;
  const { sourceURL, range } = addressing.child('Initialization')?.attributes ?? {};
  const reference = initialization === undefined ? sourceURL : expandTemplate(initialization, values);
  if (reference === undefined && range === undefined) return null;
  const urls = reference === undefined ? bases : resolveUrls(reference, bases);
  return createInitSegment(urls, readByteRange(range), cipher && cipher.init);
}

function readRuns(
  { addressing, runCache }: AddressedMedia,
  clock: MediaClock,
  startNumber: number,
): readonly SegmentRun[] | null {
  const element = addressing.child('SegmentTimeline');
  if (!element) return null;
  const key = `${clock.timescale}/${clock.presentationTimeOffset}/${startNumber}`;
  const known = runCache.get(element) ?? new Map<string, readonly SegmentRun[]>();
  const runs = known.get(key) ?? readTimelineRuns(element, clock, startNumber);
  runCache.set(element, known.set(key, runs));
  return runs;
}

/** One segment as long as the period: a text file, or media that a demuxer reads from its start. */
function createFileIndex({ bases, isComplete }: AddressedMedia, timeline: MediaTimeline): SegmentIndex {
  const { windowStartSec, windowEndSec } = timeline;
  const place = { startSec: windowStartSec, durationSec: windowEndSec - windowStartSec };
  return createArrayIndex([createSegment({ ...place, position: 0, urls: bases, timeline })], { isComplete });
}
