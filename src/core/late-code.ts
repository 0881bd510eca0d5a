import { loadCode } from './load-code.ts';
import type { Logger } from './logger.ts';

/** What could not be had, twice, is not asked for again before, milliseconds: whoever wants it wants it several times a second. */
const RETRY_AFTER_MS = 5000;

/** A part of Kinora that comes behind the first picture, and is waited for by nothing. */
export class LateCode<T> {
  readonly #log: Logger;
  readonly #load: () => Promise<T>;
  readonly #what: string;
  readonly #meanwhile: string;
  /** When it may be asked for, on the clock; Infinity while it is on its way. */
  #nextMs = -Infinity;
  #isFailureTold = false;
  /** Null until it is here. */
  value: T | null = null;

  /** For the log: `what` the code is for, and what is so `meanwhile`. */
  constructor(log: Logger, what: string, meanwhile: string, load: () => Promise<T>) {
    this.#log = log;
    this.#what = what;
    this.#meanwhile = meanwhile;
    this.#load = load;
  }

  /** Asks for the code, unless it is here or on its way. What fails is told once, and tried again by a later call. */
  fetch(nowMs: number): void {
    if (this.value || nowMs < this.#nextMs) return;
    this.#nextMs = Infinity;
    loadCode(this.#what, this.#load).then(
      (value) => {
        this.value = value;
      },
      (error: unknown) => {
        this.#nextMs = nowMs + RETRY_AFTER_MS;
        if (this.#isFailureTold) return;
        this.#isFailureTold = true;
        this.#log('warn', `Until the code for ${this.#what} is here, ${this.#meanwhile}.`, error);
      },
    );
  }
}
