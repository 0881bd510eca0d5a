import type { Rendition } from '../../model/rendition.ts';
import type { Track, TrackKind } from '../../model/track.ts';
import { isYes, readInteger } from './attributes.ts';
import { listAccessibility, listRoles } from './characteristics.ts';
import type { MediaTag } from './multivariant-playlist.ts';

/** Equal for the same track in several groups. */
export function identifyTrack(kind: TrackKind, tag: MediaTag): string {
  const { LANGUAGE, CHANNELS } = tag.attributes;
  // Whether it is the default may differ from group to group.
  const marks = [...listRoles(tag).slice(1), ...listAccessibility(tag)];
  return [kind, LANGUAGE, tag.name, CHANNELS, ...marks].filter((part) => part).join(':');
}

/** A track from the EXT-X-MEDIA that describes it; null: nothing does. Renditions come in any order. */
export function createTrack(
  id: string,
  kind: TrackKind,
  tag: MediaTag | null,
  renditions: readonly Rendition[],
): Track {
  const attributes = tag?.attributes ?? {};
  const isDefault = tag === null || isYes(attributes['DEFAULT']);
  return {
    id,
    kind,
    language: attributes['LANGUAGE'] ?? null,
    label: tag?.name || null,
    roles: tag ? listRoles(tag) : ['main'],
    accessibility: tag ? listAccessibility(tag) : [],
    isDefault,
    isAutoSelectable: isDefault || isYes(attributes['AUTOSELECT']),
    isForced: isYes(attributes['FORCED']),
    channelCount: readInteger(attributes['CHANNELS']),
    isMuxed: renditions.length === 0,
    renditions: [...renditions].sort((one, other) => one.bandwidthBps - other.bandwidthBps),
    continuityKey: null,
  };
}
