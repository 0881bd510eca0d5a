import type { Attributes } from './attributes.ts';
import type { MediaTag, MultivariantPlaylist, Variant } from './multivariant-playlist.ts';

/** Variants that are one rendition: the same media from several places. */
export interface MergedVariant {
  readonly attributes: Attributes;
  /** Alternatives, best first. */
  readonly urls: readonly string[];
}

export interface MergedVariants {
  readonly variants: readonly MergedVariant[];
  /** The group that stands for `groupId`: groups that only back another one up go by that one's id. */
  findGroup(type: string, groupId: string | undefined): string | null;
}

const GROUP_TYPES = ['AUDIO', 'VIDEO', 'SUBTITLES', 'CLOSED-CAPTIONS'];
/** Attributes that may differ between redundant streams. */
const PLACE_ATTRIBUTES = ['PATHWAY-ID', 'STABLE-VARIANT-ID', 'NAME', 'PROGRAM-ID'];

export const groupKey = (type: string, groupId: string): string => `${type} ${groupId}`;

/** Each group by the first one that offers the same: names, languages, channels, characteristics. */
function findEqualGroups(media: readonly MediaTag[]): ReadonlyMap<string, string> {
  const offers = new Map<string, string[]>();
  for (const { type, groupId, name, attributes } of media) {
    const key = groupKey(type, groupId);
    const offer = offers.get(key) ?? [];
    offers.set(key, offer);
    offer.push(
      JSON.stringify([name, attributes['LANGUAGE'], attributes['CHANNELS'], attributes['CHARACTERISTICS']]),
    );
  }
  const firsts = new Map<string, string>();
  const equals = new Map<string, string>();
  for (const [key, offer] of offers) {
    const words = offer.sort().join();
    const first = firsts.get(words) ?? key;
    firsts.set(words, first);
    equals.set(key, first);
  }
  return equals;
}

/** Equal for redundant streams. Null: never redundant, because without BANDWIDTH too little is said. */
function describeVariant({ attributes }: Variant, groups: ReadonlyMap<string, string>): string | null {
  if (attributes['BANDWIDTH'] === undefined) return null;
  const words = Object.entries(attributes)
    .filter(([name]) => !PLACE_ATTRIBUTES.includes(name))
    .map(([name, value]) => [name, groups.get(groupKey(name, value)) ?? value]);
  return JSON.stringify(words.sort());
}

/**
 * Joins variants that are the same media: the same URI with several audio groups (the first group stays), and
 * redundant streams, whose attributes are equal but for the names of equal groups and the pathway.
 *
 * @see RFC 8216bis §4.4.6.2 and §7.1
 */
export function mergeVariants({ variants, media }: MultivariantPlaylist): MergedVariants {
  const groups = findEqualGroups(media);
  const aliases = new Map<string, string>();
  const findGroup = (type: string, groupId: string | undefined): string | null => {
    let id = groupId;
    while (id !== undefined && aliases.has(groupKey(type, id))) id = aliases.get(groupKey(type, id));
    return id ?? null;
  };
  const byUrl = new Set<string>();
  const byWords = new Map<string, { attributes: Attributes; urls: string[] }>();
  const merged: MergedVariant[] = [];
  for (const variant of variants) {
    if (byUrl.has(variant.url)) continue;
    byUrl.add(variant.url);
    const words = describeVariant(variant, groups);
    const twin = words === null ? undefined : byWords.get(words);
    if (twin) {
      twin.urls.push(variant.url);
      for (const type of GROUP_TYPES) {
        const id = findGroup(type, twin.attributes[type]);
        const other = findGroup(type, variant.attributes[type]);
        if (id !== null && other !== null && id !== other) aliases.set(groupKey(type, other), id);
      }
    } else {
      const fresh = { attributes: variant.attributes, urls: [variant.url] };
      merged.push(fresh);
      if (words !== null) byWords.set(words, fresh);
    }
  }
  return { variants: merged, findGroup };
}
