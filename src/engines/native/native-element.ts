import type { MediaElementPort, TimeRangesPort } from '../../core/media-ports.ts';
import type { ListenTarget } from '../../core/scope.ts';
import type { MediaKeysPort, WebKitKeysPort } from './key-ports.ts';

/** Fires `addtrack`, `removetrack` and `change`. */
export interface TrackListPort<T> extends ListenTarget {
  readonly length: number;
  readonly [index: number]: T;
}

/** @see https://html.spec.whatwg.org/multipage/media.html#audiotrack */
export interface AudioTrackPort {
  readonly kind: string;
  readonly label: string;
  readonly language: string;
  enabled: boolean;
}

/** @see https://html.spec.whatwg.org/multipage/media.html#texttrack */
export interface TextTrackPort {
  /** `forced` is Apple's. */
  readonly kind: string;
  readonly label: string;
  readonly language: string;
  mode: 'disabled' | 'hidden' | 'showing';
}

/** What this engine uses of an HTMLVideoElement, beside what every engine does; the element itself satisfies it. */
export interface NativeElementPort extends MediaElementPort {
  src: string;
  readonly seekable: TimeRangesPort;
  /** Pixels of the picture that plays; 0 where there is none. */
  readonly videoWidth: number;
  readonly videoHeight: number;
  readonly textTracks: TrackListPort<TextTrackPort>;
  /** WebKit has it; Chromium and Firefox keep it behind a flag. */
  readonly audioTracks?: TrackListPort<AudioTrackPort>;
  /** Firefox. */
  readonly mozHasAudio?: boolean;
  /** Chromium and WebKit: bytes of sound that the decoder has taken so far. */
  readonly webkitAudioDecodedByteCount?: number;
  load(): void;
  canPlayType(mimeType: string): string;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  /** WebKit: the moment of recording of position 0; an invalid date where the playlist states none. */
  getStartDate?(): Date;
  setMediaKeys?(keys: MediaKeysPort | null): Promise<void>;
  webkitSetMediaKeys?(keys: WebKitKeysPort | null): void;
}
