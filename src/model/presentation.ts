import type { MediaEvent } from './media-event.ts';
import type { Track } from './track.ts';

/** A span of the presentation with one set of tracks. HLS has one; its discontinuities live in the segments. */
export interface Period {
  readonly id: string;
  /** Seconds on the presentation timeline. */
  readonly startSec: number;
  /** Seconds; null where only the media or the last segment tells. */
  readonly durationSec: number | null;
  readonly tracks: readonly Track[];
  readonly events: readonly MediaEvent[];
}

/** What a DASH MPD or an HLS playlist describes: one model for both. */
export interface Presentation {
  readonly protocol: 'dash' | 'hls';
  /** Where the manifest came from, after redirects. */
  readonly url: string;
  readonly isLive: boolean;
  /** Seconds as declared; null where segment indices must be read first (HLS). The media may end earlier. */
  readonly durationSec: number | null;
  /** Where the author wants playback to start, in seconds; negative counts from the end. Null: at the beginning. */
  readonly preferredStartSec: number | null;
  readonly periods: readonly Period[];
  /** Things worth knowing that stop nothing: unknown descriptors, repaired values. For logs. */
  readonly warnings: readonly string[];
}
