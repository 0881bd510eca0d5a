import type { Choice, Controller, Moment, SegmentSample } from './rule.ts';

/** Hands all that a controller is asked and told on to another one: what stands between the two overrides a part of it. */
export class ForwardingController implements Controller {
  readonly #inner: Controller;
  /** Only where the other one looks at transfers. */
  readonly progress?: NonNullable<Controller['progress']>;

  constructor(inner: Controller) {
    this.#inner = inner;
    if (inner.progress) this.progress = (progress) => inner.progress?.(progress) ?? null;
  }

  choose(moment: Moment): Choice {
    return this.#inner.choose(moment);
  }

  finished(sample: SegmentSample, bufferSec: number): void {
    this.#inner.finished?.(sample, bufferSec);
  }
}
