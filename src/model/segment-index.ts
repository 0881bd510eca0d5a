import type { ContentProtection } from './content-protection.ts';
import type { MediaEvent } from './media-event.ts';
import type { ByteRange, InitSegment, Segment } from './segment.ts';

/** The segments of one rendition. Segments may be computed on demand, so ask only for those needed. */
export interface SegmentIndex {
  readonly count: number;
  /** Start of the first and end of the last segment, presentation seconds. */
  readonly startSec: number;
  readonly endSec: number;
  /** False for live: more segments come with the next refresh. */
  readonly isComplete: boolean;
  /** The segment at a position in 0..count-1; null outside. */
  at(position: number): Segment | null;
  /** Position of the segment that covers `timeSec`, or of the next one behind a gap; `count` where there is none. */
  find(timeSec: number): number;
  /** HLS: where the media playlist wants playback to start (EXT-X-START); null otherwise. */
  readonly preferredStartSec: number | null;
  /** HLS: date ranges of the playlist, as events. */
  readonly events: readonly MediaEvent[];
  /** HLS: protection that its EXT-X-KEY tags demand and whole-segment decryption does not cover, each once. */
  readonly protection: readonly ContentProtection[];
}

/** An index that needs a request first: a sidx box, or an HLS media playlist. */
export interface DeferredIndex {
  readonly type: 'deferred';
  readonly request: {
    readonly type: 'index' | 'playlist';
    readonly urls: readonly string[];
    readonly range: ByteRange | null;
  };
  /** Known before the index is: fetch it beside. Null: the index tells, or the segments initialise themselves. */
  readonly init: InitSegment | null;
  /**
   * Reads what answers the request; a hierarchical sidx asks for the next one, and comes to an end. Call it as the
   * request leaves: what code that takes is loaded beside.
   * @throws PlayerError `manifest-malformed`, `network-failed` when the code cannot be loaded; else as `answer` fails
   */
  read(answer: IndexAnswer | Promise<IndexAnswer>): Promise<SegmentIndex | DeferredIndex>;
}

/** What answered the request for an index. */
export interface IndexAnswer {
  readonly bytes: Uint8Array;
  /** After redirects. */
  readonly url: string;
}

export type SegmentSource = { readonly type: 'ready'; readonly index: SegmentIndex } | DeferredIndex;
