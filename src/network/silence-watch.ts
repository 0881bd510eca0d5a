import type { Clock } from '../core/clock.ts';
import type { Scope } from '../core/scope.ts';

/**
 * Tells when nothing has been heard of a request for too long. It has one timer that looks when that was: one for each of
 * a thousand pieces would cost more than they do.
 */
export class SilenceWatch {
  readonly #clock: Clock;
  readonly #scope: Scope;
  readonly #onSilence: (waitedFor: string, timeoutMs: number) => void;
  #heardMs = 0;
  #disarm: () => void = () => undefined;

  constructor(clock: Clock, scope: Scope, onSilence: (waitedFor: string, timeoutMs: number) => void) {
    this.#clock = clock;
    this.#scope = scope;
    this.#onSilence = onSilence;
  }

  /** Bears `timeoutMs` of silence, from now on and from each sign of life. */
  expect(waitedFor: string, timeoutMs: number): void {
    this.noteLife();
    const lookIn = (ms: number): void => {
      this.#disarm();
      this.#disarm = this.#scope.timer(() => {
        const leftMs = this.#heardMs + timeoutMs - this.#clock.nowMs();
        if (leftMs > 0) lookIn(leftMs);
        else this.#onSilence(waitedFor, timeoutMs);
      }, ms);
    };
    lookIn(timeoutMs);
  }

  noteLife(): void {
    this.#heardMs = this.#clock.nowMs();
  }
}
