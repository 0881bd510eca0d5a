import type { ScoreScale } from './score.ts';
import type { SimSetting } from './simulate.ts';

/** States whose times fall into one bin count as being at the same time. Seconds. */
const DEFAULT_BIN_SEC = 0.2;

/**
 * What a second of buffer is taken to be worth, and how far behind the best a state is dropped, both in seconds of stall.
 * Three times of the distance changes no optimum by more than 0.1 %.
 */
const BUFFER_WORTH = 0.07;
const HOPELESS = 4;

/** States in columns: rung of the last segment, when it had come, when the content will run out, what was scored. */
interface States {
  readonly rung: number[];
  readonly sec: number[];
  readonly contentEndSec: number[];
  readonly score: number[];
}

/**
 * The best score that a controller could reach that knows the whole trace: a dynamic programme over segments. A state is
 * dropped where one that is no later can do as well whatever comes: by changing to its rung, and by stalling for the
 * content that it has less. The score is achievable, and exact but for the bins.
 */
export function clairvoyantScore(setting: SimSetting, scale: ScoreScale, binSec = DEFAULT_BIN_SEC): number {
  const changeCosts = [...scale.qualities].map((from) => scale.qualities.map((to) => Math.abs(to - from)));
  const step = { setting, scale, changeCosts, binSec };
  let states: States = { rung: [], sec: [], contentEndSec: [], score: [] };
  setting.title.sizes.forEach((sizes, segment) => {
    const next = emptyStates();
    if (segment === 0) extend(step, sizes, next, { rung: null, sec: 0, contentEndSec: 0, score: 0 });
    for (let index = 0; index < states.rung.length; index += 1) {
      extend(step, sizes, next, {
        rung: states.rung[index] ?? 0,
        sec: states.sec[index] ?? 0,
        contentEndSec: states.contentEndSec[index] ?? 0,
        score: states.score[index] ?? 0,
      });
    }
    states = undominated(next, step);
  });
  return states.score.reduce((best, score) => Math.max(best, score), -Infinity);
}

interface Step {
  readonly setting: SimSetting;
  readonly scale: ScoreScale;
  /** What a change costs, by the rung left and the rung taken. */
  readonly changeCosts: readonly Float64Array[];
  readonly binSec: number;
}

interface State {
  readonly rung: number | null;
  readonly sec: number;
  readonly contentEndSec: number;
  readonly score: number;
}

function emptyStates(): States {
  return { rung: [], sec: [], contentEndSec: [], score: [] };
}

/** Fetches the next segment in every rung from one state. */
function extend({ setting, scale, changeCosts }: Step, sizes: Float64Array, next: States, from: State): void {
  const { title, trace, rttSec, bufferMaxSec } = setting;
  const startSec = Math.max(from.sec, from.contentEndSec + title.segmentSec - bufferMaxSec);
  const before = trace.bitsAt(startSec + rttSec);
  for (let rung = 0; rung < sizes.length; rung += 1) {
    const sec = trace.secAt(before + (sizes[rung] ?? 0));
    const stallSec = Math.max(0, sec - from.contentEndSec);
    const change = from.rung === null ? 0 : (changeCosts[from.rung]?.[rung] ?? 0);
    next.rung.push(rung);
    next.sec.push(sec);
    next.contentEndSec.push(from.contentEndSec + stallSec + title.segmentSec);
    next.score.push(from.score + (scale.qualities[rung] ?? 0) - change - scale.stallCost * stallSec);
  }
}

/** What no state of the same or an earlier bin makes needless, in order of bins. */
function undominated(states: States, { scale, changeCosts, binSec }: Step): States {
  const fronts = changeCosts.map(() => new Front(scale.stallCost));
  const kept = emptyStates();
  const outlook = (index: number): number => {
    const bufferSec = (states.contentEndSec[index] ?? 0) - (states.sec[index] ?? 0);
    return (states.score[index] ?? 0) + BUFFER_WORTH * scale.stallCost * bufferSec;
  };
  const best = states.score.reduce((highest, _, index) => Math.max(highest, outlook(index)), -Infinity);
  const floor = best - HOPELESS * scale.stallCost;
  for (const index of orderByBin(states.sec, binSec)) {
    const rung = states.rung[index] ?? 0;
    const contentEndSec = states.contentEndSec[index] ?? 0;
    const score = states.score[index] ?? 0;
    if (outlook(index) < floor) continue;
    if (fronts[rung]?.dominates(contentEndSec, score)) continue;
    kept.rung.push(rung);
    kept.sec.push(states.sec[index] ?? 0);
    kept.contentEndSec.push(contentEndSec);
    kept.score.push(score);
    fronts.forEach((front, other) => {
      front.add(contentEndSec, score - (changeCosts[rung]?.[other] ?? 0));
    });
  }
  return kept;
}

/** Positions in order of the bin that their time falls into. */
function orderByBin(secs: readonly number[], binSec: number): Int32Array {
  let [first, last] = [Infinity, -Infinity];
  for (const sec of secs) {
    first = Math.min(first, sec);
    last = Math.max(last, sec);
  }
  const binOf = (sec: number): number => Math.floor((sec - first) / binSec);
  const ends = new Int32Array(binOf(last) + 2);
  for (const sec of secs) ends[binOf(sec) + 1] = (ends[binOf(sec) + 1] ?? 0) + 1;
  for (let bin = 1; bin < ends.length; bin += 1) ends[bin] = (ends[bin] ?? 0) + (ends[bin - 1] ?? 0);
  const order = new Int32Array(secs.length);
  secs.forEach((sec, index) => {
    const bin = binOf(sec);
    const position = ends[bin] ?? 0;
    order[position] = index;
    ends[bin] = position + 1;
  });
  return order;
}

/** States seen so far as one rung sees them: (end of content, score), none of which makes another one needless. */
class Front {
  readonly #stallCost: number;
  readonly #contentEndSec: number[] = [];
  readonly #score: number[] = [];

  constructor(stallCost: number) {
    this.#stallCost = stallCost;
  }

  /** Whether a state of the front can do as well: it has as much content, or stalls for what it has less. */
  dominates(contentEndSec: number, score: number): boolean {
    for (let index = 0; index < this.#score.length; index += 1) {
      const lackSec = Math.max(0, contentEndSec - (this.#contentEndSec[index] ?? 0));
      if ((this.#score[index] ?? 0) - this.#stallCost * lackSec >= score) return true;
    }
    return false;
  }

  add(contentEndSec: number, score: number): void {
    if (this.dominates(contentEndSec, score)) return;
    let kept = 0;
    for (let index = 0; index < this.#score.length; index += 1) {
      const otherEndSec = this.#contentEndSec[index] ?? 0;
      const otherScore = this.#score[index] ?? 0;
      const lackSec = Math.max(0, otherEndSec - contentEndSec);
      if (score - this.#stallCost * lackSec >= otherScore) continue;
      this.#contentEndSec[kept] = otherEndSec;
      this.#score[kept] = otherScore;
      kept += 1;
    }
    this.#contentEndSec.length = kept;
    this.#score.length = kept;
    this.#contentEndSec.push(contentEndSec);
    this.#score.push(score);
  }
}
