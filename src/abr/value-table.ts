import { allowChanges } from './allow-changes.ts';
import { BUFFER_STEPS, BufferGrid, mix } from './buffer-grid.ts';
import { givenUpAfterSec, type GivingUp } from './giving-up.ts';
import { meanDelay, natsOf, throughputOutcomes, type LinkKind, type Outcome } from './throughput-outcomes.ts';

/** What is played, as far as planning goes. */
export interface PlanSetting {
  /** Bit/s of each rung, ascending. */
  readonly bitratesBps: readonly number[];
  /** What a segment in each rung is worth. */
  readonly qualities: readonly number[];
  readonly segmentSec: number;
  /** The buffer can hold so much with the segment that was fetched last. */
  readonly bufferMaxSec: number;
  /** What a second of stall costs, and a change of quality by 1. */
  readonly stallCost: number;
  readonly switchCost: number;
  /** When a transfer behind which playback would stall is given up for the lowest rung; null: it is waited for. */
  readonly givingUp: GivingUp | null;
  /** How much segments vary in size beside what their rates declare, as a standard deviation, in nats; 0: no more than is common. */
  readonly sizeSpread: number;
  /** Other things become of other links. */
  readonly link: LinkKind;
}

/** Segments to come at which values are kept. Between two, the lower one is close: what counts is how values differ. */
const STAGES = [24, 17, 12, 8, 5, 3, 2, 1];
const LAST_STAGE = 24;
/** Step of the throughput's logarithm, in nats, and how far the grid reaches below the lowest and above the highest rung. */
const LOG_STEP = 0.4;
/** On ladders of many rungs, or from very low to very high, the steps are wider: so many, times the rungs, keep 64 kB. */
const MOST_CELLS = 200;
const LOWEST_SHARE = 1.3;
const HIGHEST_SHARE = 3;
/** The future is planned on a link of common unsteadiness; how unsteady this one is counts for the segment at hand. */
const COMMON_SPREAD = 0.2;
export const COMMON_LATENCY_SEC = 0.05;
/** Viewers leave, and plans for later fail: what comes so much later counts 1/e. */
const PATIENCE_SEC = 200;

/**
 * What it is worth to have a buffer, a rung and a link, for so many segments to come: found by value iteration over a
 * grid, stage by stage, on a model of the link (`throughput-outcomes`). A stage takes a fraction of a millisecond on a
 * desktop; `prepare` may spread them over time. The values depend on the setting alone.
 * @see Bellman, Dynamic Programming, 1957
 */
export class ValueTable {
  readonly setting: PlanSetting;
  readonly discount: number;
  readonly grid: BufferGrid;
  /** Of a segment in each rung. */
  readonly declaredBits: readonly number[];
  /** Of each step of the throughput. */
  readonly #outcomes: (readonly Outcome[])[] = [];
  readonly #logLowest: number;
  readonly #logStepNats: number;
  readonly #logSteps: number;
  readonly #stages = new Map<number, Float32Array>();
  readonly #row = new Float64Array(BUFFER_STEPS);
  readonly #sums = new Float64Array(BUFFER_STEPS);
  readonly #worth = new Float64Array(BUFFER_STEPS);
  readonly #instead = new Float64Array(BUFFER_STEPS);
  /** Of all rungs at one step of the throughput. */
  readonly #expected: Float64Array;
  /** Of the last stage that is whole, and of the one after it, as far as it has been reckoned. */
  #latest: Float32Array;
  #coming: Float32Array;
  #comingSteps = 0;
  #done = 0;

  constructor(setting: PlanSetting) {
    const { bitratesBps, segmentSec, bufferMaxSec } = setting;
    this.setting = setting;
    this.discount = Math.exp(-segmentSec / PATIENCE_SEC);
    this.#logLowest = Math.log((bitratesBps[0] ?? 1) * LOWEST_SHARE);
    const logHighest = Math.log((bitratesBps.at(-1) ?? 1) * HIGHEST_SHARE);
    const span = Math.max(LOG_STEP, logHighest - this.#logLowest);
    const most = Math.max(2, Math.floor(MOST_CELLS / bitratesBps.length));
    this.#logSteps = Math.min(most, Math.ceil(span / LOG_STEP) + 1);
    this.#logStepNats = Math.max(LOG_STEP, span / (this.#logSteps - 1));
    this.grid = new BufferGrid(bufferMaxSec);
    this.declaredBits = bitratesBps.map((bps) => bps * segmentSec);
    this.#expected = new Float64Array(bitratesBps.length * BUFFER_STEPS);
    this.#latest = new Float32Array(this.#logSteps * bitratesBps.length * BUFFER_STEPS);
    this.#coming = this.#latest.slice();
  }

  /** What the stages kept take of memory. */
  get byteLength(): number {
    return [...this.#stages.values()].reduce((sum, values) => sum + values.byteLength, 0);
  }

  /** Whether all stages are there. */
  get isReady(): boolean {
    return this.#done >= LAST_STAGE;
  }

  /** Reckons one step of the throughput more, a small part of a stage; false once all stages are there. */
  prepare(): boolean {
    if (this.isReady) return false;
    this.#reckon(this.#comingSteps);
    this.#comingSteps += 1;
    if (this.#comingSteps < this.#logSteps) return true;
    this.#comingSteps = 0;
    this.#done += 1;
    if (STAGES.includes(this.#done)) this.#stages.set(this.#done, this.#coming);
    this.#latest = this.#coming;
    this.#coming = new Float32Array(this.#done < LAST_STAGE ? this.#latest.length : 0);
    return !this.isReady;
  }

  /**
   * What so many segments to come will be worth on a link of such a throughput, by the buffer and the rung; 0 where there are
   * none. Reckons what is not there yet.
   */
  outlook(segments: number, logBps: number): (bufferSec: number, rung: number) => number {
    const values = this.#stage(segments);
    if (!values) return () => 0;
    const { logStep, share } = this.#logPlace(logBps);
    const perStep = this.setting.bitratesBps.length * BUFFER_STEPS;
    return (bufferSec, rung) => {
      const step = this.grid.step(bufferSec, 0);
      const at = logStep * perStep + rung * BUFFER_STEPS + step;
      const above = at + perStep;
      return mix(
        mix(values[at] ?? 0, values[above] ?? 0, share),
        mix(values[at + 1] ?? 0, values[above + 1] ?? 0, share),
        this.grid.share(step, bufferSec),
      );
    };
  }

  /** The same in each rung, at each step of the buffer. */
  valuesAt(segments: number, logBps: number): Float64Array {
    const rungs = this.setting.bitratesBps.length;
    const all = new Float64Array(rungs * BUFFER_STEPS);
    const values = this.#stage(segments);
    if (values)
      for (let rung = 0; rung < rungs; rung += 1)
        all.set(this.#rowOf(values, rung, logBps), rung * BUFFER_STEPS);
    return all;
  }

  #stage(segments: number): Float32Array | undefined {
    const stage = STAGES.find((each) => each <= segments);
    if (stage === undefined) return undefined;
    while (this.#done < stage) this.prepare();
    return this.#stages.get(stage);
  }

  /** The coming stage's values at a step of the throughput: with one segment more to come than in the latest. */
  #reckon(logStep: number): void {
    const { bitratesBps, qualities, switchCost } = this.setting;
    const expected = this.#expected;
    for (let rung = 0; rung < bitratesBps.length; rung += 1)
      expected.set(this.#expect(rung, logStep), rung * BUFFER_STEPS);
    allowChanges(expected, qualities, switchCost);
    this.#coming.set(expected, logStep * expected.length);
  }

  /** What a segment in a rung is worth with what follows it, but for the change, at each step of the buffer. Overwritten by the next call. */
  #expect(rung: number, logStep: number): Float64Array {
    const { qualities, segmentSec, link } = this.setting;
    const logBps = this.#logBps(logStep);
    const sums = this.#sums.fill(qualities[rung] ?? 0);
    for (const outcome of (this.#outcomes[logStep] ??= throughputOutcomes(segmentSec, logBps, link))) {
      const worth = this.#worthIn(outcome, rung, logBps);
      for (let step = 0; step < BUFFER_STEPS; step += 1)
        sums[step] = (sums[step] ?? 0) + outcome.probability * (worth[step] ?? 0);
    }
    return sums;
  }

  /** What follows a segment in a rung in one outcome, at each step of the buffer. Overwritten by the next call. */
  #worthIn(outcome: Outcome, rung: number, logBps: number): Float64Array {
    const { givingUp } = this.setting;
    const { nats, lasting } = this.#changeIn(outcome);
    const bps = Math.exp(logBps + nats);
    const thenLogBps = logBps + lasting;
    const bits = this.declaredBits[rung] ?? 0;
    const tookSec = COMMON_LATENCY_SEC + outcome.outageSec + bits / bps;
    const worth = this.behindTransfer(tookSec, this.#rowOf(this.#latest, rung, thenLogBps), 0, this.#worth);
    // Nothing else would come either while the link is away.
    if (!givingUp || outcome.outageSec > 0) return worth;
    const lowestSec = 2 * COMMON_LATENCY_SEC + (this.declaredBits[0] ?? 0) / bps;
    const wholeSec = bits / bps;
    if (lowestSec >= tookSec) return worth;
    const later = this.#rowOf(this.#latest, 0, thenLogBps);
    const waitSec = (bufferSec: number): number => givenUpAfterSec(givingUp, wholeSec, bufferSec);
    const instead = this.behindTransfer(lowestSec, later, 0, this.#instead, waitSec);
    const fall = this.#fallFrom(rung);
    for (let step = 0; (this.grid.sec[step] ?? Infinity) < tookSec; step += 1)
      worth[step] = Math.max(worth[step] ?? 0, (instead[step] ?? 0) - fall);
    return worth;
  }

  /**
   * How much faster a segment comes than the link gave before, in nats, and what of that lasts. A segment that is larger than declared is as good
   * as a slower link, for as long as it comes; what is declared is their mean.
   */
  #changeIn(outcome: Outcome): { readonly nats: number; readonly lasting: number } {
    const { sizeSpread } = this.setting;
    const ofLink = natsOf(outcome, COMMON_SPREAD);
    if (!outcome.isOrdinary || sizeSpread === 0) return { nats: ofLink, lasting: outcome.lasting * ofLink };
    const spread = Math.hypot(COMMON_SPREAD, sizeSpread);
    const ofBoth = natsOf(outcome, spread);
    const nats = ofBoth + meanDelay(spread) - meanDelay(COMMON_SPREAD);
    // As much of a slow transfer as is the link's, in the mean.
    const lasting = (ofBoth * COMMON_SPREAD ** 2) / spread ** 2;
    return { nats, lasting: outcome.lasting * lasting };
  }

  /**
   * What it costs to play the lowest rung in place of this one: its quality, and the change to it. From a lower rung that change is less: the way
   * up has been counted, too.
   */
  #fallFrom(rung: number): number {
    const { qualities, switchCost } = this.setting;
    return (1 + switchCost) * ((qualities[rung] ?? 0) - (qualities[0] ?? 0));
  }

  /**
   * The worth of what follows a transfer that took so long, at each step of the buffer: written into `worth`, from `at` on. `later` holds, from
   * `at` on, what is worth what at each step once the segment is there. Before it, another one was waited for and given up: `waitSec` tells, by
   * the buffer, after how long.
   */
  behindTransfer(
    tookSec: number,
    later: Float64Array,
    at: number,
    worth: Float64Array,
    waitSec?: (bufferSec: number) => number,
  ): Float64Array {
    const { segmentSec, bufferMaxSec, stallCost } = this.setting;
    let near = 0; // more buffer now is more buffer then: the place in the row only moves on
    for (let step = 0; step < BUFFER_STEPS; step += 1) {
      const heldSec = this.grid.sec[step] ?? 0;
      const restSec = heldSec - tookSec - (waitSec?.(heldSec) ?? 0);
      const bufferSec = Math.min(bufferMaxSec, Math.max(0, restSec) + segmentSec);
      near = this.grid.step(bufferSec, near);
      const share = this.grid.share(near, bufferSec);
      worth[at + step] =
        this.discount * mix(later[at + near] ?? 0, later[at + near + 1] ?? 0, share) +
        (restSec < 0 ? stallCost * restSec : 0);
    }
    return worth;
  }

  /** Values of a rung at a throughput, over the steps of the buffer. Overwritten by the next call. */
  #rowOf(values: Float32Array, rung: number, logBps: number): Float64Array {
    const { logStep, share } = this.#logPlace(logBps);
    const at = (logStep * this.setting.bitratesBps.length + rung) * BUFFER_STEPS;
    const above = at + this.setting.bitratesBps.length * BUFFER_STEPS;
    for (let step = 0; step < BUFFER_STEPS; step += 1)
      this.#row[step] = mix(values[at + step] ?? 0, values[above + step] ?? 0, share);
    return this.#row;
  }

  #logBps(logStep: number): number {
    return this.#logLowest + logStep * this.#logStepNats;
  }

  /** Where a throughput lies on the grid: between this step and the next; outside of it, at its edge. */
  #logPlace(logBps: number): { readonly logStep: number; readonly share: number } {
    const place = Math.min(
      this.#logSteps - 1.001,
      Math.max(0, (logBps - this.#logLowest) / this.#logStepNats),
    );
    const logStep = Math.floor(place);
    return { logStep, share: place - logStep };
  }
}
