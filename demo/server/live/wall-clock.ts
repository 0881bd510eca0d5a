/** The time that a live origin goes by. */
export interface WallClock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /** Resolves at the instant, or when the signal aborts: whoever waits looks at the signal. */
  waitUntil(instantMs: number, signal: AbortSignal): Promise<void>;
}

/** The machine's clock. All waiting of the live origin is here. */
export const wallClock: WallClock = {
  nowMs: () => Date.now(),
  async waitUntil(instantMs, signal) {
    // A timer may fire a millisecond early by the clock of the day.
    while (!signal.aborted && Date.now() < instantMs) await timerOf(instantMs - Date.now(), signal);
  },
};

function timerOf(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', settle);
      resolve();
    };
    const timer = setTimeout(settle, delayMs);
    signal.addEventListener('abort', settle);
  });
}
