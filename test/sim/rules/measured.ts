import type { Choice, Controller, Moment, SegmentSample, SessionSetup } from '../rule.ts';
import { LinkEstimate } from './link-estimate.ts';

/**
 * A controller that decides by a link's estimate. The first segment, of which nothing can be known, comes in the lowest
 * rung; abandoned transfers do not count; a decision to wait stands when the wait is over.
 */
export function measured(setup: SessionSetup, build: (link: LinkEstimate) => Controller): Controller {
  const link = new LinkEstimate(setup.title.segmentSec);
  return new Measured(link, build(link));
}

class Measured implements Controller {
  readonly #link: LinkEstimate;
  readonly #inner: Controller;
  #waitedFor: { readonly segment: number; readonly rung: number } | null = null;
  readonly progress?: NonNullable<Controller['progress']>;

  constructor(link: LinkEstimate, inner: Controller) {
    this.#link = link;
    this.#inner = inner;
    if (inner.progress) this.progress = (progress) => inner.progress?.(progress) ?? null;
  }

  choose(moment: Moment): Choice {
    if (this.#link.throughputBps === null) return { rung: 0 };
    if (this.#waitedFor?.segment === moment.segment) return { rung: this.#waitedFor.rung };
    const choice = this.#inner.choose(moment);
    if ((choice.waitSec ?? 0) > 0) this.#waitedFor = { segment: moment.segment, rung: choice.rung };
    return choice;
  }

  finished(sample: SegmentSample, bufferSec: number): void {
    this.#waitedFor = null;
    this.#inner.finished?.(sample, bufferSec);
    if (sample.isComplete) this.#link.add(sample);
  }
}
