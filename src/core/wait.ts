import type { Clock } from './clock.ts';
import { Scope } from './scope.ts';

/** Resolves after `delayMs`; rejects with the signal's reason when that aborts first, and leaves no timer. */
export function wait(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  const scope = new Scope(clock);
  return new Promise((resolve, reject) => {
    scope.onDispose(() => {
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    });
    scope.timer(() => {
      scope.dispose();
    }, delayMs);
    scope.follow(signal);
  });
}
