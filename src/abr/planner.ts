import type { AbrInput, AbrRendition } from '../model/abr.ts';
import type { AbrConfig } from './abr-config.ts';
import { forecastTransfer, type Forecast } from './forecast-transfer.ts';
import { learnSizes, type LearntSizes } from './learn-sizes.ts';
import type { Observation } from './observe-transfers.ts';
import { planAhead, readPlan } from './plan-ahead.ts';
import { readLink, usefulBps, type Link } from './read-link.ts';
import { reconsiderTransfer } from './reconsider-transfer.ts';
import { rehearsalInput } from './rehearsal-input.ts';
import { SamplesMemory } from './samples-memory.ts';
import { segmentSecOf } from './sane-input.ts';
import { ValueTable, type PlanSetting } from './value-table.ts';

/**
 * Ladders and goals that one player meets beside each other (periods, qualities, sizes of the viewport, quirks of a buffer, the live
 * edge, the title that is loaded next), each for a steady link and for another, for what the link may turn out to be, and where sizes may
 * be of the other kind: six of one ladder at the most. What is not kept is made again.
 */
const MAX_TABLES = 6;
/** A bit of what is made ready is as many parts as begin within so long: a part takes a millisecond of a slow TV. */
const BIT_MS = 1;
/** However coarse the clock is: it may stand still for a tenth of a second. */
const MOST_PARTS = 30;
/** A risk, and a difference of sizes, that the reason does not pass over. */
const NOTABLE_RISK = 0.01;
const NOTABLE_DIFFERENCE = 0.1;

/** What is chosen, and why. */
export interface Choice {
  /** Among the candidates; -1: what is under way is none of them, and goes on. */
  readonly position: number;
  readonly why: string;
}

/**
 * Chooses what is worth most for all that is to come. It keeps the tables of values that this takes: nothing in them changes
 * what is decided. A table takes some milliseconds to make, and 60 kB. All of it is a chunk of its own, which no first
 * picture waits for.
 */
export class Planner {
  /** The one used last comes last. */
  readonly #tables: ValueTable[] = [];
  readonly #links = new SamplesMemory<Link>();
  readonly #sizes = new SamplesMemory<LearntSizes>();
  #observations: readonly Observation[] = [];
  #forecast: Forecast | null = null;
  /** Asks what nobody waits for. Undefined: nothing has been asked yet; null: it has been done. */
  #rehearse: (() => void) | null | undefined;

  /** Whether no later choice has anything left to make, as far as that is known. */
  get isReady(): boolean {
    return !this.#rehearse && this.#tables.every((table) => table.isReady);
  }

  /**
   * Does a part of what a later choice would have to do at once: the tables used last come first. Before them, once, a choice on
   * made-up transfers: the first real one is slow where its code has never run.
   */
  prepare(): void {
    const rehearse = this.#rehearse;
    if (rehearse) {
      this.#rehearse = null;
      rehearse();
      return;
    }
    for (const table of [...this.#tables].reverse()) if (table.prepare()) return;
  }

  /** Does a bit of it, of a millisecond or a little more. */
  prepareBit(nowMs: () => number): void {
    const endMs = nowMs() + BIT_MS;
    for (let parts = 0; parts < MOST_PARTS && !this.isReady; parts += 1) {
      this.prepare();
      if (nowMs() >= endMs) return;
    }
  }

  /** What is known of the link. */
  readLink(input: AbrInput, config: AbrConfig): Link {
    const basis = [usefulBps(input), segmentSecOf(input), input.priorBps];
    return this.#links.recall(input.samples, basis, () => readLink(input, config));
  }

  #learnSizes(input: AbrInput): LearntSizes {
    const { renditions, audioBps, samples } = input;
    const basis = [segmentSecOf(input), audioBps, ...renditions.flatMap(declared)];
    return this.#sizes.recall(samples, basis, () => learnSizes(input));
  }

  /** The rendition of the next segment, or whether the one under way is worth its end. `current`: of the segment before. */
  choose(candidates: readonly AbrRendition[], current: number, input: AbrInput, config: AbrConfig): Choice {
    const link = this.readLink(input, config);
    if (this.#rehearse === undefined)
      this.#rehearse = () => {
        const rehearsal = rehearsalInput(input);
        new Planner().choose(candidates, current, rehearsal, config);
      };
    const tableFor = (setting: PlanSetting): ValueTable => this.#tableFor(setting);
    const known = { link, forecast: this.#forecastFrom(link), sizes: this.#learnSizes(input) };
    const plan = readPlan(candidates, current, input, known, config, tableFor);
    if (input.inFlight) return reconsiderTransfer(candidates, input.inFlight, input, plan);
    const { position, risk } = planAhead(plan);
    const what = current < 0 ? 'change' : position > current ? 'up' : position < current ? 'down' : 'keep';
    const why = [what];
    if (risk > NOTABLE_RISK) why.push(`${percent(risk)} risk of a stall`);
    const { ratio } = plan.sizes;
    if (Math.abs(ratio - 1) > NOTABLE_DIFFERENCE)
      why.push(`segments count as ${percent(ratio)} of their declared rate`);
    return { position, why: why.join(', ') };
  }

  /** Looks at a transfer under way rest on the same observations, one after the other. */
  #forecastFrom({ observations, belief }: Link): Forecast | null {
    if (observations !== this.#observations || observations.length === 0)
      this.#forecast = forecastTransfer(observations, belief);
    this.#observations = observations;
    return this.#forecast;
  }

  /** Settings are compared number by number: to write them out as a key took a quarter of a look's time. */
  #tableFor(setting: PlanSetting): ValueTable {
    const at = this.#tables.findIndex((one) => isSame(one.setting, setting));
    const [table = new ValueTable(setting)] = at < 0 ? [] : this.#tables.splice(at, 1);
    if (this.#tables.push(table) > MAX_TABLES) this.#tables.shift();
    return table;
  }
}

function declared({
  id,
  bandwidthBps,
  averageBandwidthBps,
}: AbrRendition): readonly (string | number | null | undefined)[] {
  return [id, bandwidthBps, averageBandwidthBps];
}

function isSame(one: PlanSetting, other: PlanSetting): boolean {
  return (
    one.bufferMaxSec === other.bufferMaxSec &&
    one.segmentSec === other.segmentSec &&
    one.link.isSteady === other.link.isSteady &&
    one.link.lateness === other.link.lateness &&
    one.link.seenOutage === other.link.seenOutage &&
    one.stallCost === other.stallCost &&
    one.switchCost === other.switchCost &&
    isSameGivingUp(one, other) &&
    one.sizeSpread === other.sizeSpread &&
    one.bitratesBps.length === other.bitratesBps.length &&
    one.bitratesBps.every((bps, rung) => bps === other.bitratesBps[rung]) &&
    one.qualities.every((quality, rung) => quality === other.qualities[rung])
  );
}

function isSameGivingUp({ givingUp: one }: PlanSetting, { givingUp: other }: PlanSetting): boolean {
  return one?.ofTransfer === other?.ofTransfer && one?.ofBuffer === other?.ofBuffer;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
