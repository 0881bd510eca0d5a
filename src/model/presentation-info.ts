import type { Protocol } from './source.ts';
import type { TimeRange } from './time-range.ts';
import type { TrackKind } from './track.ts';

/** What an app is told of a track; its id goes into `selectTrack`. */
export interface TrackInfo {
  readonly id: string;
  readonly kind: TrackKind;
  /** BCP 47, as the manifest says; null where it does not. */
  readonly language: string | null;
  readonly label: string | null;
  /** Role values of `urn:mpeg:dash:role:2011` (main, alternate, commentary, …); HLS characteristics mapped on them. */
  readonly roles: readonly string[];
  /** `description`, `caption`, `sign`, `608:CC1=eng`, … */
  readonly accessibility: readonly string[];
  readonly isDefault: boolean;
  /** Text only: meant to be shown even when subtitles are off. */
  readonly isForced: boolean;
  /** Audio only; null where unknown. */
  readonly channelCount: number | null;
}

/** The tracks to choose from, and those chosen. */
export interface TrackList {
  readonly tracks: readonly TrackInfo[];
  readonly activeIds: readonly string[];
}

/** What an app is told of a rendition; its id goes into `setQuality`. */
export interface RenditionInfo {
  readonly id: string;
  /** Declared peak, bit/s (HLS: audio included); 0 where not declared. */
  readonly bandwidthBps: number;
  /** Declared average, bit/s; null where not declared. */
  readonly averageBandwidthBps: number | null;
  /** Pixels; null for audio, or where not declared. */
  readonly width: number | null;
  readonly height: number | null;
  /** Frames a second; null where not declared. */
  readonly frameRate: number | null;
  readonly videoRange: 'SDR' | 'PQ' | 'HLG' | null;
  /** RFC 6381; null where the manifest does not say. */
  readonly codecs: string | null;
}

/** What an engine says of the presentation it has opened. */
export interface PresentationFacts {
  readonly protocol: Protocol;
  /** Where the manifest came from, after redirects. */
  readonly url: string;
  readonly isLive: boolean;
  /** Seconds; null while unknown, and while it is live. */
  readonly durationSec: number | null;
}

/** What an app is told of the loaded presentation. */
export interface PresentationInfo extends PresentationFacts {
  /** Where the playhead can go, presentation seconds. */
  readonly seekable: TimeRange;
}
