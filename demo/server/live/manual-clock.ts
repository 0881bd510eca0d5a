import type { WallClock } from './wall-clock.ts';

/** A clock for tests: it stands still until it is told to go on. */
export class ManualClock implements WallClock {
  #nowMs: number;
  readonly #waiting = new Set<{ readonly untilMs: number; readonly resolve: () => void }>();
  readonly #watchers = new Set<{ readonly count: number; readonly resolve: () => void }>();

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** How many wait for it. */
  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** Resolves when so many wait for it. */
  untilWaiting(count: number): Promise<void> {
    if (this.#waiting.size >= count) return Promise.resolve();
    return new Promise((resolve) => this.#watchers.add({ count, resolve }));
  }

  waitUntil(instantMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || instantMs <= this.#nowMs) return Promise.resolve();
    return new Promise((resolve) => {
      const waiter = { untilMs: instantMs, resolve };
      this.#waiting.add(waiter);
      for (const watcher of this.#watchers) {
        if (watcher.count > this.#waiting.size) continue;
        this.#watchers.delete(watcher);
        watcher.resolve();
      }
      signal.addEventListener('abort', () => {
        this.#waiting.delete(waiter);
        resolve();
      });
    });
  }

  goTo(nowMs: number): void {
    this.#nowMs = nowMs;
    for (const waiter of this.#waiting) {
      if (waiter.untilMs > nowMs) continue;
      this.#waiting.delete(waiter);
      waiter.resolve();
    }
  }
}
