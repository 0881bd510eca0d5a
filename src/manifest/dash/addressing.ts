import { findChild } from './xml.ts';
import type { XmlElement } from './xml.ts';

const TAGS = ['SegmentTemplate', 'SegmentList', 'SegmentBase'] as const;
type Tag = (typeof TAGS)[number];

/** An addressing element and, by name, the first of its children: found once for all that inherit it. */
interface Part {
  readonly element: XmlElement;
  readonly first: ReadonlyMap<string, XmlElement>;
}

/** The addressing elements of a Period, AdaptationSet or Representation. */
export type AddressingLevel = ReadonlyMap<Tag, Part>;

export function readAddressingLevel(element: XmlElement): AddressingLevel {
  const level = new Map<Tag, Part>();
  for (const tag of TAGS) {
    const found = findChild(element, tag);
    if (!found) continue;
    // Backwards, so that the first of a name stays.
    const named = [...found.children].reverse().map((child) => [child.name, child] as const);
    level.set(tag, { element: found, first: new Map(named) });
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
 * elements missing there come from farther levels. Where none has any, it is a SegmentBase that says nothing.
 * @see ISO/IEC 23009-1 §5.3.9.1
 */
export function mergeAddressing(levels: readonly AddressingLevel[]): Addressing {
  const tag = levels.flatMap((level) => TAGS.filter((name) => level.has(name)))[0] ?? 'SegmentBase';
  const parts = levels.flatMap((level) => level.get(tag) ?? []);
  const attributes = Object.create(null) as Record<string, string>;
  for (const { element } of [...parts].reverse()) Object.assign(attributes, element.attributes);
  const find = (name: string): Part | undefined => parts.find(({ first }) => first.has(name));
  return {
    tag,
    attributes,
    owner: (name) => find(name)?.element,
    child: (name) => find(name)?.first.get(name),
  };
}
