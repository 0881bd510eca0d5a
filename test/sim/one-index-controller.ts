import type { Choice, Controller, Moment, Rule, SegmentSample, SessionSetup } from './rule.ts';
import type { SimTitle } from './title.ts';

/** A rule that knows the sizes of coming segments in the rung alone that was played last, whose index the player has: 0 in all others. */
export class OneIndexController implements Controller {
  readonly #inner: Controller;
  readonly #title: SimTitle;
  readonly #told: SimTitle;
  readonly progress?: NonNullable<Controller['progress']>;

  constructor(rule: Rule, setup: SessionSetup) {
    const { title } = setup;
    this.#title = title;
    this.#told = { ...title, sizes: title.sizes.map((sizes) => new Float64Array(sizes.length)) };
    const inner = rule.create({ ...setup, title: this.#told });
    this.#inner = inner;
    if (inner.progress) this.progress = (progress) => inner.progress?.(progress) ?? null;
  }

  choose(moment: Moment): Choice {
    const { lastRung } = moment;
    this.#told.sizes.forEach((told, segment) => {
      told.fill(0);
      if (lastRung !== null) told[lastRung] = this.#title.sizes[segment]?.[lastRung] ?? 0;
    });
    return this.#inner.choose(moment);
  }

  finished(sample: SegmentSample, bufferSec: number): void {
    this.#inner.finished?.(sample, bufferSec);
  }
}
