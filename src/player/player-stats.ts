import type { JoinPhase } from '../engine/engine-event.ts';
import type { AbrDecision } from '../model/abr.ts';

/** The start-up, measured from the call of `load()`. */
export interface JoinTime {
  /** Milliseconds to the first frame on the screen (audio-only: to the first playable sample); null until then. */
  readonly totalMs: number | null;
  /** Milliseconds to each phase passed so far. */
  readonly phases: Readonly<Partial<Record<JoinPhase, number>>>;
}

/** Figures of one load, from `load()` until now, or until it ended. */
export interface PlayerStats {
  readonly joinTime: JoinTime;
  readonly positionSec: number;
  /** Media ahead of the playhead. */
  readonly bufferAheadSec: number;
  /** How far a live playhead is behind the moment of recording, seconds; null where nothing is live, or no clock is stated. */
  readonly liveLatencySec: number | null;
  /** Milliseconds in state `playing`: start-up, pauses, seeks and stalls left out. */
  readonly playedMs: number;
  /** Declared bit/s of the active rendition (HLS: its audio included); null where none is shown or declared. */
  readonly currentBitrateBps: number | null;
  /** The same, averaged over the time played. */
  readonly averageBitrateBps: number | null;
  /** The throughput that the last ABR decision reckoned with, bit/s; null: none yet. */
  readonly estimateBps: number | null;
  /** The last ABR decision, with its reason; null: none yet. */
  readonly decision: AbrDecision | null;
  /** Changes of the active rendition that the viewer could see. */
  readonly switchCount: number;
  readonly stalls: { readonly count: number; readonly totalMs: number };
  /** As the browser counts them; null where it does not. */
  readonly droppedFrames: number | null;
  readonly totalFrames: number | null;
  /** Bytes fetched, of transfers that failed or were dropped too: of video segments, of audio segments, of all else. */
  readonly bytes: { readonly video: number; readonly audio: number; readonly other: number };
}
