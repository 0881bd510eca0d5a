import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import type { RenditionInfo } from '../../model/presentation-info.ts';

type Variant = shaka.extern.Variant;
type Stream = shaka.extern.Stream;

/** A variant's audio, as the choice of audio sees it. */
export interface AudioChoice {
  readonly id: string;
  readonly bandwidthBps: number;
  readonly variant: Variant;
}

/** One quality of the picture (of the sound, where there is no picture) with the variants that hold it. */
export interface Rung extends RenditionInfo {
  /** Ascending by bandwidth; at least one. */
  readonly audios: readonly AudioChoice[];
}

/** Shaka's pairs of video and audio as one rendition a video quality, ascending by bandwidth. */
export function toLadder(variants: readonly Variant[]): readonly Rung[] {
  const byStream = new Map<Stream, Variant[]>();
  for (const variant of variants) {
    const stream = mainStream(variant);
    if (stream) byStream.set(stream, [...(byStream.get(stream) ?? []), variant]);
  }
  const rungs = [...byStream].map(([stream, pairs]) => toRung(stream, pairs));
  return rungs.sort((one, other) => one.bandwidthBps - other.bandwidthBps);
}

/** What adapts: the video, else the audio. */
export const mainStream = ({ video, audio }: Variant): Stream | null => video ?? audio;

export const toRenditionId = ({ type, id }: Pick<Stream, 'type' | 'id'>): string => `${type}-${id}`;

function toRung(stream: Stream, variants: readonly Variant[]): Rung {
  const audios = variants.map(toAudioChoice).sort((one, other) => one.bandwidthBps - other.bandwidthBps);
  return {
    id: toRenditionId(stream),
    // HLS declares the sum of both alone.
    bandwidthBps: stream.bandwidth ?? Math.min(...variants.map(({ bandwidth }) => bandwidth)),
    averageBandwidthBps: null,
    width: stream.width ?? null,
    height: stream.height ?? null,
    frameRate: stream.frameRate ?? null,
    videoRange: toVideoRange(stream.hdr),
    codecs: stream.codecs || null,
    audios,
  };
}

const toAudioChoice = (variant: Variant): AudioChoice => ({
  id: variant.audio ? toRenditionId(variant.audio) : 'none',
  bandwidthBps: variant.video ? (variant.audio?.bandwidth ?? 0) : 0,
  variant,
});

function toVideoRange(hdr: string | undefined): RenditionInfo['videoRange'] {
  return hdr === 'SDR' || hdr === 'PQ' || hdr === 'HLG' ? hdr : null;
}
