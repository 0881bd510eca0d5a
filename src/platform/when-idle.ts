/** Where the browser cannot tell when it is idle (Safari), a page is mostly through with its own start by then. */
const LIKELY_IDLE_MS = 300;

/** Calls `run` once, when the page has nothing more urgent to do. */
export function whenIdle(run: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(run);
  else setTimeout(run, LIKELY_IDLE_MS);
}
