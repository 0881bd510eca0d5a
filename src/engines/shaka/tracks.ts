import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import type { TrackInfo, TrackList } from '../../model/presentation-info.ts';
import { describeTrack } from '../../tracks/describe-track.ts';

type AudioTrack = shaka.extern.AudioTrack;
type TextTrack = shaka.extern.TextTrack;
type Variant = shaka.extern.Track;

/** What is asked of the player. */
export type TrackSource = Pick<shaka.Player, 'getAudioTracks' | 'getTextTracks' | 'getVariantTracks'>;

/** With Shaka's own track of each id. */
export interface VendorTrackList extends TrackList {
  readonly audio: ReadonlyMap<string, AudioTrack>;
  readonly text: ReadonlyMap<string, TextTrack>;
}

/** Shaka plays one video track; its renditions are told apart from it. */
export const VIDEO_TRACK_ID = 'video';

export function listTracks(player: TrackSource, isTextShown: boolean): VendorTrackList {
  const active = player.getVariantTracks().find((variant) => variant.active);
  const audio = new Map(player.getAudioTracks().map((track) => [toAudioId(track), track]));
  const text = new Map(player.getTextTracks().map((track) => [`text-${track.id}`, track]));
  const video = active && active.videoId !== null ? [toVideoInfo(active)] : [];
  const tracks = [
    ...video,
    ...[...audio].map(([id, track]) => toAudioInfo(id, track)),
    ...[...text].map(([id, track]) => toTextInfo(id, track)),
  ];
  const activeIds = [
    ...video.map(({ id }) => id),
    ...[...audio].filter(([, track]) => track.active).map(([id]) => id),
    ...[...text].filter(([, track]) => track.active && isTextShown).map(([id]) => id),
  ];
  return { tracks, activeIds, audio, text };
}

/** Shaka numbers no audio track, but tells those apart that differ in any of these. */
export function toAudioId(track: AudioTrack): string {
  const { originalLanguage, language, label, roles, channelsCount, codecs, accessibilityPurpose } = track;
  const parts = [
    originalLanguage ?? language,
    label,
    roles.join('+'),
    channelsCount,
    codecs,
    accessibilityPurpose,
    track.spatialAudio ? 'spatial' : null,
  ];
  return ['audio', ...parts.map((part) => part ?? '')].join('/').replace(/\/+$/, '');
}

function toVideoInfo({ videoLabel, videoLanguage, videoRoles }: Variant): TrackInfo {
  return describeTrack({
    ...{ id: VIDEO_TRACK_ID, kind: 'video', isDefault: true },
    language: toLanguage(videoLanguage),
    label: videoLabel ?? null,
    roles: videoRoles ?? [],
  });
}

function toAudioInfo(id: string, track: AudioTrack): TrackInfo {
  return describeTrack({ ...readTrack(track), id, kind: 'audio', channelCount: track.channelsCount });
}

function toTextInfo(id: string, track: TextTrack): TrackInfo {
  const known = readTrack(track);
  const isCaption = track.kind === 'captions' || track.kind === 'caption';
  const accessibility = isCaption && known.accessibility.length === 0 ? ['caption'] : known.accessibility;
  return describeTrack({ ...known, id, kind: 'text', accessibility, isForced: track.forced });
}

type CommonInfo = Pick<TrackInfo, 'language' | 'label' | 'roles' | 'accessibility' | 'isDefault'>;

function readTrack(track: AudioTrack | TextTrack): CommonInfo {
  return {
    language: toLanguage(track.originalLanguage ?? track.language),
    label: track.label,
    roles: track.roles,
    accessibility: toAccessibility(track.accessibilityPurpose),
    isDefault: track.primary,
  };
}

/** Shaka says `und` where the manifest says nothing. */
export function toLanguage(language: string | null): string | null {
  return language === null || language === '' || language === 'und' ? null : language;
}

/** The words of `urn:mpeg:dash:role:2011`. */
const ACCESSIBILITY: Readonly<Record<`${shaka.media.ManifestParser.AccessibilityPurpose}`, string>> = {
  'visually impaired': 'description',
  'hard of hearing': 'caption',
  'spoken subtitles': 'spoken-subtitles',
};

export function toAccessibility(purpose: AudioTrack['accessibilityPurpose']): readonly string[] {
  return purpose === null ? [] : [ACCESSIBILITY[purpose]];
}
