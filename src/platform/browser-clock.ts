import type { Clock } from '../core/clock.ts';

/** The browser's own time: `performance.now`, `Date.now` and `setTimeout`. */
export function createBrowserClock(): Clock {
  return {
    nowMs: () => performance.now(),
    epochMs: () => Date.now(),
    setTimer(run, delayMs) {
      const id = setTimeout(run, delayMs);
      return () => {
        clearTimeout(id);
      };
    },
  };
}
