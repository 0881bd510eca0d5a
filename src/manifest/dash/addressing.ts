import { findChild } from './xml.ts';
import type { XmlElement } from './xml.ts';

const TAGS = ['SegmentTemplate', 'SegmentList', 'SegmentBase'] as const;
type Tag = (typeof TAGS)[number];

/** The addressing elements of a Period, AdaptationSet or Representation. */
export type AddressingLevel = Partial<Readonly<Record<Tag, XmlElement>>>;

export function readAddressingLevel(element: XmlElement): AddressingLevel {
  const level: Partial<Record<Tag, XmlElement>> = {};
  for (const tag of TAGS) {
    const found = findChild(element, tag);
    if (found) level[tag] = found;
  }
  return level;
}

/** How a representation says where its segments are, with what it inherits. */
export interface Addressing {
  readonly tag: Tag;
  readonly attributes: Readonly<Record<string, string>>;
  /** The nearest element that has a child of that name. */
  owner(name: string): XmlElement | undefined;
  /** That child. */
  child(name: string): XmlElement | undefined;
}

/**
 * Merges levels, nearest first: the nearest level that has any addressing settles its kind; attributes and child
 * elements missing there come from farther levels. Where none has any, it
 * is a SegmentBase that says nothing: the whole file, or what its own index tells.
 * @see ISO/IEC 23009-1 §5.3.9.1
 */
export function mergeAddressing(levels: readonly AddressingLevel[]): Addressing {
  const tag = levels.flatMap((level) => TAGS.filter((name) => level[name]))[0] ?? 'SegmentBase';
  const elements = levels.flatMap((level) => level[tag] ?? []);
  const attributes = Object.create(null) as Record<string, string>;
  for (const element of [...elements].reverse()) Object.assign(attributes, element.attributes);
  const owner = (name: string): XmlElement | undefined =>
    elements.find((element) => findChild(element, name));
  return {
    tag,
    attributes,
    owner,
    child(name) {
      const element = owner(name);
      return element && findChild(element, name);
    },
  };
}
