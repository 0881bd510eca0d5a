import type {
  Choice,
  Controller,
  Moment,
  Rule,
  SegmentSample,
  SessionSetup,
  TransferProgress,
} from '../rule.ts';
import { ByEnhancedBuffer, type BolaEnhancedOptions } from '../rules/bola-e.ts';
import type { LinkEstimate } from '../rules/link-estimate.ts';
import { measured } from '../rules/measured.ts';
import { ByThroughput } from '../rules/throughput.ts';

/** BOLA-E takes over above the one and gives up below the other. Seconds; sabre. */
const ENOUGH_SEC = 10;
const LOW_SEC = 5;

/** sabre's "dynamicdash": throughput and BOLA-E by turns, by the buffer alone. */
class ByTurns implements Controller {
  readonly #byBuffer: ByEnhancedBuffer;
  readonly #byThroughput: ByThroughput;
  #isByBuffer = false;

  constructor(setup: SessionSetup, link: LinkEstimate, options: BolaEnhancedOptions) {
    this.#byBuffer = new ByEnhancedBuffer(setup, link, options);
    this.#byThroughput = new ByThroughput(setup, link);
  }

  choose(moment: Moment): Choice {
    this.#byBuffer.idleUntil(moment.atSec);
    this.#isByBuffer = this.#isByBuffer ? moment.bufferSec >= LOW_SEC : moment.bufferSec > ENOUGH_SEC;
    return this.#turn().choose(moment);
  }

  progress(progress: TransferProgress): number | null {
    const rung = this.#turn().progress(progress);
    if (rung !== null) this.#byBuffer.abandonedFor(rung);
    return rung;
  }

  finished(sample: SegmentSample, bufferSec: number): void {
    this.#byBuffer.finished(sample, bufferSec);
  }

  #turn(): ByEnhancedBuffer | ByThroughput {
    return this.#isByBuffer ? this.#byBuffer : this.#byThroughput;
  }
}

export function dynamicDashRule(options: BolaEnhancedOptions): Rule {
  return {
    name: 'dynamicdash',
    create: (setup) => measured(setup, (link) => new ByTurns(setup, link, options)),
  };
}
