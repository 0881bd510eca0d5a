import type { Clock } from './clock.ts';
import { Scope } from './scope.ts';

/** What is promised, if it comes in time. What comes later is nobody's. @throws Error that says `what` did not come */
export function within<T>(promise: Promise<T>, ms: number, clock: Clock, what: string): Promise<T> {
  const scope = new Scope(clock);
  const timeout = new Promise<never>((_resolve, reject) => {
    scope.timer(() => {
      reject(new Error(`no ${what} within ${ms} ms`));
    }, ms);
  });
  return Promise.race([promise, timeout]).finally(() => {
    scope.dispose();
  });
}
