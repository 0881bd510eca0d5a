import type { Clock } from '../core/clock.ts';
import type { Scope } from '../core/scope.ts';
import type { TailMeter } from '../core/tail-meter.ts';

/** How often it is looked. */
const LOOK_MS = 250;

/**
 * Tells when nothing has been heard of a request for too long. It has one timer that looks when that was: one for each of
 * a thousand pieces would cost more than they do. The meter is told each time that it looks: where it does not for long,
 * the processor is busy.
 */
export class SilenceWatch {
  readonly #clock: Clock;
  readonly #scope: Scope;
  readonly #meter: Pick<TailMeter, 'look'>;
  readonly #onSilence: (waitedFor: string, timeoutMs: number) => void;
  #heardMs = 0;
  #disarm: () => void = () => undefined;

  constructor(
    clock: Clock,
    scope: Scope,
    meter: Pick<TailMeter, 'look'>,
    onSilence: (waitedFor: string, timeoutMs: number) => void,
  ) {
    this.#clock = clock;
    this.#scope = scope;
    this.#meter = meter;
    this.#onSilence = onSilence;
  }

  /** Bears `timeoutMs` of silence, from now on and from each sign of life. */
  expect(waitedFor: string, timeoutMs: number): void {
    this.noteLife();
    const lookIn = (ms: number): void => {
      this.#disarm();
      this.#disarm = this.#scope.timer(
        () => {
          const nowMs = this.#clock.nowMs();
          this.#meter.look(nowMs);
          const leftMs = this.#heardMs + timeoutMs - nowMs;
          if (leftMs > 0) lookIn(leftMs);
          else this.#onSilence(waitedFor, timeoutMs);
        },
        Math.min(ms, LOOK_MS),
      );
    };
    lookIn(timeoutMs);
  }

  noteLife(): void {
    this.#heardMs = this.#clock.nowMs();
  }
}
