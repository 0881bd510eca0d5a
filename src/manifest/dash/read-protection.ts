import type { ContentProtection } from '../../model/content-protection.ts';
import type { Addressing } from './addressing.ts';
import { readContentProtection } from './content-protection.ts';
import { pickDescriptors } from './descriptors.ts';
import type { Descriptor, Descriptors } from './descriptors.ts';
import type { MpdNotes } from './mpd-notes.ts';
import { readNumber } from './mpd-values.ts';
import { readSegmentCipher, SEGMENT_ENCRYPTION } from './segment-encryption.ts';
import type { SegmentCipher } from './segment-encryption.ts';
import type { TemplateValues } from './url-template.ts';

/** A representation, as far as its protection goes by it. */
export interface GuardedMedia {
  readonly own: Descriptors;
  readonly setDescriptors: Descriptors;
  readonly addressing: Addressing;
  readonly bases: readonly string[];
  readonly values: TemplateValues;
  readonly notes: MpdNotes;
}

/** How the media of a representation is protected. */
export interface Protection {
  /** Of whole segments. */
  readonly cipher: SegmentCipher | null;
  /** What it needs and is missing here. */
  readonly obstacle: string | null;
  /** For the licence exchange; what is malformed is noted. */
  describe(): readonly ContentProtection[];
}

export type ReadProtection = (media: GuardedMedia) => Protection;

/** Reads the ContentProtection descriptors. @see ISO/IEC 23009-1 §5.8.4.1 */
export const readProtection: ReadProtection = (media) => {
  const { addressing, bases, values, notes } = media;
  const descriptors = pickProtection(media.own, media.setDescriptors);
  const sea = descriptors.find(({ scheme }) => scheme === SEGMENT_ENCRYPTION);
  const startNumber = readNumber(addressing.attributes['startNumber'], 1);
  const cipher =
    sea && addressing.tag !== 'SegmentBase' ? readSegmentCipher(sea, bases, values, startNumber) : null;
  const systems = descriptors.filter((descriptor) => descriptor !== sea);
  return {
    cipher,
    obstacle: sea && !cipher ? 'segment encryption of this kind' : null,
    describe: () => readContentProtection(systems, bases, notes),
  };
};

/** Those of the Representation, and of its AdaptationSet what the former does not name. */
function pickProtection(own: Descriptors, set: Descriptors): readonly Descriptor[] {
  const nearest = pickDescriptors([own], 'ContentProtection');
  const schemes = new Set(nearest.map(({ scheme }) => scheme));
  return [
    ...nearest,
    ...pickDescriptors([set], 'ContentProtection').filter(({ scheme }) => !schemes.has(scheme)),
  ];
}
