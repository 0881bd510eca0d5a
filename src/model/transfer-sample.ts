import type { TransferTail } from '../core/tail-meter.ts';
import type { TrackKind } from './track.ts';

export type ResourceType = 'manifest' | 'playlist' | 'index' | 'init' | 'segment' | 'key' | 'licence';

/** What one finished (or abandoned) transfer showed of the network. Times on the player's monotonic clock, ms. */
export interface TransferSample {
  readonly type: ResourceType;
  readonly trackKind: TrackKind | null;
  readonly renditionId: string | null;
  /** Host that answered. */
  readonly host: string;
  readonly status: number;
  readonly bytes: number;
  /** Seconds of media that `bytes` are. Absent or null: not known, or the segment did not come whole in this transfer. */
  readonly mediaSec?: number | null;
  /** How many bytes the manifest had told of it, under the same condition. Absent or null: none. */
  readonly toldBytes?: number | null;
  readonly startMs: number;
  readonly firstByteMs: number;
  readonly endMs: number;
  /** What came last. Absent or null: not measured. */
  readonly tail?: TransferTail | null;
  /**
   * How much came in how much of the time, milliseconds, while the link was busy for all that is known. Of a segment that came as it
   * was encoded (low latency), the rest of the time it waited for the encoder; of one whose end came while this device was
   * busy, nobody saw the rest come. Absent or null: the link was busy throughout, or nobody knows.
   */
  readonly busy?: { readonly bytes: number; readonly ms: number } | null;
  /** Requests made until it succeeded, 1 = at once. */
  readonly attempts: number;
  /** True when it came from a cache and says nothing of the network. */
  readonly isCached: boolean;
}
