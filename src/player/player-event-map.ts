import type { PlayerError } from '../core/errors.ts';
import type { JoinPhase } from '../engine/engine-event.ts';
import type { AbrDecision } from '../model/abr.ts';
import type { MediaEvent } from '../model/media-event.ts';
import type { TimeRange } from '../model/time-range.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import type { PresentationInfo, RenditionInfo, TrackInfo } from '../model/presentation-info.ts';
import type { EngineChange } from './engine-chooser.ts';
import type { PlayerState } from './state.ts';

/** When it happened: milliseconds on the player's monotonic clock (`performance.now()` in a browser). */
export interface Timed {
  readonly atMs: number;
}

/** Everything a player says, by event name. Payloads are values: keeping one is safe, changing one is not. */
export interface PlayerEventMap {
  readonly statechange: Timed & { readonly from: PlayerState; readonly to: PlayerState };
  /** The manifest has been read, or the duration became better known. */
  readonly presentation: Timed & { readonly presentation: PresentationInfo };
  /** Other tracks to choose from, or others chosen. */
  readonly trackschange: Timed & {
    readonly tracks: readonly TrackInfo[];
    readonly activeIds: readonly string[];
  };
  readonly renditionschange: Timed & { readonly renditions: readonly RenditionInfo[] };
  /** Media of another rendition has reached the playhead. `rendition` is null where it is not one to choose from. */
  readonly renditionchange: Timed & {
    readonly renditionId: string;
    readonly trackId: string;
    readonly rendition: RenditionInfo | null;
  };
  /** An engine has taken the load, or taken it over from one that could not start. */
  readonly enginechange: Timed & EngineChange;
  /** Which rendition the next segment is fetched in, and why. */
  readonly decision: Timed & { readonly decision: AbrDecision; readonly positionSec: number };
  /** Playback stopped for want of data, after start-up and outside of a seek. */
  readonly stallstart: Timed & { readonly positionSec: number };
  readonly stallend: Timed & { readonly positionSec: number; readonly durationMs: number };
  /** The playhead jumped over a hole in the media. */
  readonly gapjump: Timed & { readonly gap: TimeRange };
  /** Timed metadata found in the manifest or the media; it is said when found, not when due. */
  readonly mediaevent: Timed & { readonly event: MediaEvent };
  /** A transfer has ended. */
  readonly transfer: Timed & { readonly sample: TransferSample };
  /** A fault that would have ended playback was overcome; `how` says by what. */
  readonly recovered: Timed & { readonly from: PlayerError; readonly how: string };
  /** A fault that stopped nothing. */
  readonly warning: Timed & { readonly error: PlayerError };
  /** Playback is over; a pending `load` rejects with the same error. */
  readonly error: Timed & { readonly error: PlayerError };
  /** A step of the start-up was passed, this long after `load()` was called. */
  readonly phase: Timed & { readonly phase: JoinPhase; readonly sinceLoadMs: number };
  /** The end has been reached. */
  readonly ended: Timed;
}

/** Says an event; without a time, it happened now. */
export type Announce = <K extends keyof PlayerEventMap>(
  type: K,
  payload: Omit<PlayerEventMap[K], 'atMs'>,
  atMs?: number,
) => void;
