import type { Track } from '../../model/track.ts';
import { splitCodecs } from './codec-kinds.ts';
import { draftTracks } from './draft-tracks.ts';
import type { MultivariantPlaylist } from './multivariant-playlist.ts';
import type { RenditionGroups } from './rendition-groups.ts';

/** Subtitles that have a playlist, and closed captions that are inside the video. */
export function listTextTracks(playlist: MultivariantPlaylist, groups: RenditionGroups): readonly Track[] {
  const drafts = draftTracks('text', playlist);
  const codecs = playlist.variants
    .map(({ attributes }) => splitCodecs(attributes['CODECS']).text)
    .find((names) => names !== null && !names.includes(','));
  for (const tag of playlist.media) {
    const groupId = groups.findGroup(tag.type, tag.groupId) ?? '';
    const facts = { codecs: codecs ?? null, groupId };
    if (tag.type === 'CLOSED-CAPTIONS') drafts.add(tag, groupId, [], facts);
    else if (tag.type === 'SUBTITLES' && tag.url !== null) drafts.add(tag, groupId, [tag.url], facts);
    else if (tag.type === 'SUBTITLES') playlist.warnings.push('Subtitles without URI were passed over');
  }
  return drafts.finish();
}
