import { ForwardingController } from './forwarding-controller.ts';
import type { Choice, Controller, Moment } from './rule.ts';

/** The player plays no more than the cap where a rule, which is not told of one, chooses more. Looks at a transfer go down, if anywhere. */
export class CappedController extends ForwardingController {
  readonly #highestRung: (moment: Moment) => number;

  constructor(inner: Controller, highestRung: (moment: Moment) => number) {
    super(inner);
    this.#highestRung = highestRung;
  }

  override choose(moment: Moment): Choice {
    const choice = super.choose(moment);
    return { ...choice, rung: Math.min(choice.rung, this.#highestRung(moment)) };
  }
}
