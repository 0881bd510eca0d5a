/** How the next title is prepared while the present one plays. */
export interface PreloadConfig {
  /**
   * Bytes to hold of a title at most. A rendition whose first segment would not fit is not chosen. Default 6 MB: four
   * seconds at 10 Mbit/s, with the audio beside.
   */
  readonly maxBytes: number;
  /**
   * Seconds that the present title must have buffered ahead, or all that is left of it, before anything of the next
   * is asked for; never more than the buffer's own goal. Default 6: the longest common segment can be fetched anew.
   */
  readonly startAheadSec: number;
  /** Below this many seconds the present title needs the network: transfers stop, and go on later. Default 3. */
  readonly yieldBelowSec: number;
  /**
   * What was asked for longer ago than this is given up, prepared or not, its keys too: addresses expire, manifests change.
   * Seconds, default 300.
   */
  readonly maxAgeSec: number;
  /**
   * Whether the keys of a protected title are asked for, too. Default true. False for a service that
   * counts each licence as a viewer, and for a device that has no room for the keys of two titles.
   */
  readonly licences: boolean;
}

export const DEFAULT_PRELOAD_CONFIG: PreloadConfig = {
  maxBytes: 6e6,
  startAheadSec: 6,
  yieldBelowSec: 3,
  maxAgeSec: 300,
  licences: true,
};
