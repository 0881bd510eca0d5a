import type { Forecast } from './forecast-transfer.ts';
import { givenUpAfterSec } from './giving-up.ts';
import type { ThroughputBelief } from './throughput-belief.ts';
import { natsOf, type Outcome } from './throughput-outcomes.ts';
import type { ValueTable } from './value-table.ts';
import { weighSizesAhead } from './weigh-sizes-ahead.ts';

/** Share of the way back to the slowest tracker that a rate goes within a segment. */
const RETURNING_SHARE = 0.15;
/** It is no farther away than this, for that matter: what a cache or a proxy once gave says nothing of the link. */
const MOST_NATS = 1.5;
/**
 * What the end of a transfer foretells beyond the belief is news of seconds: it counts for what follows, too, where the
 * buffer is no longer than that (1/e at so long), and hardly where a minute of buffer outlasts it.
 */
const NEWS_SEC = 6;

/** Of the link: audio beside the picture never takes more than the rest. */
const LEAST_VIDEO_SHARE = 0.2;

/** Where playback stands when a segment is to be fetched. */
export interface PlanState {
  readonly bufferSec: number;
  /** Rung of the segment before; null at a start. */
  readonly lastRung: number | null;
  /** Of the link in the longer run. */
  readonly belief: ThroughputBelief;
  /** Of the segment to be fetched. */
  readonly next: Forecast;
  /** Logarithm of the throughput while the segment comes: what is foretold, but for one that is under way. */
  readonly meanwhileLogBps: number;
  /** What may become of the link meanwhile. */
  readonly outcomes: readonly Outcome[];
  readonly latencySec: number;
  /** What audio beside the picture takes of the link. */
  readonly audioBps: number;
  /** How many segments follow this one. */
  readonly segmentsLeft: number;
  /** Of the first of these, as far as they are known: bits of each, in each rung. */
  readonly laterBits: readonly (readonly number[])[];
  /** What is fetched in place of what is given up. */
  readonly lowest: PlannedFetch;
}

export interface PlannedFetch {
  readonly rung: number;
  /** What is still to come of it. */
  readonly bits: number;
  readonly latencySec: number;
}

/** What may become of the link, as far as it is the same whatever is fetched. */
interface Prospect {
  readonly probability: number;
  readonly outageSec: number;
  /** While the segment comes. */
  readonly bps: number;
  /** What will be worth then what is to come, by the buffer and the rung. */
  readonly later: (bufferSec: number, rung: number) => number;
}

/**
 * However short, a stall is one: it counts as so much longer than it lasts. On recorded traces, a fifth fewer sessions stall on 15 s
 * and on 6 s of buffer, for 0.1 and 0.2 points of the score; with more than this, the picture is worse (docs/abr-experiments.md).
 */
const STALL_BEGINS_SEC = 0.5;

/**
 * Tells what fetching a segment is worth, over all that may become of the link, with what follows. What is the same for all
 * that may be fetched is reckoned once.
 */
export function worthIn(state: PlanState, table: ValueTable): (fetch: PlannedFetch) => number {
  const { bufferSec, lastRung, lowest } = state;
  const { discount, setting } = table;
  const { qualities, segmentSec, bufferMaxSec, stallCost, switchCost, givingUp } = setting;
  const prospects = prospectsOf(state, table);
  const qualityOf = (rung: number): number => {
    const quality = qualities[rung] ?? 0;
    return lastRung === null
      ? quality
      : quality - switchCost * Math.abs(quality - (qualities[lastRung] ?? 0));
  };
  const after = (restSec: number, rung: number, { later }: Prospect): number => {
    const nextSec = Math.min(bufferMaxSec, Math.max(0, restSec) + segmentSec);
    return discount * later(nextSec, rung) + (restSec < 0 ? stallCost * (restSec - STALL_BEGINS_SEC) : 0);
  };
  return ({ rung, bits, latencySec }) => {
    const quality = qualityOf(rung);
    let worth = quality;
    for (const prospect of prospects) {
      const { probability, outageSec, bps } = prospect;
      const restSec = bufferSec - (latencySec + outageSec + bits / bps);
      let then = after(restSec, rung, prospect);
      // Or it is given up for the lowest rung; but nothing else would come either while the link is away.
      if (givingUp && restSec < 0 && outageSec === 0 && rung > 0) {
        const givenUpSec = givenUpAfterSec(givingUp, bits / bps, bufferSec);
        const insteadSec = latencySec + givenUpSec + lowest.latencySec + lowest.bits / bps;
        const insteadRestSec = bufferSec - insteadSec;
        if (insteadRestSec > restSec)
          then = Math.max(then, qualityOf(0) - quality + after(insteadRestSec, 0, prospect));
      }
      worth += probability * then;
    }
    return worth;
  };
}

function prospectsOf(state: PlanState, table: ValueTable): readonly Prospect[] {
  const { belief, next, audioBps, outcomes, segmentsLeft, laterBits } = state;
  // A rate that has just changed goes some of the way back to what the link gave for long.
  const [steadiest] = belief.trackers;
  const away = (steadiest?.logBps ?? belief.logBps) - belief.logBps;
  const news = Math.exp(-table.setting.bufferMaxSec / NEWS_SEC) * (next.logBps - belief.logBps);
  const returning = RETURNING_SHARE * Math.min(MOST_NATS, Math.max(-MOST_NATS, away));
  const forVideo = Math.log(Math.max(LEAST_VIDEO_SHARE, 1 - audioBps / Math.exp(belief.logBps)));
  const thenLogBps = belief.logBps + news + returning + forVideo;
  const sizesAhead = weighSizesAhead(laterBits, table, segmentsLeft, thenLogBps);
  return outcomes.map((outcome) => {
    const logBps = thenLogBps + outcome.lasting * natsOf(outcome, belief.spread);
    const asDeclared = table.outlook(segmentsLeft, logBps);
    const more = sizesAhead?.(logBps);
    return {
      probability: outcome.probability,
      outageSec: outcome.outageSec,
      bps: bpsIn(outcome, state),
      later: more ? (bufferSec, rung) => asDeclared(bufferSec, rung) + more(bufferSec, rung) : asDeclared,
    };
  });
}

/** The rung that is worth most for the segment, whose size in each rung is given. */
export function bestRung(
  sizesBits: readonly number[],
  state: PlanState,
  table: ValueTable,
): { readonly rung: number; readonly worth: number } {
  const worthOf = worthIn(state, table);
  let best = { rung: 0, worth: -Infinity };
  sizesBits.forEach((bits, rung) => {
    const worth = worthOf({ rung, bits, latencySec: state.latencySec });
    if (worth > best.worth) best = { rung, worth };
  });
  return best;
}

/** How likely it is that the buffer runs out before the segment is there, from 0 to 1. */
export function stallRisk({ bits, latencySec }: PlannedFetch, state: PlanState): number {
  let risk = 0;
  for (const outcome of state.outcomes) {
    const tookSec = latencySec + outcome.outageSec + bits / bpsIn(outcome, state);
    if (tookSec > state.bufferSec) risk += outcome.probability;
  }
  return risk;
}

/** What the link gives in one outcome while the segment comes. */
function bpsIn(outcome: Outcome, { next, meanwhileLogBps }: PlanState): number {
  return Math.exp(meanwhileLogBps + natsOf(outcome, next.spread));
}
