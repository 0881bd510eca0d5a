import { legsOf } from './legs.ts';
import { changeCost, seenOfChange, worthOf, type ScoreScale } from './score.ts';
import type { SimSetting } from './simulate.ts';
import { StateFront } from './state-front.ts';
import { usefulRungs } from './useful-rungs.ts';

/** States whose times fall into one bin count as being at the same time. Seconds. */
const DEFAULT_BIN_SEC = 0.2;

/**
 * What a second of buffer is taken to be worth, and how far behind the best a state is dropped, both in seconds of stall.
 * Three times of the distance changes no optimum by more than 0.1 %.
 */
const BUFFER_WORTH = 0.07;
const HOPELESS_SEC = 4;

/**
 * The same at a seek, where no buffer is left that could make up for it, and what differs differs to the end. Of eight traces of
 * `vod`, one a group, half as far lowers the optimum of one by 2 % (`fcc-slow`), of one by 0.04 %; twice as far takes twice as long.
 */
const HOPELESS_AT_SEEK_SEC = 2;

/** Stands for the rung before the first segment: from there, no change costs anything. */
const NO_RUNG = -1;

/** States in columns: rung of the last segment, when it had come, when the content will run out, what was scored. */
interface States {
  readonly rung: number[];
  readonly sec: number[];
  readonly contentEndSec: number[];
  readonly score: number[];
}

/** What counts on an element of one size: each rung, and each change by the rung left and the rung taken. */
interface Worth {
  readonly qualities: Float64Array;
  readonly changeCosts: readonly Float64Array[];
}

/**
 * The best score that a controller could reach that knows the whole trace: a dynamic programme over segments. A state is
 * dropped where one that is no later can do as well whatever comes: by changing to its rung, and by stalling for the
 * content that it has less. Where a seek is to come, which is when the content has been played, the content of that one must
 * not end later either. The score is achievable, and exact but for the bins.
 */
export function clairvoyantScore(setting: SimSetting, scale: ScoreScale, binSec = DEFAULT_BIN_SEC): number {
  const { sizes } = setting.title;
  const useful = usefulRungs(setting);
  const worthAt = worthBySize(scale);
  const watched = legsOf(setting).flatMap(({ from, to }, leg) =>
    sizes.slice(from, to).map((ofSegment, index) => ({ ofSegment, isSeek: leg > 0 && index === 0 })),
  );
  const lastSeek = watched.map(({ isSeek }) => isSeek).lastIndexOf(true);
  let states: States = { rung: [NO_RUNG], sec: [0], contentEndSec: [0], score: [0] };
  for (const [index, { ofSegment, isSeek }] of watched.entries()) {
    const worth = {
      qualities: worthAt(useful?.[index] ?? Infinity).qualities,
      changeCosts: worthAt(seenOfChange(useful, index)).changeCosts,
    };
    const { stallCost } = scale;
    const pruning = { stallCost, binSec, mostLateSec: index < lastSeek ? binSec : Infinity };
    const atSeek = { ...pruning, changeCosts: worth.changeCosts, hopelessSec: HOPELESS_AT_SEEK_SEC };
    const before = isSeek ? undominated({ ...states, sec: states.contentEndSec }, atSeek) : states;
    const next = extend(before, ofSegment, worth, setting, stallCost);
    const { changeCosts } = worthAt(seenOfChange(useful, index + 1));
    states = undominated(next, { ...pruning, changeCosts, hopelessSec: HOPELESS_SEC });
  }
  return states.score.reduce((best, score) => Math.max(best, score), -Infinity);
}

/** By the highest rung that is told from those below it; each is reckoned once. */
function worthBySize(scale: ScoreScale): (usefulRung: number) => Worth {
  const rungs = [...scale.qualities.keys()];
  const known = new Map<number, Worth>();
  return (usefulRung) => {
    const worth = known.get(usefulRung) ?? {
      qualities: Float64Array.from(rungs, (rung) => worthOf(scale, rung, usefulRung)),
      changeCosts: rungs.map((from) =>
        Float64Array.from(rungs, (to) => changeCost(scale, from, to, usefulRung)),
      ),
    };
    known.set(usefulRung, worth);
    return worth;
  };
}

/** Fetches the next segment in every rung from every state. */
function extend(
  from: States,
  sizes: Float64Array,
  { qualities, changeCosts }: Worth,
  { title: { segmentSec }, trace, rttSec, bufferMaxSec }: SimSetting,
  stallCost: number,
): States {
  const next: States = { rung: [], sec: [], contentEndSec: [], score: [] };
  for (let index = 0; index < from.rung.length; index += 1) {
    const contentEndSec = from.contentEndSec[index] ?? 0;
    const startSec = Math.max(from.sec[index] ?? 0, contentEndSec + segmentSec - bufferMaxSec);
    const before = trace.bitsAt(startSec + rttSec);
    const changes = changeCosts[from.rung[index] ?? NO_RUNG];
    for (let rung = 0; rung < sizes.length; rung += 1) {
      const sec = trace.secAt(before + (sizes[rung] ?? 0));
      const stallSec = Math.max(0, sec - contentEndSec);
      const gain = (qualities[rung] ?? 0) - (changes?.[rung] ?? 0) - stallCost * stallSec;
      next.rung.push(rung);
      next.sec.push(sec);
      next.contentEndSec.push(contentEndSec + stallSec + segmentSec);
      next.score.push((from.score[index] ?? 0) + gain);
    }
  }
  return next;
}

interface Pruning extends Pick<Worth, 'changeCosts'> {
  readonly stallCost: number;
  readonly binSec: number;
  /** How much later the content of a state may end that makes another one needless. */
  readonly mostLateSec: number;
  readonly hopelessSec: number;
}

/** What no state of the same or an earlier bin makes needless, in order of bins. */
function undominated(
  states: States,
  { changeCosts, stallCost, binSec, mostLateSec, hopelessSec }: Pruning,
): States {
  const fronts = changeCosts.map(() => new StateFront(stallCost, mostLateSec));
  const kept: States = { rung: [], sec: [], contentEndSec: [], score: [] };
  const outlook = (index: number): number => {
    const bufferSec = (states.contentEndSec[index] ?? 0) - (states.sec[index] ?? 0);
    return (states.score[index] ?? 0) + BUFFER_WORTH * stallCost * bufferSec;
  };
  const best = states.score.reduce((highest, _, index) => Math.max(highest, outlook(index)), -Infinity);
  const floor = best - hopelessSec * stallCost;
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
