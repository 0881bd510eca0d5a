import { LATER_SEC } from './derive-presentations.ts';
import {
  AUDIO_LANGUAGES,
  DURATION_SEC,
  FPS,
  H264_RUNGS,
  MIDDLE_SEC,
  SHORT_RUNGS,
  SHORT_SEC,
} from './ladder.ts';
import type { DrmNote, Variant } from './media-index.ts';
import { CLEAR_KEYS } from './package-encrypted.ts';
import { SMALL_RUNGS, TS_RUNGS } from './package-ts.ts';

const LANGUAGES = AUDIO_LANGUAGES.map(({ language }) => language);
const LADDER = {
  duration: DURATION_SEC,
  tracks: { video: H264_RUNGS.length, audio: LANGUAGES, text: LANGUAGES },
};
const SHORT = { duration: SHORT_SEC, tracks: { video: SHORT_RUNGS.length, audio: LANGUAGES, text: [] } };
const JUMP = [
  { startSec: 0, firstFrame: 0 },
  { startSec: SHORT_SEC, firstFrame: LATER_SEC * FPS },
];

function muxed(video: number): Variant['tracks'] {
  return { video, audio: ['und (muxed)'], text: [] };
}

function drm(scheme: string): DrmNote {
  const keys = Object.values(CLEAR_KEYS).map(({ keyId, key }) => [keyId, key]);
  return { scheme, clearkeys: Object.fromEntries(keys) as Record<string, string> };
}

/** Every presentation of the build, in the order in which the demo lists them. */
export const VARIANTS: readonly Variant[] = [
  {
    ...LADDER,
    id: 'dash-number',
    manifest: 'cmaf-2s/number.mpd',
    notes: 'SegmentTemplate $Number$, @duration, 2 s',
  },
  {
    ...LADDER,
    id: 'dash-timeline',
    manifest: 'cmaf-2s/timeline.mpd',
    notes: '$Number$ with SegmentTimeline, 2 s',
  },
  { ...LADDER, id: 'dash-time', manifest: 'cmaf-4s/time.mpd', notes: '$Time$ with SegmentTimeline, 4 s' },
  {
    ...LADDER,
    id: 'dash-segment-base',
    manifest: 'on-demand/segment-base.mpd',
    notes: 'One file each, sidx, 2 s',
  },
  {
    ...LADDER,
    id: 'dash-segment-list',
    manifest: 'on-demand/segment-list.mpd',
    notes: 'SegmentList of byte ranges',
  },
  { ...LADDER, id: 'hls-fmp4', manifest: 'cmaf-2s/master.m3u8', notes: 'fMP4, separate audio, 2 s' },
  { ...LADDER, id: 'hls-fmp4-4s', manifest: 'cmaf-4s/master.m3u8', notes: 'fMP4, separate audio, 4 s' },
  {
    ...LADDER,
    id: 'hls-byterange',
    manifest: 'on-demand/master.m3u8',
    notes: 'fMP4 in one file, EXT-X-BYTERANGE',
    tracks: { ...LADDER.tracks, text: [] },
  },
  {
    id: 'hls-ts',
    manifest: 'hls-ts/master.m3u8',
    duration: DURATION_SEC,
    tracks: muxed(TS_RUNGS.length),
    notes: 'Muxed MPEG-TS, 2 s',
  },
  {
    id: 'hls-ts-no-codecs',
    manifest: 'hls-ts/no-codecs.m3u8',
    codecsFrom: 'hls-ts/master.m3u8',
    duration: DURATION_SEC,
    tracks: muxed(TS_RUNGS.length),
    notes: 'Muxed MPEG-TS, no CODECS attribute',
  },
  {
    id: 'hls-ts-discontinuity',
    manifest: 'hls-ts/480/discontinuity.m3u8',
    codecsFrom: 'hls-ts/master.m3u8',
    duration: SHORT_SEC * 2,
    tracks: muxed(1),
    frames: JUMP,
    notes: `Media playlist, muxed MPEG-TS; timestamps jump from ${SHORT_SEC} s to ${LATER_SEC} s`,
  },
  {
    id: 'hls-ts-aes',
    manifest: 'hls-ts-aes/master.m3u8',
    duration: MIDDLE_SEC,
    tracks: muxed(SMALL_RUNGS.length),
    notes: 'Muxed MPEG-TS, METHOD=AES-128, explicit IV',
  },
  {
    id: 'hls-packed-audio',
    manifest: 'hls-packed-audio/master.m3u8',
    duration: MIDDLE_SEC,
    tracks: { video: SMALL_RUNGS.length, audio: LANGUAGES, text: [] },
    notes: 'Video in MPEG-TS, audio as packed AAC with ID3 timestamps',
  },
  {
    id: 'hls-fmp4-muxed',
    manifest: 'hls-fmp4-muxed/master.m3u8',
    duration: MIDDLE_SEC,
    tracks: muxed(SMALL_RUNGS.length),
    notes: 'Audio and video in one fMP4',
  },
  {
    id: 'hls-media-playlist',
    manifest: 'cmaf-2s/video-360.m3u8',
    codecsFrom: 'cmaf-2s/master.m3u8',
    duration: DURATION_SEC,
    tracks: { video: 1, audio: [], text: [] },
    notes: 'Media playlist of video only',
  },
  {
    id: 'hls-audio-only',
    manifest: 'cmaf-2s/audio-en.m3u8',
    codecsFrom: 'cmaf-2s/master.m3u8',
    duration: DURATION_SEC,
    tracks: { video: 0, audio: ['und'], text: [] },
    notes: 'Media playlist of audio only',
  },
  { ...SHORT, id: 'dash-vp9-opus', manifest: 'vp9/manifest.mpd', notes: 'WebM, VP9 and Opus' },
  { ...SHORT, id: 'dash-av1-aac', manifest: 'av1/manifest.mpd', notes: 'MP4, AV1 and AAC' },
  { ...SHORT, id: 'hls-av1-aac', manifest: 'av1/master.m3u8', notes: 'fMP4, AV1 and AAC' },
  {
    ...LADDER,
    id: 'dash-two-periods',
    manifest: 'cmaf-2s/two-periods.mpd',
    tracks: { ...LADDER.tracks, text: [] },
    notes: `Two Periods with @presentationTimeOffset, at ${LATER_SEC} s`,
  },
  {
    id: 'dash-codec-change',
    manifest: 'av1/then-h264.mpd',
    duration: SHORT_SEC * 2,
    frames: JUMP,
    tracks: { video: SHORT_RUNGS.length, audio: LANGUAGES, text: [] },
    notes: 'A Period of AV1, then one of H.264',
  },
  {
    ...LADDER,
    id: 'dash-audio-only',
    manifest: 'cmaf-2s/audio-only.mpd',
    tracks: { video: 0, audio: LANGUAGES, text: [] },
    notes: 'AAC in two languages',
  },
  {
    ...LADDER,
    id: 'dash-video-only',
    manifest: 'cmaf-2s/video-only.mpd',
    tracks: { video: H264_RUNGS.length, audio: [], text: [] },
    notes: 'The ladder without audio',
  },
  ...(['cenc', 'cbcs'] as const).map((scheme) => ({
    id: `dash-${scheme}`,
    manifest: `${scheme}/manifest.mpd`,
    duration: MIDDLE_SEC,
    drm: drm(scheme),
    tracks: { video: 2, audio: ['en'], text: [] },
    notes: `${scheme}, ClearKey, one key for video and one for audio`,
  })),
];
