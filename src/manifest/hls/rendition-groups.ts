import { splitCodecs } from './codec-kinds.ts';
import { groupKey, mergeVariants } from './merge-variants.ts';
import type { MergedVariant } from './merge-variants.ts';
import type { MediaTag, MultivariantPlaylist, Variant } from './multivariant-playlist.ts';

/** The variants and EXT-X-MEDIA groups of a multivariant playlist, put in relation. */
export interface RenditionGroups {
  /** Those to play: with a picture, or all where none has one. Each is one rendition. */
  readonly variants: readonly MergedVariant[];
  readonly isAudioOnly: boolean;
  /** The id that a group goes by. */
  findGroup(type: string, groupId: string | undefined): string | null;
  /** Its members; none where there is no such group. */
  listMembers(type: string, groupId: string | undefined): readonly MediaTag[];
  /** All variants that name the audio group, as they stand. */
  listUsers(audioGroupId: string): readonly Variant[];
}

function hasPicture({ attributes }: Variant | MergedVariant): boolean {
  const { media, video } = splitCodecs(attributes['CODECS']);
  return attributes['RESOLUTION'] !== undefined || media === null || video !== null;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** Audio-only variants beside others are a fallback for radio; here they would make the picture vanish. */
export function relateGroups(playlist: MultivariantPlaylist): RenditionGroups {
  const merged = mergeVariants(playlist);
  const withPicture = merged.variants.filter(hasPicture);
  const isAudioOnly = withPicture.length === 0;
  const droppedCount = merged.variants.length - withPicture.length;
  if (!isAudioOnly && droppedCount > 0)
    playlist.warnings.push(`Audio-only variants left out of the video renditions: ${droppedCount}`);
  const keyOf = (type: string, groupId: string | undefined): string =>
    groupKey(type, merged.findGroup(type, groupId) ?? '');
  const members = groupBy(playlist.media, ({ type, groupId }) => keyOf(type, groupId));
  const users = groupBy(playlist.variants, ({ attributes }) => keyOf('AUDIO', attributes['AUDIO']));
  return {
    variants: isAudioOnly ? merged.variants : withPicture,
    isAudioOnly,
    findGroup: (type, groupId) => merged.findGroup(type, groupId),
    listMembers: (type, groupId) => (groupId === undefined ? [] : (members.get(keyOf(type, groupId)) ?? [])),
    listUsers: (audioGroupId) => users.get(keyOf('AUDIO', audioGroupId)) ?? [],
  };
}
