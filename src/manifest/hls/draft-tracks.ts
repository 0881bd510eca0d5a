import type { Track, TrackKind } from '../../model/track.ts';
import { createRendition, deferPlaylist } from './create-rendition.ts';
import type { ParentPlaylist, RenditionFacts } from './create-rendition.ts';
import { createTrack, identifyTrack } from './create-track.ts';
import type { MediaTag } from './multivariant-playlist.ts';

/** Tracks of one kind in the making. */
export interface TrackDrafts {
  /**
   * Adds a rendition to the track that `tag` describes (null: the only one); a rendition added before under the same
   * `key` gets the URLs as further alternatives. Without URLs there is but the track: its media is in the variants.
   */
  add(tag: MediaTag | null, key: string, urls: readonly string[], facts: RenditionFacts): void;
  finish(): readonly Track[];
}

interface Draft {
  readonly tag: MediaTag | null;
  readonly renditions: Map<string, { readonly urls: string[]; readonly facts: RenditionFacts }>;
}

/** Starts with no track. `parent`: what leads to their media playlists. */
export function draftTracks(kind: TrackKind, parent: ParentPlaylist): TrackDrafts {
  const drafts = new Map<string, Draft>();
  return {
    add(tag, key, urls, facts) {
      const id = tag ? identifyTrack(kind, tag) : kind;
      const draft: Draft = drafts.get(id) ?? { tag, renditions: new Map() };
      drafts.set(id, draft);
      if (urls.length === 0) return;
      const rendition = draft.renditions.get(key) ?? { urls: [], facts };
      draft.renditions.set(key, rendition);
      rendition.urls.push(...urls);
    },
    finish() {
      let count = 0;
      return [...drafts].map(([id, { tag, renditions }]) => {
        const finished = [...renditions.values()].map(({ urls, facts }) =>
          createRendition(`${kind.charAt(0)}${count++}`, deferPlaylist(urls, parent), facts),
        );
        return createTrack(id, kind, tag, finished);
      });
    },
  };
}
