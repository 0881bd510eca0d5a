import type { ContentProtection } from '../../model/content-protection.ts';
import type { Track } from '../../model/track.ts';
import { splitCodecs } from './codec-kinds.ts';
import { readQuality } from './create-rendition.ts';
import type { RenditionFacts } from './create-rendition.ts';
import { draftTracks } from './draft-tracks.ts';
import type { MediaTag, MultivariantPlaylist, Variant } from './multivariant-playlist.ts';
import type { RenditionGroups } from './rendition-groups.ts';

/** The audio codec that a group's variants name; null where several leave open which member has which. */
function findCodec(users: readonly Variant[]): string | null {
  const codecs = users.map(({ attributes }) => splitCodecs(attributes['CODECS']));
  // An audio-only variant in the same group is often another, leaner encoding.
  const named = codecs.find(({ audio, video }) => audio && video) ?? codecs.find(({ audio }) => audio);
  return named?.audio?.includes(',') ? null : (named?.audio ?? null);
}

/** Audio-only playlists without audio groups: the variants are the renditions. */
function listVariantTrack(
  playlist: MultivariantPlaylist,
  groups: RenditionGroups,
  protection: readonly ContentProtection[],
): readonly Track[] {
  const drafts = draftTracks('audio', playlist);
  for (const { attributes, urls } of groups.variants) {
    const codecs = splitCodecs(attributes['CODECS']).audio;
    drafts.add(null, urls.join(), urls, { ...readQuality(attributes), codecs, protection });
  }
  return drafts.finish();
}

/** Of a group on offer: its id, its users' variants, and what its members have in common. */
interface AudioGroup {
  readonly groupId: string;
  readonly facts: RenditionFacts;
  /** What members without URI play: the variants, where these have no picture. Only the first such member does. */
  inside: readonly string[];
}

/** Finds the group of an EXT-X-MEDIA; null where no variant names it, so that it is not on offer. */
function createGroupFinder(
  groups: RenditionGroups,
  protection: readonly ContentProtection[],
): (tag: MediaTag) => AudioGroup | null {
  const found = new Map<string, AudioGroup>();
  return (tag) => {
    const groupId = groups.findGroup('AUDIO', tag.groupId) ?? '';
    const users = groups.listUsers(groupId);
    if (users.length === 0) return null;
    const group = found.get(groupId) ?? {
      groupId,
      facts: { codecs: findCodec(users), groupId, protection },
      inside: groups.isAudioOnly ? users.map(({ url }) => url) : [],
    };
    found.set(groupId, group);
    return group;
  };
}

/** One track for each language, name and channel count, with a rendition from each group that has it. */
export function listAudioTracks(
  playlist: MultivariantPlaylist,
  groups: RenditionGroups,
  protection: readonly ContentProtection[],
): readonly Track[] {
  const drafts = draftTracks('audio', playlist);
  const findGroup = createGroupFinder(groups, protection);
  // An audio rendition that is offered as a variant as well is the only one whose bandwidth is known.
  const qualities = new Map(playlist.variants.map(({ url, attributes }) => [url, readQuality(attributes)]));
  for (const tag of playlist.media) {
    const group = tag.type === 'AUDIO' ? findGroup(tag) : null;
    if (!group) continue;
    const { groupId, facts, inside } = group;
    if (tag.url !== null) drafts.add(tag, groupId, [tag.url], { ...facts, ...qualities.get(tag.url) });
    else {
      drafts.add(tag, '', [], facts);
      for (const url of inside) drafts.add(tag, url, [url], { ...facts, ...qualities.get(url) });
      group.inside = [];
    }
  }
  const tracks = drafts.finish();
  return tracks.length === 0 && groups.isAudioOnly ? listVariantTrack(playlist, groups, protection) : tracks;
}
