/** Calls `run` once, when the page has nothing more urgent to do; where the browser cannot tell (Safari), in a task of its own. */
export function whenIdle(run: () => void): void {
  const { requestIdleCallback: wait = setTimeout } = window as {
    readonly requestIdleCallback?: (run: () => void) => unknown;
  };
  wait(run);
}
