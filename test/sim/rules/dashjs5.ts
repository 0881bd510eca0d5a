import type {
  Choice,
  Controller,
  Moment,
  Rule,
  SegmentSample,
  SessionSetup,
  TransferProgress,
} from '../rule.ts';
import { ByEnhancedBuffer } from './bola-e.ts';
import { highestRungWithin, rateOf } from './ladder.ts';
import type { LinkEstimate } from './link-estimate.ts';
import { measured } from './measured.ts';
import { SwitchHistory } from './switch-history.ts';

/** `bandwidthSafetyFactor`, and that of InsufficientBufferRule, which is silent for so many segments after a start or a seek. dash.js 5.1.1. */
const SAFE_SHARE = 0.9;
const INSUFFICIENT_SHARE = 0.7;
const INSUFFICIENT_FROM = 2;

/** `bufferTimeDefault`: BOLA takes over there and gives up at half of it; nothing is abandoned above. Seconds. */
const BUFFER_DEFAULT_SEC = 18;

/** AbandonRequestsRule: after so long, and where the segment would take so many times its length. dash.js 5.1.1. */
const GRACE_SEC = 0.5;
const TOO_LONG = 1.8;

/** The placeholder buffer shrinks to this a segment. dash.js 5.1.1. */
const PLACEHOLDER_KEPT = 0.99;

/** The grid of progress may fall short of the grace by rounding. */
const ROUNDING_SEC = 1e-6;

/** Every rule that is active by default proposes a rung; the lowest wins. */
class ByRuleSet implements Controller {
  readonly #setup: SessionSetup;
  readonly #link: LinkEstimate;
  readonly #bola: ByEnhancedBuffer;
  readonly #history = new SwitchHistory();
  readonly #bufferSec: number;
  #isByBuffer = false;
  /** Position of the first segment since the start or the last seek. */
  #firstSegment = 0;
  #abandonedSegment = -1;

  constructor(setup: SessionSetup, link: LinkEstimate) {
    this.#setup = setup;
    this.#link = link;
    // A player told to keep less asks for less; ours counts the segment that is asked for as buffered already.
    this.#bufferSec = Math.min(BUFFER_DEFAULT_SEC, setup.bufferMaxSec - setup.title.segmentSec);
    this.#bola = new ByEnhancedBuffer(setup, link, {
      isSteady: true,
      goal: 'stretched',
      hasSplitUtilities: true,
      isGuarded: false,
      placeholderKept: PLACEHOLDER_KEPT,
      bufferSec: BUFFER_DEFAULT_SEC,
    });
  }

  choose(moment: Moment): Choice {
    const { bufferSec, segment, lastRung } = moment;
    this.#bola.idleUntil(moment.atSec);
    if (moment.isSeek) {
      this.#bola.startAgain();
      this.#firstSegment = segment;
    }
    const level = this.#bufferSec - ROUNDING_SEC;
    this.#isByBuffer = bufferSec >= (this.#isByBuffer ? level / 2 : level);
    const main = this.#isByBuffer ? this.#bola.choose(moment) : { rung: this.#within(SAFE_SHARE) };
    const allowed = this.#history.highestAllowed(this.#setup.title.bitratesBps.length);
    const rung = Math.min(main.rung, allowed, this.#sufficient(segment, bufferSec));
    this.#history.add(lastRung ?? 0, rung);
    return rung === main.rung ? main : { rung };
  }

  progress(progress: TransferProgress): number | null {
    const { rung, segment, bits, receivedBits, atSec, startSec, firstByteSec, bufferSec } = progress;
    const transferSec = atSec - firstByteSec;
    const isTooEarly = atSec - startSec < GRACE_SEC - ROUNDING_SEC || receivedBits <= 0 || transferSec <= 0;
    if (isTooEarly || bufferSec > BUFFER_DEFAULT_SEC || this.#abandonedSegment === segment) return null;
    const bps = receivedBits / transferSec;
    if (bits / bps < TOO_LONG * this.#setup.title.segmentSec) return null;
    const { bitratesBps } = this.#setup.title;
    const lower = highestRungWithin(bitratesBps, bps * SAFE_SHARE);
    const lowerBits = (bits * rateOf(bitratesBps, lower)) / rateOf(bitratesBps, rung);
    if (lower >= rung || lowerBits >= bits - receivedBits) return null;
    this.#abandonedSegment = segment;
    this.#bola.abandonedFor(lower);
    return lower;
  }

  finished(sample: SegmentSample, bufferSec: number): void {
    this.#bola.finished(sample, bufferSec);
  }

  #within(share: number): number {
    return highestRungWithin(this.#setup.title.bitratesBps, share * (this.#link.throughputBps ?? 0));
  }

  /** InsufficientBufferRule: what comes within a share of the buffered time. */
  #sufficient(segment: number, bufferSec: number): number {
    if (segment - this.#firstSegment < INSUFFICIENT_FROM) return this.#setup.title.bitratesBps.length - 1;
    return this.#within((INSUFFICIENT_SHARE * bufferSec) / this.#setup.title.segmentSec);
  }
}

/** dash.js 5.1.1's default set: declared rates, abandons. Its defaults, not tuned; the first rung is the lowest. */
export const dashjs5: Rule = {
  name: 'dashjs5',
  create: (setup) => measured(setup, (link) => new ByRuleSet(setup, link)),
};
