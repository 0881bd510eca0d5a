/** Time as the player sees it; injected, so that tests run on a virtual one. */
export interface Clock {
  /** Monotonic milliseconds since an arbitrary start. */
  nowMs(): number;
  /** Wall-clock milliseconds since the Unix epoch. */
  epochMs(): number;
  /** Calls `run` once after `delayMs`; returns the function that cancels it. */
  setTimer(run: () => void, delayMs: number): () => void;
}
