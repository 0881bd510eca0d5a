import type { Choice, Controller, Moment, SegmentSample } from './rule.ts';

/** The player plays no more than the cap where a rule, which is not told of one, chooses more. */
export class CappedController implements Controller {
  readonly #inner: Controller;
  readonly #highestRung: (moment: Moment) => number;
  readonly progress?: NonNullable<Controller['progress']>;

  constructor(inner: Controller, highestRung: (moment: Moment) => number) {
    this.#inner = inner;
    this.#highestRung = highestRung;
    if (inner.progress) this.progress = (progress) => inner.progress?.(progress) ?? null; // goes down, if anywhere
  }

  choose(moment: Moment): Choice {
    const choice = this.#inner.choose(moment);
    return { ...choice, rung: Math.min(choice.rung, this.#highestRung(moment)) };
  }

  finished(sample: SegmentSample, bufferSec: number): void {
    this.#inner.finished?.(sample, bufferSec);
  }
}
