import type { Rendition } from './rendition.ts';

export type TrackKind = 'video' | 'audio' | 'text' | 'image';

/** A choosable audio, video or text of a period: one language, one role; its qualities are its renditions. */
export interface Track {
  /** Unique in the presentation, and stable across reloads of the same manifest. */
  readonly id: string;
  readonly kind: TrackKind;
  /** BCP 47, as the manifest says; null where it does not. */
  readonly language: string | null;
  readonly label: string | null;
  /** Role values (`urn:mpeg:dash:role:2011`), HLS CHARACTERISTICS mapped on them: main, alternate, commentary, … */
  readonly roles: readonly string[];
  /** Accessibility values: `description`, `caption`, `sign`, `608:CC1=eng`, … as `scheme-tail:value`. */
  readonly accessibility: readonly string[];
  readonly isDefault: boolean;
  /** HLS AUTOSELECT; true in DASH. */
  readonly isAutoSelectable: boolean;
  /** Text only: shown even when subtitles are off (forced narrative). */
  readonly isForced: boolean;
  /** Audio only; null where unknown. */
  readonly channelCount: number | null;
  /** True when the media is inside the video renditions: the track then has no renditions of its own. */
  readonly isMuxed: boolean;
  /** Ascending by bandwidth. */
  readonly renditions: readonly Rendition[];
  /** Tracks of other periods with the same key continue this one (DASH period continuity and connectivity). */
  readonly continuityKey: string | null;
}
