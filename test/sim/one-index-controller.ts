import { ForwardingController } from './forwarding-controller.ts';
import type { Choice, Moment, Rule, SessionSetup } from './rule.ts';
import type { SimTitle } from './title.ts';

/** A rule that knows the sizes of coming segments in the rung alone that was played last, whose index the player has: 0 in all others. */
export class OneIndexController extends ForwardingController {
  readonly #title: SimTitle;
  readonly #told: SimTitle;

  constructor(rule: Rule, setup: SessionSetup) {
    const { title } = setup;
    const told = { ...title, sizes: title.sizes.map((sizes) => new Float64Array(sizes.length)) };
    super(rule.create({ ...setup, title: told }));
    this.#title = title;
    this.#told = told;
  }

  override choose(moment: Moment): Choice {
    const { lastRung } = moment;
    this.#told.sizes.forEach((told, segment) => {
      told.fill(0);
      if (lastRung !== null) told[lastRung] = this.#title.sizes[segment]?.[lastRung] ?? 0;
    });
    return super.choose(moment);
  }
}
