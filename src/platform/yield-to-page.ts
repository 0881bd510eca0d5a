/**
 * Ends the task at hand, so that the page can answer a key press before the work goes on.
 * With `scheduler.yield` what follows goes before the tasks that wait.
 * @see https://wicg.github.io/scheduling-apis/#dom-scheduler-yield
 */
export function yieldToPage(): Promise<void> {
  const { scheduler } = globalThis as { readonly scheduler?: { yield?(): Promise<void> } };
  return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve, 0));
}
