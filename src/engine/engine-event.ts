import type { PlayerError } from '../core/errors.ts';
import type { AbrDecision } from '../model/abr.ts';
import type { MediaEvent } from '../model/media-event.ts';
import type { Presentation } from '../model/presentation.ts';
import type { Rendition } from '../model/rendition.ts';
import type { TimeRange } from '../model/time-range.ts';
import type { Track } from '../model/track.ts';
import type { TransferSample } from '../model/transfer-sample.ts';

/** The steps of a start-up, in the order a good one passes them. */
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

/** What engines tell the player. The player decides what of it is fatal, and what the app hears. */
export type EngineEvent =
  | { readonly type: 'phase'; readonly phase: JoinPhase }
  | {
      readonly type: 'presentation';
      readonly presentation: Presentation;
      readonly durationSec: number | null;
    }
  | { readonly type: 'duration'; readonly durationSec: number }
  /** The tracks to choose from now, and those chosen; again at each period. */
  | { readonly type: 'tracks'; readonly tracks: readonly Track[]; readonly activeIds: readonly string[] }
  /** The renditions to choose from now (playable ones of the active video track, or audio where there is no video). */
  | { readonly type: 'renditions'; readonly renditions: readonly Rendition[] }
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
