import type { AbrInput, AbrRendition } from '../model/abr.ts';
import type { AbrConfig } from './abr-config.ts';
import { COMMON_LASTING } from './dip-lasting.ts';
import type { Forecast } from './forecast-transfer.ts';
import { plannedGivingUp } from './giving-up.ts';
import type { LearntSizes } from './learn-sizes.ts';
import { bestRung, stallRisk, type PlanState } from './plan-segment.ts';
import type { Link } from './read-link.ts';
import { rateOf, segmentSecOf } from './sane-input.ts';
import { LEAST_BPS, laterBits, nextBits } from './segment-bits.ts';
import { nextSpread } from './throughput-belief.ts';
import { linkKind, throughputOutcomes, type LinkKind } from './throughput-outcomes.ts';
import type { PlanSetting, ValueTable } from './value-table.ts';

/**
 * All that a plan rests on, in seconds of media: at another playback rate the link is that much slower. And in bits as they
 * are declared: where segments turn out smaller, the link is that much faster.
 */
export interface Plan {
  readonly state: PlanState;
  readonly table: ValueTable;
  readonly segmentSec: number;
  /** Of all that the link gives: see `Link`. */
  readonly linkSpread: number;
  /** Logarithm of what the link gives, also beyond what the ladder needs; in bits as the plan counts them. -Infinity: not measured. */
  readonly linkLogBps: number;
  readonly audioBits: number;
  /** What the next segment takes in each candidate, with the sound beside it. */
  readonly nextBits: readonly number[];
  readonly rate: number;
  /** Logarithm of how much slower the link is counted by all of this. */
  readonly slower: number;
  readonly sizes: LearntSizes;
}

/** What the transfers so far tell. */
interface Known {
  readonly link: Link;
  /** Null: nothing was measured. */
  readonly forecast: Forecast | null;
  readonly sizes: LearntSizes;
}

type TableFor = (setting: PlanSetting) => ValueTable;

/** So much of a rate is picture at the least, where it holds the sound, too. */
const LEAST_PICTURE = 0.3;
/** Where the end of the title is not known: plan as far as values are kept. */
const FAR = 1000;
/**
 * So far is planned while little is known of the link: values for more segments to come would take milliseconds to reckon,
 * for which the first picture would wait.
 */
const NEAR = 5;
/**
 * Who seeks throws away what is buffered, and may well seek again: so much of the mean time between seeks is planned for, and
 * so many seconds at the least.
 */
const SHARE_UNTIL_SEEK = 0.25;
const LEAST_UNTIL_SEEK_SEC = 20;
/** Seeks within so long of the first of them are one search for a place. */
const SEARCH_MS = 10_000;
/**
 * So many segments that tell of the link (of the picture, once one has come) still tell little; so many, where they have been alike on
 * a link that answers no later than most: they say what it gives, but not yet for how long.
 */
const FEW_SEGMENTS = 3;
const FEW_ALIKE = 6;
/**
 * Titles whose sizes vary by more than the first are planned for the second, in nats, others for no more than is common: two kinds, so that there
 * are few tables. Not far from the edge the other kind's is begun, too; one far larger segment may leap over that, and then it is made at once.
 */
const VARIED_SIZES = { from: 0.35, spread: 0.5, near: 0.1 };

export function readPlan(
  candidates: readonly AbrRendition[],
  current: number,
  input: AbrInput,
  { link, forecast, sizes }: Known,
  config: AbrConfig,
  tableFor: TableFor,
): Plan {
  const { belief, spread, estimateBps, source, latencySec, awaySec, observations } = link;
  const segmentSec = segmentSecOf(input);
  const rate = rateOf(input);
  const slower = Math.log(rate * sizes.ratio);
  const soon = linkKind(spread, latencySec, awaySec);
  const few = soon.isSteady && soon.lateness <= 1 ? FEW_ALIKE : FEW_SEGMENTS;
  const isKnown = observations.length > few;
  // The first answers may have waited for a connection.
  const kind = isKnown ? soon : linkKind(spread, 0, 0);
  const feared = fearedKind(input, link);
  const setting = settingOf(candidates, input, sizes, config);
  beginNear(setting, sizes.spread, kind, tableFor);
  const table = planTable(setting, kind, soon, feared, tableFor);
  const next = forecast ?? {
    logBps: belief.logBps,
    spread: belief.spread,
    weights: [],
    lasting: COMMON_LASTING,
  };
  const nextLogBps = next.logBps - slower;
  const audioBits = (input.audioBps * segmentSec) / sizes.ratio;
  const wholeBits = nextBits(candidates, { segmentSec, sizes }).map((bits) => bits + audioBits);
  return {
    table,
    segmentSec,
    linkSpread: spread,
    linkLogBps: source === 'measured' ? Math.log(estimateBps) - slower : -Infinity,
    rate,
    slower,
    sizes,
    audioBits,
    nextBits: wholeBits,
    state: {
      bufferSec: input.bufferSec,
      lastRung: current < 0 ? null : current,
      belief: {
        ...belief,
        logBps: belief.logBps - slower,
        trackers: belief.trackers.map((tracker) => ({ ...tracker, logBps: tracker.logBps - slower })),
      },
      next: { ...next, logBps: nextLogBps },
      meanwhileLogBps: nextLogBps,
      audioBps: input.audioBps / sizes.ratio,
      outcomes: throughputOutcomes(segmentSec, next.logBps, kind),
      latencySec: latencySec * rate,
      lowest: { rung: 0, bits: wholeBits[0] ?? audioBits, latencySec: latencySec * rate },
      // A transfer under way is weighed without them: it was no better for them, and is looked at several times a second.
      laterBits: input.inFlight ? [] : laterAsPlanned(candidates, { segmentSec, sizes }, table),
      segmentsLeft: Math.min(isKnown ? untilSeek(input, segmentSec) : NEAR, untilEnd(input, segmentSec)),
    },
  };
}

/** The table's segments are of a rounded duration. */
function laterAsPlanned(
  candidates: readonly AbrRendition[],
  basis: Pick<Plan, 'segmentSec' | 'sizes'>,
  { setting }: ValueTable,
): readonly (readonly number[])[] {
  const times = setting.segmentSec / basis.segmentSec;
  return laterBits(candidates, basis).map((bits) => bits.map((each) => each * times));
}

function untilEnd({ remainingSec }: AbrInput, segmentSec: number): number {
  return remainingSec === null ? FAR : Math.round(remainingSec / segmentSec);
}

/** For how many segments it is worth planning, by how often the viewer seeks. */
function untilSeek({ awaitedAtMs = [], atMs }: AbrInput, segmentSec: number): number {
  const [sinceMs = atMs] = awaitedAtMs;
  let [seeks, searchMs] = [0, sinceMs];
  for (const ms of awaitedAtMs) {
    if (ms - searchMs < SEARCH_MS) continue;
    seeks += 1;
    searchMs = ms;
  }
  const betweenSec = (atMs - sinceMs) / 1000 / seeks;
  return seeks === 0
    ? FAR
    : Math.round(Math.max(LEAST_UNTIL_SEEK_SEC, SHARE_UNTIL_SEEK * betweenSec) / segmentSec);
}

function settingOf(
  candidates: readonly AbrRendition[],
  input: AbrInput,
  { besideBps, spread }: LearntSizes,
  { stallCost, switchCost }: AbrConfig,
): Omit<PlanSetting, 'link'> {
  const segmentSec = segmentSecOf(input);
  const plannedSec = roundHalf(segmentSec);
  const bufferMaxSec = roundRoot(input.bufferGoalSec + segmentSec);
  const bitratesBps = candidates.map(({ bandwidthBps }) => Math.max(LEAST_BPS, bandwidthBps));
  return {
    bitratesBps,
    qualities: qualitiesOf(bitratesBps, besideBps > 0 ? roundRoot(besideBps) : 0),
    segmentSec: plannedSec,
    givingUp: input.isWaitedFor ? null : plannedGivingUp(plannedSec, bufferMaxSec),
    bufferMaxSec,
    sizeSpread: plannedSizeSpread(spread),
    stallCost,
    switchCost,
  };
}

/** What the link will be taken for, if it is away and comes back for the transfer under way: that has lost so much so far. */
function fearedKind(
  { inFlight, atMs }: AbrInput,
  { spread, latencySec, awaySec, estimateBps, observations }: Link,
): LinkKind {
  const lostSec = inFlight
    ? (atMs - inFlight.firstByteMs) / 1000 - (inFlight.receivedBytes * 8) / estimateBps
    : 0;
  const nextOne = nextSpread(spread, Infinity, observations.length);
  return linkKind(nextOne, latencySec, Math.max(awaySec, lostSec));
}

/**
 * The table of values for a link of this kind. Those for the kinds that it may become are begun, too, so that they are there when they
 * are needed: a link that was not known to be steady soon is, and the other way round; `soon` is what it will be taken for once it is known,
 * and `feared` once what is under way has come, if the link was away.
 */
function planTable(
  setting: Omit<PlanSetting, 'link'>,
  kind: LinkKind,
  soon: LinkKind,
  feared: LinkKind,
  tableFor: TableFor,
): ValueTable {
  if (soon.lateness !== kind.lateness || soon.seenOutage !== kind.seenOutage)
    for (const isSteady of [true, false]) tableFor({ ...setting, link: { ...soon, isSteady } });
  if (soon.seenOutage !== feared.seenOutage) tableFor({ ...setting, link: feared });
  tableFor({ ...setting, link: { ...kind, isSteady: !kind.isSteady } });
  return tableFor({ ...setting, link: kind });
}

/** Of the picture alone: where declared rates hold the sound, so much of each is no picture; of low ones, not more than most. */
function qualitiesOf(bitratesBps: readonly number[], soundBps: number): readonly number[] {
  const picturesBps = bitratesBps.map((bps) => Math.max(LEAST_PICTURE * bps, bps - soundBps));
  const [lowestBps = LEAST_BPS] = picturesBps;
  return picturesBps.map((bps) => Math.log(bps / lowestBps));
}

/** The rendition that is worth most for the next segment, and the risk that the buffer runs out before it is there. */
export function planAhead(plan: Plan): { readonly position: number; readonly risk: number } {
  const { state, table } = plan;
  const { rung } = bestRung(plan.nextBits, state, table);
  const fetch = { rung, bits: plan.nextBits[rung] ?? 0, latencySec: state.latencySec };
  return { position: rung, risk: stallRisk(fetch, state) };
}

/** Begins the table for sizes of the other kind, where what is learnt of them is near the edge. */
function beginNear(
  setting: Omit<PlanSetting, 'link'>,
  nats: number,
  link: LinkKind,
  tableFor: TableFor,
): void {
  for (const near of [nats - VARIED_SIZES.near, nats + VARIED_SIZES.near]) {
    const sizeSpread = plannedSizeSpread(near);
    if (sizeSpread !== setting.sizeSpread) tableFor({ ...setting, sizeSpread, link });
  }
}

function plannedSizeSpread(nats: number): number {
  return nats > VARIED_SIZES.from ? VARIED_SIZES.spread : 0;
}

/** Coarse, so that settings that hardly differ share a table. Half seconds. */
function roundHalf(sec: number): number {
  return Math.max(0.5, Math.round(sec * 2) / 2);
}

/** To a power of the square root of 2. */
function roundRoot(value: number): number {
  return 2 ** (Math.round(Math.log2(Math.max(1, value)) * 2) / 2);
}
