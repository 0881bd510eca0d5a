import type { Clock } from '../core/clock.ts';
import type { DeviceInfo } from '../core/device-info.ts';
import type { PlayerError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { MediaElementPort } from '../core/media-ports.ts';
import type { AbrInput, Decide } from '../model/abr.ts';
import type { DrmConfig } from '../model/drm-config.ts';
import type { Quality } from '../model/quality.ts';
import type { Rendition } from '../model/rendition.ts';
import type { RequestResource } from '../model/resource.ts';
import type { SourceDescriptor } from '../model/source.ts';
import type { TimeRange } from '../model/time-range.ts';
import type { EngineEvent } from './engine-event.ts';

export type EngineName = 'mse' | 'shaka' | 'hlsjs' | 'native';

/** What an engine is given: ports and policy. It holds no singleton and reads no global. */
export interface EngineContext {
  readonly element: MediaElementPort;
  readonly request: RequestResource;
  readonly decide: Decide;
  readonly clock: Clock;
  readonly log: Logger;
  readonly device: DeviceInfo;
  /** Resolves when the first picture is on the screen: what nobody waits for keeps out of its way. It may never. */
  readonly firstFrame: Promise<void>;
  /** Device pixels that the picture is shown on; null: unknown. */
  viewport(): AbrInput['viewport'];
  emit(event: EngineEvent): void;
}

export interface EngineLoadOptions {
  /** Presentation seconds; null: where the manifest wants, else the beginning. */
  readonly startSec: number | null;
  readonly quality: Quality;
  readonly preferredAudioLanguages: readonly string[];
  readonly drm: DrmConfig;
}

/** Figures of the moment, cheap enough to ask for every second. */
export interface EngineSnapshot {
  readonly bufferAheadSec: number;
  readonly buffered: readonly TimeRange[];
  readonly seekable: TimeRange;
  /** Null where the presentation is not live. */
  readonly live: LiveSnapshot | null;
}

/** Where a live presentation is, on the same timeline as the playhead. */
export interface LiveSnapshot {
  /** Where a player that follows the live edge would be, seconds: the target latency behind the newest media. */
  readonly syncSec: number;
  /** How far the playhead is behind the moment of recording, seconds; null where the manifest states no clock. */
  readonly latencySec: number | null;
}

/**
 * Port to something that can play a presentation. Policy (which rendition, which track, when to retry, what is
 * fatal) is injected or decided above; an engine carries it out and reports.
 */
export interface Engine {
  readonly name: EngineName;
  /**
   * Starts the source; its first request leaves before this returns. Resolves when the presentation is known and
   * media is on its way to the decoder. Rejects with PlayerError when it cannot start.
   */
  load(source: SourceDescriptor, options: EngineLoadOptions): Promise<void>;
  /** Track ids of the running period. Takes effect within a segment. @throws PlayerError `track-unknown` */
  selectTrack(trackId: string): void;
  /** Shows no subtitles, until a text track is selected; without effect where none are shown. */
  deselectText(): void;
  /** @throws PlayerError `rendition-unknown` */
  setQuality(quality: Quality): void;
  snapshot(): EngineSnapshot;
  /** Stops everything and leaves nothing behind. Idempotent; safe in any state. */
  destroy(): void;
}

/** What a preparation is given: what an engine is, but nothing to show media on. */
export interface PrepareContext extends Omit<EngineContext, 'emit' | 'firstFrame'> {
  readonly signal: AbortSignal;
  /** A rendition whose first segment is larger than this is not chosen. */
  readonly maxSegmentBytes: number;
  /** Whether Kinora's own engine will play it: the code that it needs is asked for, too. */
  readonly isForOwnEngine: boolean;
  /** Kinora's own engine declines the title for how it is encrypted: what is asked for next is for another one. */
  onDecline(error: PlayerError): void;
  /** How to ask for the keys beforehand, where Kinora's own engine will play it; null: they are left to the load. */
  readonly licences: {
    readonly request: RequestResource;
    /** That engine, with the keys on their way. */
    readonly onReadied: (readied: ReadiedEngine) => void;
  } | null;
  /** The rendition that the load must start in to find its media here, before any is asked for; null: none fits. */
  onRendition(rendition: Rendition | null): void;
}

/**
 * Asks, through `request`, for all that a `load` of the source with these options would ask for before its first
 * frame, and, for Kinora's own engine, for the code that plays it. Keeps nothing of it: whoever answers the requests does.
 * @throws PlayerError when the source cannot be played
 */
export type PrepareTitle = (
  source: SourceDescriptor,
  options: EngineLoadOptions,
  context: PrepareContext,
) => Promise<void>;

export type CreateEngine = (context: EngineContext) => Engine;

/** An engine that is made ready for a title before the title is loaded, while another one is on the element. */
export interface ReadiedEngine {
  readonly name: EngineName;
  /** Resolves when it has all that it can have beforehand. Rejects where it comes to nothing, or with the reason of its end. */
  readonly whenReady: Promise<void>;
  /** The engine that goes on from there; one that begins anew, where it has come to nothing. */
  readonly create: CreateEngine;
  /** Ends it, unless an engine was made of it. Idempotent. */
  free(): void;
}
