import type {
  Choice,
  Controller,
  Moment,
  Rule,
  SegmentSample,
  SessionSetup,
  TransferProgress,
} from '../rule.ts';
import {
  bestRung,
  betterToAbandonFor,
  levelPreferred,
  levelWorthless,
  logUtilities,
  type BolaScore,
} from './bola-score.ts';
import { BufferGuard } from './buffer-guard.ts';
import { sustainableRung } from './ladder.ts';
import type { LinkEstimate } from './link-estimate.ts';
import { measured } from './measured.ts';

export interface BolaEnhancedOptions {
  /** An up-switch above what the link gives stops at that, or one above. */
  readonly isSteady: boolean;
  /** Levels stretched over at least 10 s and 2 s a rung, and guarded; else BOLA's own levels for its goal, unguarded. */
  readonly goal: 'stretched' | number;
  /** dash.js 5: rungs are compared by utilities from zero, the placeholder is kept by utilities from one. */
  readonly hasSplitUtilities?: boolean;
  /** The buffer that levels are stretched over; the session's where it is left out. Seconds. */
  readonly bufferSec?: number;
  /** Whether it refuses by itself what would hardly come before the buffer is empty. */
  readonly isGuarded?: boolean;
  /** What is left of the placeholder a segment later. */
  readonly placeholderKept?: number;
}

const PUBLISHED: BolaEnhancedOptions = { isSteady: true, goal: 'stretched' };

/** The lowest rung is preferred below this level, and every further rung widens the levels. Seconds. */
const LEAST_BUFFER_SEC = 10;
const SEC_A_RUNG = 2;

/** Utility of the lowest rung; BOLA-E counts from one. */
const UTILITY_OF_LOWEST = 1;

/**
 * BOLA-E: BOLA with a virtual placeholder, seconds of content that it takes to be buffered where the true buffer is low
 * for other reasons than the link: at the start, after idling, after abandoning.
 * @see Spiteri et al., From Theory to Practice, TOMM 2019, §5
 */
export class ByEnhancedBuffer implements Controller {
  readonly #setup: SessionSetup;
  readonly #link: LinkEstimate;
  readonly #options: BolaEnhancedOptions;
  readonly #score: BolaScore;
  /** The score by which the placeholder is kept. */
  readonly #levels: BolaScore;
  #guard: BufferGuard | null = null;
  #placeholderSec = 0;
  #lastRung = 0;
  #idleSinceSec = 0;
  #abandonedFor = 0;

  constructor(setup: SessionSetup, link: LinkEstimate, options: BolaEnhancedOptions = PUBLISHED) {
    this.#setup = setup;
    this.#link = link;
    this.#options = options;
    this.#levels = enhancedScore(setup, options);
    const goal = this.#levels.goal - (options.hasSplitUtilities ? UTILITY_OF_LOWEST : 0);
    this.#score = { ...this.#levels, goal };
  }

  choose(moment: Moment): Choice {
    this.idleUntil(moment.atSec);
    if (moment.isSeek) this.startAgain();
    if (this.#guard) return this.#chooseSteadily(moment.bufferSec, this.#guard);
    this.#guard = new BufferGuard(this.#setup.title, this.#link);
    const rung = this.#sustainable();
    this.#placeholderSec = Math.max(0, levelPreferred(this.#levels, rung) - moment.bufferSec);
    return { rung };
  }

  /** A seek is a start (sabre and dash.js go back to STARTUP); told by a rule of which this is a part. */
  startAgain(): void {
    this.#guard = null;
    this.#placeholderSec = 0;
  }

  /** Time that passed without a request, since the buffer was full; told by a rule of which this is a part. */
  idleUntil(atSec: number): void {
    this.#placeholderSec += atSec - this.#idleSinceSec;
    this.#idleSinceSec = atSec;
  }

  progress(progress: TransferProgress): number | null {
    const { rung, bits, receivedBits, atSec, startSec, firstByteSec, bufferSec } = progress;
    const transferSec = atSec - firstByteSec;
    if (receivedBits <= 0 || receivedBits >= bits || transferSec <= 0) return null;
    // A new request pays the latency again, and meanwhile this one would have gone on.
    const latencySec = firstByteSec - startSec;
    const levelSec = Math.max(0, bufferSec + this.#placeholderSec - latencySec);
    const leftBits = bits - receivedBits - (latencySec * receivedBits) / transferSec;
    if (leftBits <= 0) return null;
    const better = betterToAbandonFor(this.#score, rung, { bits, leftBits, levelSec });
    if (better !== null) this.abandonedFor(better);
    return better;
  }

  /** What the transfer that will have ended next was abandoned for; told by a rule of which this is a part. */
  abandonedFor(rung: number): void {
    this.#abandonedFor = rung;
  }

  finished({ rung, startSec, endSec, isComplete }: SegmentSample, bufferSec: number): void {
    this.#lastRung = rung;
    this.#idleSinceSec = endSec;
    this.#placeholderSec *= this.#options.placeholderKept ?? 1;
    if (isComplete) this.#settle(rung, bufferSec + this.#setup.title.segmentSec, endSec - startSec);
    else this.#cutPlaceholder(bufferSec);
  }

  #chooseSteadily(bufferSec: number, guard: BufferGuard): Choice {
    let rung = bestRung(this.#score, bufferSec + this.#placeholderSec);
    const sustainable = this.#sustainable();
    if (rung > this.#lastRung && rung > sustainable)
      rung = Math.max(this.#lastRung, sustainable) + (this.#options.isSteady ? 0 : 1);
    const waitSec = this.#spendPlaceholder(rung, bufferSec);
    if (this.#options.goal !== 'stretched' || this.#options.isGuarded === false) return { rung, waitSec };
    const guarded = guard.limit(rung, bufferSec);
    if (guarded === rung) return { rung, waitSec };
    const lackSec = Math.max(0, levelPreferred(this.#levels, guarded) - bufferSec);
    this.#placeholderSec = Math.min(this.#placeholderSec, lackSec);
    return { rung: guarded };
  }

  /** Above the level at which the rung is worthless, the placeholder goes first, then the time: how long to wait. */
  #spendPlaceholder(rung: number, bufferSec: number): number {
    const excessSec = bufferSec + this.#placeholderSec - levelWorthless(this.#levels, rung);
    if (excessSec <= 0) return 0;
    const waitSec = Math.max(0, excessSec - this.#placeholderSec);
    this.#placeholderSec = Math.max(0, this.#placeholderSec - excessSec);
    return rung === this.#setup.title.bitratesBps.length - 1 ? 0 : waitSec;
  }

  /** Keeps the placeholder such that the rung that came, by whoever's decision, is one that BOLA could have chosen. */
  #settle(rung: number, bufferSec: number, transferSec: number): void {
    const beforeSec = bufferSec + transferSec;
    const most = Math.max(0, levelWorthless(this.#levels, rung) - beforeSec);
    const least = levelPreferred(this.#levels, rung) - beforeSec;
    this.#placeholderSec = Math.max(least, Math.min(this.#placeholderSec, most));
  }

  #cutPlaceholder(bufferSec: number): void {
    const target = this.#abandonedFor;
    const wantedSec = target > 0 ? levelPreferred(this.#levels, target) : LEAST_BUFFER_SEC;
    this.#placeholderSec = Math.min(this.#placeholderSec, Math.max(0, wantedSec - bufferSec));
  }

  #sustainable(): number {
    const { throughputBps, latencySec } = this.#link;
    return sustainableRung(this.#setup.title, throughputBps ?? 0, latencySec);
  }
}

function enhancedScore({ title, bufferMaxSec }: SessionSetup, options: BolaEnhancedOptions): BolaScore {
  const { goal, bufferSec: plannedSec = bufferMaxSec } = options;
  const { bitratesBps, segmentSec } = title;
  const utilities = logUtilities(bitratesBps, UTILITY_OF_LOWEST);
  const highest = utilities.at(-1) ?? 0;
  if (goal !== 'stretched') {
    // The goal is BOLA's, which counts utilities from zero.
    const own = goal - UTILITY_OF_LOWEST;
    return { bitratesBps, utilities, goal: own, gain: (bufferMaxSec - segmentSec) / (highest + own) };
  }
  const bufferSec = Math.max(LEAST_BUFFER_SEC + SEC_A_RUNG * bitratesBps.length, plannedSec);
  const own = (highest - UTILITY_OF_LOWEST) / (bufferSec / LEAST_BUFFER_SEC - 1);
  return { bitratesBps, utilities, goal: own, gain: LEAST_BUFFER_SEC / own };
}

export function bolaEnhancedRule(options: BolaEnhancedOptions = PUBLISHED): Rule {
  return {
    name: 'bola-e',
    create: (setup) => measured(setup, (link) => new ByEnhancedBuffer(setup, link, options)),
  };
}

/**
 * BOLA-E as sabre has it: declared rates, log utilities of its own, abandons. Nothing in it is free but whether an up-switch
 * stops at what the link gives or one above: 91, 85, 79 and 85 % of the clairvoyant against 90, 86, 79 and 86 on four traces
 * a group of the open set (vod, tv, live, classic), which is no difference.
 */
export const bolaE = bolaEnhancedRule();
