import type { AppDecide } from '../model/abr.ts';

/** Tuning of the ABR controller. */
export interface AbrConfig {
  /** Transfers below this say more of latency than of throughput. Bytes, default 16000. */
  readonly minSampleBytes: number;
  /** Throughput assumed while nothing is known, on a network of ordinary latency. Bit/s, default 1.5e6. */
  readonly defaultBps: number;
  /**
   * How much later the picture that the playhead waits for (at a start, after a seek) may come, for a better one than the
   * lowest, milliseconds: where the throughput is guessed, and where it is remembered or measured. Defaults 12 and 200.
   * Or this share of what the first answer took, where that is more: what takes its time anyway can afford it. Default 0.2.
   */
  readonly startDelayGuessedMs: number;
  readonly startDelayRememberedMs: number;
  readonly startDelayShare: number;
  /**
   * What a second of stall costs, where one segment in e times the bitrate is worth 1 more; where a segment is decided on, the
   * next one or one under way, each stall counts for half a second more than it lasts. Higher: more caution. Default 4.3.
   */
  readonly stallCost: number;
  /** What a change to e times the bitrate, or from it, costs in the same unit. Higher: fewer changes. Default 1. */
  readonly switchCost: number;
  /**
   * While the viewer has the browser save data (`Save-Data`), nothing above 480p is chosen by itself, nor sound above
   * 150 kbit/s; the lowest, where all are above. False: that counts for nothing here. Default true.
   */
  readonly heedDataSaver: boolean;
  /**
   * While the page has been hidden for a minute, what comes is fetched in the lowest rendition: nobody sees it, and it takes
   * a fraction of the data and of the battery. As soon as the page is seen again, what is buffered so is replaced. A
   * picture-in-picture and a remote screen count as seen; a title without a picture goes on as it is. Not of the native
   * engine. Default false: a page does not know all that shows its picture (a canvas or a stream that the app makes of it),
   * and where the sound is in the same segments as the picture, the lowest rendition may sound worse to who listens on.
   */
  readonly saveWhenHidden: boolean;
  /**
   * Decides in Kinora's place, or adds a rule to what Kinora decides; applies to preloading too. Where it throws, or gives no
   * rendition of the input's, Kinora decides, and a warning is logged. Default null: none.
   */
  readonly decide: AppDecide | null;
}

/**
 * Least sample: Shaka 5. The assumed rate is what a 480p rendition takes on common ladders, and below the mean of all but
 * the slowest groups of recorded traces (3G mobility, slow fixed lines).
 * Costs: the logarithmic form of the score of Yin et al., A Control-Theoretic Approach for Dynamic Adaptive Video
 * Streaming over HTTP, SIGCOMM 2015.
 */
export const DEFAULT_ABR_CONFIG: AbrConfig = {
  minSampleBytes: 16_000,
  defaultBps: 1.5e6,
  startDelayGuessedMs: 12,
  startDelayRememberedMs: 200,
  startDelayShare: 0.2,
  stallCost: 4.3,
  switchCost: 1,
  heedDataSaver: true,
  saveWhenHidden: false,
  decide: null,
};
