import type { PlayerError } from '../core/errors.ts';
import type { AbrDecision } from '../model/abr.ts';
import type { MediaEvent } from '../model/media-event.ts';
import type { PresentationFacts, RenditionInfo, TrackList } from '../model/presentation-info.ts';
import type { TimeRange } from '../model/time-range.ts';
import type { TransferSample } from '../model/transfer-sample.ts';

/** The steps of a start-up, in the order a good one passes them; the source may open later. */
export type JoinPhase =
  | 'load'
  | 'manifest-requested'
  | 'manifest-received'
  | 'manifest-parsed'
  | 'source-open'
  | 'first-segment-requested'
  | 'first-bytes-received'
  | 'first-append'
  | 'first-frame';

/**
 * What engines tell the player. The player decides what of it is fatal, and what the app hears: of tracks and renditions
 * the documented fields alone, whatever else an engine's own hold.
 */
export type EngineEvent =
  | { readonly type: 'phase'; readonly phase: JoinPhase }
  /** The manifest has been read; again when what it says has changed (a live one that has ended). */
  | { readonly type: 'presentation'; readonly presentation: PresentationFacts }
  | { readonly type: 'duration'; readonly durationSec: number }
  /** The tracks to choose from now, and those chosen; again at each period. */
  | ({ readonly type: 'tracks' } & TrackList)
  /** The renditions to choose from now (playable ones of the active video track, or audio where there is no video). */
  | { readonly type: 'renditions'; readonly renditions: readonly RenditionInfo[] }
  | { readonly type: 'decision'; readonly decision: AbrDecision; readonly positionSec: number }
  /** Media of this rendition has reached the playhead. */
  | { readonly type: 'rendition-shown'; readonly renditionId: string; readonly trackId: string }
  | { readonly type: 'transfer'; readonly sample: TransferSample }
  | { readonly type: 'gap-jumped'; readonly gap: TimeRange }
  | { readonly type: 'recovered'; readonly from: PlayerError; readonly how: string }
  | { readonly type: 'media-event'; readonly event: MediaEvent }
  /** A fault that stopped nothing. */
  | { readonly type: 'warning'; readonly error: PlayerError }
  /** The engine cannot go on. */
  | { readonly type: 'failed'; readonly error: PlayerError };
