/** Bytes of a resource, both ends inclusive; `end` null: to the end of the resource. */
export interface ByteRange {
  readonly start: number;
  readonly end: number | null;
}

/** Whole-segment encryption (EXT-X-KEY METHOD=AES-128 and kin). @see RFC 8216bis §4.4.4.4 */
export interface SegmentEncryption {
  readonly method: 'AES-128' | 'AES-256' | 'AES-256-CTR';
  readonly keyUrl: string;
  /** 16 bytes: declared, or derived from the media sequence number. */
  readonly iv: Uint8Array<ArrayBuffer>;
}

/** What a decoder must be given before a rendition's segments. */
export interface InitSegment {
  /** Equal ids are the same bytes. */
  readonly id: string;
  /** Alternatives, best first. */
  readonly urls: readonly string[];
  readonly range: ByteRange | null;
  readonly encryption: SegmentEncryption | null;
  /** The bytes themselves where they came with the index; null: fetch them. */
  readonly bytes: Uint8Array | null;
}

/** How media timestamps map on the presentation timeline. Shared by the segments of a DASH period or HLS discontinuity. */
export interface MediaTimeline {
  /** Equal in all tracks that share the timeline: DASH period id, HLS discontinuity sequence. */
  readonly id: string;
  /** Seconds added to media timestamps; null: learn it from the first segment's timestamps (HLS). */
  readonly offsetSec: number | null;
  /** Media outside of this window is not shown (append window). Seconds; end may be Infinity. */
  readonly windowStartSec: number;
  readonly windowEndSec: number;
}

export interface Segment {
  /** Its place in its index, from 0. */
  readonly position: number;
  /** On the presentation timeline, as the manifest says; the media may differ a little. */
  readonly startSec: number;
  readonly durationSec: number;
  /** Alternatives, best first. */
  readonly urls: readonly string[];
  readonly range: ByteRange | null;
  /** Null: self-initialising (MPEG-TS, packed audio). */
  readonly init: InitSegment | null;
  readonly timeline: MediaTimeline;
  /** True: declared absent (EXT-X-GAP); never fetch it. */
  readonly isGap: boolean;
  readonly encryption: SegmentEncryption | null;
  /** Wall clock of its start, milliseconds since the epoch (EXT-X-PROGRAM-DATE-TIME); null where unknown. */
  readonly programDateTimeMs: number | null;
  /** Its size where known (sidx, byte ranges, EXT-X-BITRATE); null otherwise. */
  readonly sizeBytes: number | null;
}
