import type { TransferTail } from '../core/tail-meter.ts';
import type { TransferSample } from './transfer-sample.ts';

/** A rendition as the ABR controller sees it. Null: the manifest does not tell. */
export interface AbrRendition {
  readonly id: string;
  /** As declared, bit/s: the peak rate in HLS, picture and sound together. */
  readonly bandwidthBps: number;
  /** The mean that is declared beside the peak (HLS), bit/s. Absent or null: none. */
  readonly averageBandwidthBps?: number | null;
  /** Pixels. */
  readonly width: number | null;
  /** Pixels. */
  readonly height: number | null;
  /** Size of the segment to be fetched next. */
  readonly nextSegmentBytes: number | null;
  /** Sizes of those behind it that are as long, in order, as far as they are known; the first four count. Absent: none is known. */
  readonly laterSegmentBytes?: readonly number[];
}

/** The segment that is on its way. */
export interface AbrTransfer {
  readonly renditionId: string;
  /** What has come of it. */
  readonly receivedBytes: number;
  /** What it takes in all; null: not known. */
  readonly totalBytes: number | null;
  /** When its first byte came, on the clock of `atMs`. */
  readonly firstByteMs: number;
  /** What came last. Absent or null: not measured. */
  readonly tail?: TransferTail | null;
  /** What came in the last second, or up to 0.4 s more; all of a shorter transfer. Absent or null: not measured. */
  readonly lately?: TransferTail | null;
  /** The same of the last five seconds. */
  readonly lasting?: TransferTail | null;
}

/** All that a decision rests on: serialisable, so that a log can be replayed. Later versions may add to it. */
export interface AbrInput {
  /** Now, on a clock that only moves on (`performance.now()`), milliseconds. */
  readonly atMs: number;
  /**
   * Those allowed now, ascending by bandwidth; at least one. What a codec, a cap, the device or the data saver excludes is not
   * among them, but for the one under way; what has more pixels than the viewport is.
   */
  readonly renditions: readonly AbrRendition[];
  /** What the last segment was fetched in; null at start-up. */
  readonly currentId: string | null;
  /** Seconds of media ahead of the playhead. */
  readonly bufferSec: number;
  /**
   * How many the scheduler wants there, before it fetches one more segment; of a live stream, no more than is recorded,
   * less that segment.
   */
  readonly bufferGoalSec: number;
  /** Seconds; 0: not known yet. */
  readonly segmentDurationSec: number;
  /** Seconds of the title that follow the segment to be fetched; null: not known, or live. */
  readonly remainingSec: number | null;
  /**
   * Set while the playhead waits for the next segment's picture, as at a start or after a seek: seconds of that segment
   * that come before the picture. Null: it does not wait.
   */
  readonly awaitedSec: number | null;
  /**
   * When segments were asked for that the playhead waited for, on the clock of `atMs`, oldest first: the load's first one, and one
   * for each seek to where nothing was buffered; the last 21. Absent: not known.
   */
  readonly awaitedAtMs?: readonly number[];
  /** A segment under way, when it is asked whether to abandon it for another rendition; null: the next one is asked for. */
  readonly inFlight: AbrTransfer | null;
  /** No segment is given up once it is under way, as where another player fetches. Absent: it may be. */
  readonly isWaitedFor?: boolean;
  /** Of the element; 1 is the speed of recording. */
  readonly playbackRate: number;
  /** Bit/s that the chosen audio takes beside the video. */
  readonly audioBps: number;
  /** The last transfers, oldest first. */
  readonly samples: readonly TransferSample[];
  /** Throughput remembered for this network, bit/s; null: none. */
  readonly priorBps: number | null;
  /** What the browser guesses of the downlink, bit/s (Chromium says at most 10 Mbit/s); null: it says nothing. */
  readonly hintBps: number | null;
  /** Device pixels of the element; null: unknown. */
  readonly viewport: { readonly width: number; readonly height: number } | null;
  /** Why nothing better than the best of `renditions` is among them, for the reason. Absent or null: nothing to say. */
  readonly limit?: string | null;
}

export interface AbrDecision {
  /** Of a transfer under way: another one than it is in means to abandon it. */
  readonly renditionId: string;
  /** Why, in words a support engineer understands. */
  readonly reason: string;
  /** The throughput it reckoned with, bit/s; null: none known. */
  readonly estimateBps: number | null;
  /** The viewer saves data, and the app heeds it. Absent: no. */
  readonly savesData?: boolean;
}

/**
 * An app's own say in which rendition comes next: what Kinora knows, and how Kinora decides, which may be asked with another
 * input, as one of fewer renditions (seldom of other ones: its tables are made for a ladder). It answers at once. It is asked
 * for the start and each segment of what adapts, before a segment is there to fetch too where Shaka plays, and never where the
 * media element plays by itself; whether a segment under way is worth its end stays Kinora's to decide.
 * @example (input, decide) => decide({ ...input, renditions: input.renditions.slice(0, 3) })
 */
export type AppDecide = (
  input: AbrInput,
  decide: (input: AbrInput) => AbrDecision,
) => Pick<AbrDecision, 'renditionId'> & Partial<AbrDecision>;

/** What an engine knows; the rest of the input is the player's. */
export type EngineAbrInput = Omit<AbrInput, 'priorBps' | 'hintBps'>;

/** Port to the ABR controller. */
export type Decide = (input: EngineAbrInput) => AbrDecision;
