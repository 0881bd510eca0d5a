import type Hls from 'hls.js';
import type { MediaPlaylist } from 'hls.js';
import { createTrack, identifyTrack } from '../../manifest/hls/create-track.ts';
import type { MediaTag } from '../../manifest/hls/multivariant-playlist.ts';
import type { TrackList } from '../../model/presentation-info.ts';
import type { Track } from '../../model/track.ts';
import { selectTrack } from '../../tracks/select-track.ts';
import { numberAlike } from './renditions.ts';

/** Which kinds the variants themselves hold. */
export interface MainContent {
  readonly hasVideo: boolean;
  /** Sound that no EXT-X-MEDIA describes. */
  readonly hasAudio: boolean;
}

/** hls.js's renditions of one kind as Kinora's tracks, in the same order; ids as Kinora's own parser gives them. */
export function listTracks(kind: 'audio' | 'text', playlists: readonly MediaPlaylist[]): readonly Track[] {
  const tags = playlists.map((playlist) => toMediaTag(kind, playlist));
  const ids = numberAlike(tags.map((tag) => identifyTrack(kind, tag)));
  return tags.map((tag, index) => createTrack(ids[index] ?? '', kind, tag, []));
}

function toMediaTag(kind: 'audio' | 'text', { attrs, groupId, name, url }: MediaPlaylist): MediaTag {
  const type = kind === 'audio' ? 'AUDIO' : 'SUBTITLES';
  return { type, groupId, name, url: url || null, attributes: readAttributes(attrs) };
}

/** hls.js's list has values of its own among those of the playlist. */
export function readAttributes(list: object): Record<string, string> {
  const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string';
  return Object.fromEntries(Object.entries(list).filter(isText));
}

/** The tracks on offer in hls.js, and the choice among them. */
export class HlsJsTracks {
  readonly #hls: Hls;
  content: MainContent = { hasVideo: true, hasAudio: false };
  #hasChosenAudio = false;

  constructor(hls: Hls) {
    this.#hls = hls;
  }

  read(): TrackList {
    const { audioTracks, audioTrack, subtitleTracks, subtitleTrack } = this.#hls;
    const { hasVideo, hasAudio } = this.content;
    const video = hasVideo ? [createTrack('video', 'video', null, [])] : [];
    const described = listTracks('audio', audioTracks);
    const muxed = described.length === 0 && hasAudio ? [createTrack('audio', 'audio', null, [])] : [];
    const text = listTracks('text', subtitleTracks);
    const active = [...video, described[audioTrack] ?? muxed[0], text[subtitleTrack]];
    return {
      tracks: [...video, ...muxed, ...described, ...text],
      activeIds: active.flatMap((track) => track?.id ?? []),
    };
  }

  /** No subtitles unless somebody selects them, be they DEFAULT or not, as in the other engines. */
  hideText(): void {
    this.#hls.subtitleTrack = -1;
  }

  /** The first time that audio is on offer: by language, else what the manifest means; hls.js keeps the choice. */
  chooseAudio(languages: readonly string[]): void {
    const tracks = listTracks('audio', this.#hls.audioTracks);
    if (this.#hasChosenAudio || tracks.length === 0) return;
    this.#hasChosenAudio = true;
    const chosen = selectTrack(tracks, 'audio', { languages, previous: null });
    if (chosen) this.#hls.audioTrack = tracks.indexOf(chosen);
  }

  /** Without effect where there is no other of its kind to choose. */
  select(id: string): void {
    const hls = this.#hls;
    const audio = listTracks('audio', hls.audioTracks).findIndex((track) => track.id === id);
    const text = listTracks('text', hls.subtitleTracks).findIndex((track) => track.id === id);
    if (audio >= 0) {
      this.#hasChosenAudio = true;
      // What is buffered plays on until the new sound is there to take its place; hls.js 1.6 can but flush it.
      if (hls.hasEnoughToStart && 'nextAudioTrack' in hls) hls.nextAudioTrack = audio;
      else hls.audioTrack = audio;
    } else if (text >= 0) {
      hls.subtitleDisplay = true;
      hls.subtitleTrack = text;
    }
  }
}
