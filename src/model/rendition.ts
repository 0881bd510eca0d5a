import type { ContentProtection } from './content-protection.ts';
import type { SegmentSource } from './segment-index.ts';

export type Container = 'mp4' | 'webm' | 'ts' | 'aac' | 'mp3' | 'vtt' | 'ttml' | 'image' | 'unknown';

/** One quality of a track. (hls.js: Level; DASH: Representation; Shaka: half a Variant.) */
export interface Rendition {
  /** Unique in the presentation. */
  readonly id: string;
  /** Declared peak, bit/s. HLS: of the variant, audio included. 0 where not declared. */
  readonly bandwidthBps: number;
  /** Declared average, bit/s; null where not declared. */
  readonly averageBandwidthBps: number | null;
  /** Pixels; null for audio, text, or where not declared. */
  readonly width: number | null;
  readonly height: number | null;
  /** Frames a second; null where not declared. */
  readonly frameRate: number | null;
  /** HDR: `SDR`, `PQ`, `HLG`; null where not declared. */
  readonly videoRange: 'SDR' | 'PQ' | 'HLG' | null;
  /** RFC 6381, comma separated, only of what this rendition carries; null: unknown, the media must be probed. */
  readonly codecs: string | null;
  /** Codecs that a capable device may use instead (scte214:supplementalCodecs, SUPPLEMENTAL-CODECS). */
  readonly supplementalCodecs: string | null;
  readonly container: Container;
  /** True when the rendition carries both video and audio; null: unknown until probed (HLS without CODECS). */
  readonly isMuxed: boolean | null;
  /** HLS: the audio group that goes with this video rendition. Null: none demanded. */
  readonly audioGroupId: string | null;
  /** HLS: the group that this audio, video or text rendition belongs to. */
  readonly groupId: string | null;
  readonly protection: readonly ContentProtection[];
  /** Schemes of in-band events (emsg) that its segments may carry; empty: do not look for any. */
  readonly inbandEventSchemes: readonly string[];
  readonly source: SegmentSource;
}
