import type { Rendition } from '../../model/rendition.ts';
import type { MediaTimeline } from '../../model/segment.ts';
import { mergeAddressing, readAddressingLevel } from './addressing.ts';
import type { Addressing, AddressingLevel } from './addressing.ts';
import { readCodecKinds, readContainer } from './content-kind.ts';
import { findUnknownEssential, pickDescriptors, readDescriptors, readVideoRange } from './descriptors.ts';
import type { Descriptors } from './descriptors.ts';
import type { MpdNotes } from './mpd-notes.ts';
import { readPositive, readRatio } from './mpd-values.ts';
import type { ReadProtection } from './read-protection.ts';
import { resolveBaseUrls } from './resolve-urls.ts';
import { createSegmentSource } from './segment-source.ts';
import type { RunCache } from './segment-source.ts';
import type { LoadSidxReader } from './sidx-source.ts';
import type { XmlElement } from './xml.ts';

/** What a Representation inherits. */
export interface SetContext {
  readonly set: XmlElement;
  readonly setDescriptors: Descriptors;
  readonly window: Omit<MediaTimeline, 'offsetSec'>;
  readonly isComplete: boolean;
  readonly notes: MpdNotes;
  readonly readProtection: ReadProtection;
  readonly loadSidxReader: LoadSidxReader;
  /** Of the AdaptationSet and the Period. */
  readonly levels: readonly AddressingLevel[];
  readonly bases: readonly string[];
  /** `bases` is this very array where there is no BaseURL at all. */
  readonly manifestUrls: readonly string[];
  readonly isMuxed: boolean;
  readonly runCache: RunCache;
  claimId(wanted: string): string;
}

/** The trimmed attribute of the Representation, else of its AdaptationSet; empty where there is none. */
export function readInherited(name: string, element: XmlElement, set: XmlElement): string {
  return (element.attributes[name] ?? set.attributes[name] ?? '').trim();
}

/** Lower case, without parameters. */
export function readMimeType(element: XmlElement, set: XmlElement): string {
  return readInherited('mimeType', element, set)
    .toLowerCase()
    .replace(/\s*;.*/s, '');
}

/** The rendition; null (and a note) for what must or can not be used. @see ISO/IEC 23009-1 §5.3.5 */
export function parseRepresentation(element: XmlElement, context: SetContext): Rendition | null {
  const { set, notes } = context;
  const bases = resolveBaseUrls(element, context.bases);
  const addressing = mergeAddressing([readAddressingLevel(element), ...context.levels]);
  const { id = '' } = element.attributes;
  const bandwidthBps = readPositive(element.attributes['bandwidth'], 0);
  const values = { RepresentationID: id, Bandwidth: bandwidthBps };
  const own = readDescriptors(element);
  const protection = context.readProtection({ ...context, own, addressing, bases, values });

  const obstacle = protection.obstacle ?? findObstacle(element, own);
  if (obstacle !== null) notes.drop(obstacle);
  const isAddressed = hasMedia(addressing, bases !== context.manifestUrls, context.isComplete);
  if (!isAddressed) notes.warn(`Representation ${id} has no segments`);
  if (obstacle !== null || !isAddressed) return null;

  const container = readContainer(readMimeType(element, set));
  return {
    ...describe(element, own, context),
    id: context.claimId(id),
    bandwidthBps,
    container,
    protection: protection.describe(),
    source: createSegmentSource({
      ...context,
      addressing,
      bases,
      container,
      values,
      cipher: protection.cipher,
    }),
  };
}

type Described = Omit<Rendition, 'id' | 'bandwidthBps' | 'container' | 'protection' | 'source'>;

/** What a rendition is chosen by. */
function describe(
  element: XmlElement,
  own: Descriptors,
  { set, setDescriptors, isMuxed }: SetContext,
): Described {
  const inherited = (name: string): string => readInherited(name, element, set);
  const codecs = inherited('codecs');
  const kinds = readCodecKinds(codecs);
  const levels = [own, setDescriptors];
  const properties = pickDescriptors(levels, 'EssentialProperty', 'SupplementalProperty');
  const inband = pickDescriptors(levels, 'InbandEventStream');
  return {
    averageBandwidthBps: null,
    width: readPositive(inherited('width'), null),
    height: readPositive(inherited('height'), null),
    frameRate: readRatio(inherited('frameRate')),
    videoRange: readVideoRange(properties, codecs),
    codecs: codecs || null,
    supplementalCodecs: inherited('supplementalCodecs') || null,
    isMuxed: isMuxed || (kinds.includes('video') && kinds.includes('audio')),
    audioGroupId: null,
    groupId: null,
    inbandEventSchemes: [
      ...new Set(inband.map(({ element: { attributes } }) => attributes['schemeIdUri'] ?? '')),
    ],
  };
}

/** A feature that it needs and that is missing here. */
function findObstacle({ attributes }: XmlElement, own: Descriptors): string | null {
  return attributes['dependencyId'] === undefined ? findUnknownEssential(own) : 'Representation@dependencyId';
}

/** Whether there is anything to request. A live one may get segments, and even an address, with the next refresh. */
function hasMedia(addressing: Addressing, hasBaseUrl: boolean, isComplete: boolean): boolean {
  const { tag, attributes } = addressing;
  if (!isComplete) return true;
  if (tag === 'SegmentList') return addressing.owner('SegmentURL') !== undefined;
  const timeline = addressing.child('SegmentTimeline');
  if (timeline && !timeline.children.some(({ name }) => name === 'S')) return false;
  return hasBaseUrl || (tag === 'SegmentTemplate' && 'media' in attributes);
}
