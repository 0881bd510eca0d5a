import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import type { TrackInfo, TrackList } from '../../model/presentation-info.ts';
import { describeTrack } from '../../tracks/describe-track.ts';

type AudioTrack = shaka.extern.AudioTrack;
type TextTrack = shaka.extern.TextTrack;
type Variant = shaka.extern.Track;
/** What Shaka says alike of tracks and of the streams that they are made of. */
type Described = Pick<
  AudioTrack,
  'accessibilityPurpose' | 'label' | 'language' | 'originalLanguage' | 'primary' | 'roles'
>;

/** What is asked of the player. */
export type TrackSource = Pick<shaka.Player, 'getAudioTracks' | 'getTextTracks' | 'getVariantTracks'>;

/** With Shaka's own track of each id. */
export interface VendorTrackList extends TrackList {
  readonly audio: ReadonlyMap<string, AudioTrack>;
  readonly text: ReadonlyMap<string, TextTrack>;
}

/** Shaka plays one video track; its renditions are told apart from it. */
export const VIDEO_TRACK_ID = 'video';

/** `chosenAudioId`: of the sound that was chosen and that Shaka has not been told of yet; empty: of none. */
export function listTracks(player: TrackSource, isTextShown: boolean, chosenAudioId = ''): VendorTrackList {
  const video = player.getVariantTracks().find(({ active, videoId }) => active && videoId !== null);
  const sounds = player.getAudioTracks();
  const audio = new Map(sounds.map((track) => [toAudioId(track), track]));
  const text = new Map(player.getTextTracks().map((track) => [`text-${track.id}`, track]));
  const tracks = [
    ...(video ? [describeVideo(video)] : []),
    ...[...audio].map(([id, track]) => describeAudio(id, track)),
    ...[...text].map(([id, track]) => describeText(id, track)),
  ];
  const heard = audio.get(chosenAudioId) ?? sounds.find(({ active }) => active);
  const isActive = ({ id, kind }: TrackInfo): boolean =>
    kind === 'text'
      ? isTextShown && text.get(id)?.active === true
      : kind === 'video' || audio.get(id) === heard;
  return { tracks, activeIds: tracks.filter(isActive).map(({ id }) => id), audio, text };
}

/** Shaka numbers no audio track, but tells those apart that differ in any of these. */
export function toAudioId(track: AudioTrack): string {
  const { originalLanguage, language, label, roles, channelsCount, codecs, accessibilityPurpose } = track;
  const parts = [originalLanguage ?? language, label, roles.join('+'), channelsCount, codecs];
  const special = [accessibilityPurpose, track.spatialAudio ? 'spatial' : null];
  return ['audio', ...parts, ...special].join('/').replace(/\/+$/, '');
}

function describeVideo({ videoLabel, videoLanguage, videoRoles }: Variant): TrackInfo {
  return describeTrack({
    ...{ id: VIDEO_TRACK_ID, kind: 'video', isDefault: true },
    language: toLanguage(videoLanguage),
    label: videoLabel ?? null,
    roles: videoRoles ?? [],
  });
}

export function describeAudio(id: string, audio: Described & Pick<AudioTrack, 'channelsCount'>): TrackInfo {
  return describeTrack({ ...read(audio), id, kind: 'audio', channelCount: audio.channelsCount });
}

function describeText(id: string, text: TextTrack): TrackInfo {
  const known = read(text);
  const isCaption = text.kind === 'captions' || text.kind === 'caption';
  const accessibility = isCaption && known.accessibility.length === 0 ? ['caption'] : known.accessibility;
  return describeTrack({ ...known, id, kind: 'text', accessibility, isForced: text.forced });
}

function read({
  accessibilityPurpose: purpose,
  label,
  roles,
  ...rest
}: Described): Pick<TrackInfo, 'accessibility' | 'isDefault' | 'label' | 'language' | 'roles'> {
  return {
    ...{ label, roles, isDefault: rest.primary },
    language: toLanguage(rest.originalLanguage ?? rest.language),
    accessibility: purpose === null ? [] : [ACCESSIBILITY[purpose]],
  };
}

/** Shaka says `und` where the manifest says nothing. */
const toLanguage = (language: string | null): string | null =>
  language === '' || language === 'und' ? null : language;

/** The words of `urn:mpeg:dash:role:2011`. */
const ACCESSIBILITY: Readonly<Record<`${shaka.media.ManifestParser.AccessibilityPurpose}`, string>> = {
  'visually impaired': 'description',
  'hard of hearing': 'caption',
  'spoken subtitles': 'spoken-subtitles',
};
