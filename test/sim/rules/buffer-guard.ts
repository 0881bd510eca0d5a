import type { SimTitle } from '../title.ts';
import { declaredBits } from './ladder.ts';
import type { LinkEstimate } from './link-estimate.ts';

/** The share of the buffered time that a segment may take to come: it falls by this factor a segment, to the lowest. */
const SHARE_AT_FIRST = 0.9;
const SHARE_LOWEST = 0.5;

/**
 * Refuses what would hardly come before the buffer is empty. The rule that players call "insufficient buffer".
 * @see Spiteri et al., From Theory to Practice, TOMM 2019, §5
 */
export class BufferGuard {
  readonly #title: SimTitle;
  readonly #link: LinkEstimate;
  #share = SHARE_AT_FIRST;

  constructor(title: SimTitle, link: LinkEstimate) {
    this.#title = title;
    this.#link = link;
  }

  /** The highest rung, at most this one, whose declared size is safe. One call a decision. */
  limit(rung: number, bufferSec: number): number {
    const safeSec = this.#share * (bufferSec - this.#link.latencySec);
    const safeBits = safeSec * (this.#link.throughputBps ?? 0);
    this.#share = Math.max(SHARE_LOWEST, this.#share * SHARE_AT_FIRST);
    let limited = 0;
    while (limited < rung && declaredBits(this.#title, limited + 1) <= safeBits) limited += 1;
    return limited;
  }
}
