import type { ListenTarget } from './scope.ts';

/** Structural view of TimeRanges. Seconds. */
export interface TimeRangesPort {
  readonly length: number;
  start(index: number): number;
  end(index: number): number;
}

/** What the player uses of an HTMLMediaElement; the element itself satisfies it. Times in seconds. */
export interface MediaElementPort extends ListenTarget {
  currentTime: number;
  readonly duration: number;
  readonly paused: boolean;
  readonly ended: boolean;
  readonly seeking: boolean;
  playbackRate: number;
  readonly readyState: number;
  readonly buffered: TimeRangesPort;
  readonly error: { readonly code: number; readonly message: string } | null;
  play(): Promise<void>;
  pause(): void;
  readonly clientWidth?: number;
  readonly clientHeight?: number;
  readonly videoWidth?: number;
  readonly ownerDocument?: { readonly hidden: boolean; readonly pictureInPictureElement?: unknown };
  readonly remote?: { readonly state: string };
  /** Safari's own words for picture-in-picture and AirPlay. */
  readonly webkitPresentationMode?: string;
  readonly webkitCurrentPlaybackTargetIsWireless?: boolean;
  getVideoPlaybackQuality?(): { readonly droppedVideoFrames: number; readonly totalVideoFrames: number };
}

/** What the engine uses of a SourceBuffer. @see https://www.w3.org/TR/media-source-2/#sourcebuffer */
export interface SourceBufferPort extends ListenTarget {
  mode: 'segments' | 'sequence';
  readonly updating: boolean;
  readonly buffered: TimeRangesPort;
  timestampOffset: number;
  appendWindowStart: number;
  appendWindowEnd: number;
  appendBuffer(bytes: Uint8Array<ArrayBuffer>): void;
  remove(startSec: number, endSec: number): void;
  abort(): void;
  changeType?(mimeType: string): void;
}

/** What the engine uses of a (Managed)MediaSource. */
export interface MediaSourcePort extends ListenTarget {
  readonly readyState: 'closed' | 'ended' | 'open';
  duration: number;
  addSourceBuffer(mimeType: string): SourceBufferPort;
  removeSourceBuffer(buffer: SourceBufferPort): void;
  endOfStream(error?: 'network' | 'decode'): void;
}

/** A MediaSource attached to the element; `detach` frees the object URL and takes it off the element. */
export interface AttachedMediaSource {
  readonly mediaSource: MediaSourcePort;
  /** ManagedMediaSource only: false while the browser asks not to fetch. Always true elsewhere. */
  isStreamingWanted(): boolean;
  detach(): void;
}

/** Port to the platform's Media Source Extensions. */
export interface MsePlatform {
  readonly isSupported: boolean;
  isTypeSupported(mimeType: string): boolean;
  /** Creates a MediaSource (ManagedMediaSource where only that exists) and attaches it; it opens later (`sourceopen`). */
  attach(element: MediaElementPort): AttachedMediaSource;
}
