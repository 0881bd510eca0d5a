import type {
  Choice,
  Controller,
  Moment,
  Rule,
  SegmentSample,
  SessionSetup,
  TransferProgress,
} from '../rule.ts';
import { declaredBits, rateOf } from './ladder.ts';

/** VHS 3.17's defaults: what a rung must leave, the low-water line's growth a second and its highest. Seconds. */
const VARIANCE = 1.2;
const LINE_RATE = 1;
const LINE_MOST_SEC = 30;

/** The line needs room to be passed: at most this share of a short buffer. */
const LINE_MOST_SHARE = 0.5;

/** A transfer is looked at so long after its first byte; aborting must save this much of a stall. Seconds. */
const GRACE_SEC = 1;
const LEAST_SAVED_SEC = 0.5;
const LEAST_SAVED_DRY_SEC = 1;
/** VHS's fudge: a buffer this short counts as empty. */
const DRY_SEC = 1 / 30;

/** Takes the last segment's rate for the next one's; goes up only above a line that rises as playback goes on. */
class ByLastSegment implements Controller {
  readonly #setup: SessionSetup;
  readonly #lineMostSec: number;
  #bps = 0;

  constructor(setup: SessionSetup) {
    this.#setup = setup;
    this.#lineMostSec = Math.min(LINE_MOST_SEC, LINE_MOST_SHARE * setup.bufferMaxSec);
  }

  choose({ segment, bufferSec, lastRung }: Moment): Choice {
    if (lastRung === null) return { rung: 0 };
    const { segmentSec } = this.#setup.title;
    const playedSec = segment * segmentSec - bufferSec;
    const lineSec = Math.min(LINE_RATE * playedSec, this.#lineMostSec);
    const rung = this.#within();
    return { rung: rung > lastRung && bufferSec < lineSec ? lastRung : rung };
  }

  progress(progress: TransferProgress): number | null {
    const { rung, bits, receivedBits, atSec, firstByteSec, startSec, bufferSec } = progress;
    if (atSec - firstByteSec < GRACE_SEC || receivedBits <= 0) return null;
    const bps = receivedBits / (atSec - startSec);
    const leftSec = (bits - receivedBits) / bps;
    if (leftSec <= bufferSec) return null;
    const candidate = this.#leastStalling(bps, bufferSec);
    const impactSec = Math.max(0, declaredBits(this.#setup.title, candidate) / bps - bufferSec);
    const savedSec = leftSec - bufferSec - impactSec;
    const leastSec = bufferSec <= DRY_SEC ? LEAST_SAVED_DRY_SEC : LEAST_SAVED_SEC;
    return candidate < rung && savedSec >= leastSec ? candidate : null;
  }

  finished({ bits, startSec, endSec, isComplete }: SegmentSample): void {
    if (isComplete && endSec > startSec) this.#bps = bits / (endSec - startSec);
  }

  #within(): number {
    const { bitratesBps } = this.#setup.title;
    let rung = 0;
    while (rung + 1 < bitratesBps.length && rateOf(bitratesBps, rung + 1) * VARIANCE < this.#bps) rung += 1;
    return rung;
  }

  /** The highest rung that would come before the buffer is empty; the lowest where none would. */
  #leastStalling(bps: number, bufferSec: number): number {
    const { title } = this.#setup;
    let rung = title.bitratesBps.length - 1;
    while (rung > 0 && declaredBits(title, rung) / bps > bufferSec) rung -= 1;
    return rung;
  }
}

/** VHS 3.17's: declared rates, abandons. Its defaults but for the line, not tuned; the first rung is the lowest. */
export const vhs: Rule = { name: 'vhs', create: (setup) => new ByLastSegment(setup) };
