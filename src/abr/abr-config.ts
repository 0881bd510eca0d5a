/** Tuning of the throughput-and-buffer rule. */
export interface AbrConfig {
  /** Half-lives of the two moving averages, in seconds of transfer; the lower average counts. Defaults 3 and 8. */
  readonly fastHalfLifeSec: number;
  readonly slowHalfLifeSec: number;
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
  /** Buffer from which on the rule is at its boldest; at most half of the scheduler's goal. Seconds, default 12. */
  readonly comfortableBufferSec: number;
  /** Share of the throughput that a rendition newly chosen may need: with an empty and with a comfortable buffer. */
  readonly chooseShareEmpty: number;
  readonly chooseShareComfortable: number;
  /** The same for the rendition in use; above 1, the buffer pays the difference until it is comfortable no more. */
  readonly keepShareEmpty: number;
  readonly keepShareComfortable: number;
  /** A switch up must be fetched within this share of the time that the buffer lasts. Default 0.5. */
  readonly raiseBufferShare: number;
}

/**
 * Half-lives: dash.js 5; least sample: Shaka 5. The assumed rate is what a 480p rendition takes on common ladders, and
 * below the mean of all but the slowest groups of recorded traces (3G mobility, slow fixed lines). The shares bracket
 * what other players use (0.7 to 0.95); they were chosen on simulated steps and noise (`decide.test.ts`), not tuned on
 * traces.
 */
export const DEFAULT_ABR_CONFIG: AbrConfig = {
  fastHalfLifeSec: 3,
  slowHalfLifeSec: 8,
  minSampleBytes: 16_000,
  defaultBps: 1.5e6,
  startDelayGuessedMs: 12,
  startDelayRememberedMs: 200,
  startDelayShare: 0.2,
  comfortableBufferSec: 12,
  chooseShareEmpty: 0.65,
  chooseShareComfortable: 0.9,
  keepShareEmpty: 0.8,
  keepShareComfortable: 1.15,
  raiseBufferShare: 0.5,
};
