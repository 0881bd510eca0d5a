import type { Clock } from './clock.ts';

/** The subset of EventTarget that a scope listens on. */
export interface ListenTarget {
  addEventListener(type: string, listener: (event: Event) => void): void;
  removeEventListener(type: string, listener: (event: Event) => void): void;
}

/**
 * Owns everything with a lifetime: timers, listeners, requests (through `signal`), child scopes.
 * Disposing it is the only clean-up path, and leaves nothing behind.
 */
export class Scope {
  readonly #controller = new AbortController();
  readonly #disposers = new Set<() => void>();
  readonly #clock: Clock;
  #leaveParent: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Aborted when the scope is disposed. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isDisposed(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Runs `dispose` when the scope ends, or at once if it has; returns the function that takes it off again. */
  onDispose(dispose: () => void): () => void {
    if (this.isDisposed) {
      dispose();
      return () => undefined;
    }
    this.#disposers.add(dispose);
    return () => this.#disposers.delete(dispose);
  }

  listen(target: ListenTarget, type: string, listener: (event: Event) => void): () => void {
    target.addEventListener(type, listener);
    return this.#own(() => {
      target.removeEventListener(type, listener);
    });
  }

  /** Calls `run` once after `delayMs` unless the scope ends first; returns the function that cancels it. */
  timer(run: () => void, delayMs: number): () => void {
    const end = this.#own(
      this.#clock.setTimer(() => {
        end();
        run();
      }, delayMs),
    );
    return end;
  }

  /** A scope that ends with this one, or earlier by its own `dispose`. */
  child(): Scope {
    const child = new Scope(this.#clock);
    child.#leaveParent = this.onDispose(() => {
      child.dispose(this.signal.reason);
    });
    return child;
  }

  /** Ends the scope when `signal` aborts, with the signal's reason. */
  follow(signal: AbortSignal): void {
    if (signal.aborted) {
      this.dispose(signal.reason);
      return;
    }
    this.listen(signal, 'abort', () => {
      this.dispose(signal.reason);
    });
  }

  /** Ends it all. A disposer that throws keeps no other from running; the first such error is thrown on. */
  dispose(reason?: unknown): void {
    if (this.isDisposed) return;
    this.#controller.abort(reason);
    this.#leaveParent?.();
    const disposers = [...this.#disposers];
    this.#disposers.clear();
    const failures: unknown[] = [];
    for (const run of disposers) {
      try {
        run();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** How many timers, listeners and children are alive, for leak checks. */
  get size(): number {
    return this.#disposers.size;
  }

  /** Returns what ends it before the scope does. */
  #own(end: () => void): () => void {
    const forget = this.onDispose(end);
    return () => {
      forget();
      end();
    };
  }
}

/** Whether what was caught is the cancellation that `signal` asked for, and so no error. */
export function isCancellation(signal: AbortSignal, caught: unknown): boolean {
  return (
    signal.aborted && (caught === signal.reason || (caught instanceof Error && caught.name === 'AbortError'))
  );
}
