import type { ContentProtection } from '../../model/content-protection.ts';
import type { Track } from '../../model/track.ts';
import { isYes } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import { splitCodecs } from './codec-kinds.ts';
import { readQuality } from './create-rendition.ts';
import type { RenditionFacts } from './create-rendition.ts';
import { draftTracks } from './draft-tracks.ts';
import type { MultivariantPlaylist } from './multivariant-playlist.ts';
import type { RenditionGroups } from './rendition-groups.ts';

/** Where the sound of a variant is, and which codecs that leaves for its own media. */
function describeSound(attributes: Attributes, groups: RenditionGroups): RenditionFacts {
  const { video, audio, media } = splitCodecs(attributes['CODECS']);
  const members = groups.listMembers('AUDIO', attributes['AUDIO']);
  if (members.length === 0) return { codecs: media, isMuxed: media === null ? null : audio !== null };
  const isMuxed = members.some(({ url }) => url === null);
  const audioGroupId = groups.findGroup('AUDIO', attributes['AUDIO']);
  return { codecs: isMuxed ? media : video, isMuxed, audioGroupId };
}

/** One track of all variants; with VIDEO groups, one for each view in them. @see RFC 8216bis §4.4.6.2.1 */
export function listVideoTracks(
  playlist: MultivariantPlaylist,
  groups: RenditionGroups,
  protection: readonly ContentProtection[],
): readonly Track[] {
  const views = playlist.media.filter(({ type }) => type === 'VIDEO');
  const main = views.find(({ attributes }) => isYes(attributes['DEFAULT'])) ?? views[0] ?? null;
  const drafts = draftTracks('video', playlist);
  const seen = new Set<string | null>();
  for (const [index, { attributes, urls }] of groups.variants.entries()) {
    const groupId = groups.findGroup('VIDEO', attributes['VIDEO']);
    const members = groups.listMembers('VIDEO', attributes['VIDEO']);
    const facts = { ...readQuality(attributes), ...describeSound(attributes, groups), groupId, protection };
    // The variant's own URI is the view of the member that names no other.
    const own = members.find(({ url }) => url === null || urls.includes(url)) ?? main;
    drafts.add(own, `variant ${index}`, urls, facts);
    if (seen.has(groupId)) continue;
    seen.add(groupId);
    for (const tag of members)
      if (tag.url !== null && tag.name !== own?.name)
        drafts.add(tag, `group ${groupId ?? ''}`, [tag.url], facts);
  }
  return drafts.finish();
}
