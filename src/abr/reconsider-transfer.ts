import type { AbrInput, AbrRendition, AbrTransfer } from '../model/abr.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import { believeMeanwhile } from './believe-meanwhile.ts';
import { COMMON_LASTING } from './dip-lasting.ts';
import { foretell } from './forecast-transfer.ts';
import { isAway, likelyToStaySlow, type Fall } from './link-away.ts';
import { EARLIEST_SEC } from './needs-plan.ts';
import { logBpsOf } from './observe-transfers.ts';
import type { Plan } from './plan-ahead.ts';
import { worthIn, type PlannedFetch, type PlanState } from './plan-segment.ts';
import { sinceFall, type Coming } from './since-fall.ts';

/**
 * Nor is there a hurry before it has taken this share of the buffer, on a link that hardly varies; on others the share grows with
 * their spread, by 0.1 for each 0.1 nats above the second number: the more dips a link has, the more of them pass.
 */
const PATIENT_SHARE = 0.5;
const PATIENT_NOISE = 0.1;
/** However much a link varies, it counts as no more than this here: it may have become slow for good. Nats. */
const MOST_SPREAD = 0.5;
/**
 * After so many seconds, times the cube of the link's spread, a slow transfer tells half of what comes next, and three quarters of its own
 * rest; what was foretold, the other part. Where a link varies much, a slow transfer says little; and less where the dips before it
 * have soon passed, more where they have lasted.
 */
const TELLING_SEC = 32;
/** Dips count as lasting at least so much; and what those before have shown, in full for so many segments' time of this one. */
const LEAST_LASTING = 0.4;
const SOON_SEGMENTS = 2;
/** A transfer this much slower than expected is looked at, in nats. */
const SLOWER = 0.1;
/** One that will be there within this share of the buffer is not worth another request, whatever comes later. */
const COMFORTABLE_SHARE = 0.8;
/** Where it is likelier than this that the link stays slow, what else there may be changes hardly anything, and is not reckoned. */
const SURE = 0.95;
/** So long a transfer has been slow, rather than in a dip; and so long, where the link may be away. Seconds. */
const SLOW_SEC = 10;
const SLOW_IF_AWAY_SEC = 25;
/**
 * What comes in place of a transfer that was given up goes on, unless it comes slower than that one did by so much, in nats: else it is the
 * same hole, which was reckoned with.
 */
const DEEPER_NATS = 0.5;
/** How much more another rendition must be worth: what was fetched is lost, and the model may be wrong. */
const MARGIN = 1;
/** Of a segment that is larger than expected already, and nobody tells by how much, so much is still to come, of what came. */
const LEAST_REST = 0.3;
/** So little says that nothing has come; its logarithm must be finite. Bits. */
const LEAST_BITS = 4000;

/** What a transfer under way has shown, in bits as the plan counts them. */
interface Shown {
  readonly elapsedSec: number;
  readonly bits: number;
  /** Logarithm of its rate on the whole, and at its end where that was measured. */
  readonly logBps: number;
  readonly tailLogBps: number | null;
  /** In the last second; Infinity: not measured. */
  readonly latelyLogBps: number;
  /** In the last five; null: not measured. */
  readonly lasting: Coming | null;
}

/**
 * Whether to abandon the segment under way for a lower rendition: where it comes slower than was believed, would leave
 * the buffer too low, and another one, fetched from its beginning, is clearly worth more by the same values that chose
 * it. What replaces it is smaller than what is left of it, and not given up in the same hole, so that it ends however often the link fails.
 */
export function reconsiderTransfer(
  candidates: readonly AbrRendition[],
  transfer: AbrTransfer,
  { atMs, samples }: Pick<AbrInput, 'atMs' | 'samples'>,
  plan: Plan,
): { readonly position: number; readonly why: string } {
  const { state } = plan;
  const position = candidates.findIndex(({ id }) => id === transfer.renditionId);
  const goOn = { position, why: 'keep the transfer' };
  const elapsedSec = ((atMs - transfer.firstByteMs) / 1000) * plan.rate;
  const spread = Math.min(MOST_SPREAD, Math.max(plan.linkSpread, state.next.spread));
  if (position < 0 || elapsedSec < patienceSec(spread, state.bufferSec)) return goOn;
  const shown = readShown(transfer, elapsedSec, plan);
  const leastExpected = Math.max(state.next.logBps, state.belief.logBps) - SLOWER;
  if (shown.logBps >= Math.min(leastExpected, leastInHole(position, candidates, samples, plan))) return goOn;
  const restBits = restBitsOf(position, transfer, shown, plan);
  const fall = fallOf(shown, restBits, plan);
  if (isAway(transfer, fall, state.bufferSec)) return goOn;

  const staysSlow = likelyToStaySlow(transfer, fall);
  const expected = expectRest(shown, spread, staysSlow > SURE ? SLOW_SEC : SLOW_IF_AWAY_SEC, plan);
  if (restBits / Math.exp(expected.meanwhileLogBps) < COMFORTABLE_SHARE * state.bufferSec) return goOn;

  const worthOf = worthEitherWay(expected, staysSlow, plan);
  let best = { position, worth: worthOf({ rung: position, bits: restBits, latencySec: 0 }) + MARGIN };
  for (let rung = 0; rung < position; rung += 1) {
    const bits = plan.nextBits[rung] ?? 0;
    if (bits >= restBits) break;
    const worth = worthOf({ rung, bits, latencySec: state.latencySec });
    if (worth > best.worth) best = { position: rung, worth };
  }
  return best.position === position
    ? goOn
    : { position: best.position, why: 'abandon, the segment comes too slowly' };
}

/** Logarithm of the least that is no deeper a hole than that for which the transfer before was given up for this rung; Infinity: it was not. */
function leastInHole(
  position: number,
  candidates: readonly AbrRendition[],
  samples: readonly TransferSample[],
  { slower }: Plan,
): number {
  const before = samples.filter(({ type, trackKind }) => type === 'segment' && trackKind === 'video').at(-1);
  // One that came whole, and of which nobody knows how much media it is, is seldom of a higher rung.
  const isGivenUp =
    before?.mediaSec === null && candidates.findIndex(({ id }) => id === before.renditionId) > position;
  if (!isGivenUp) return Infinity;
  return logBpsOf({ bytes: before.bytes, ms: before.endMs - before.firstByteMs }) - slower - DEEPER_NATS;
}

function patienceSec(spread: number, bufferSec: number): number {
  return Math.max(EARLIEST_SEC, (PATIENT_SHARE + Math.max(0, spread - PATIENT_NOISE)) * bufferSec);
}

function readShown(transfer: AbrTransfer, elapsedSec: number, { sizes, slower, rate }: Plan): Shown {
  const { receivedBytes, tail, lately, lasting } = transfer;
  const bits = (receivedBytes * 8) / sizes.ratio;
  return {
    elapsedSec,
    bits,
    logBps: Math.log(Math.max(LEAST_BITS, bits) / elapsedSec),
    tailLogBps: tail ? logBpsOf(tail) - slower : null,
    latelyLogBps: lately ? logBpsOf(lately) - slower : Infinity,
    lasting: lasting ? { elapsedSec: (lasting.ms / 1000) * rate, logBps: logBpsOf(lasting) - slower } : null,
  };
}

function restBitsOf(position: number, { totalBytes }: AbrTransfer, { bits }: Shown, plan: Plan): number {
  if (totalBytes !== null) return Math.max(0, (totalBytes * 8) / plan.sizes.ratio - bits);
  const expectedBits = (plan.nextBits[position] ?? 0) - plan.audioBits;
  return bits < expectedBits ? expectedBits - bits : bits * LEAST_REST;
}

/**
 * How likely this dip is to last, beside those of links in general, as those before it have lasted on this one; the longer it has itself,
 * the less they count.
 */
function likelyToLast(elapsedSec: number, { state, segmentSec }: Plan): number {
  const ratio = Math.max(LEAST_LASTING, state.next.lasting) / COMMON_LASTING;
  return ratio ** Math.min(1, (SOON_SEGMENTS * segmentSec) / elapsedSec);
}

/** What is to be expected of the link for the rest of this transfer, and behind it. */
function expectRest(shown: Shown, spread: number, slowSec: number, plan: Plan): PlanState {
  const { state, segmentSec } = plan;
  const { next } = state;
  const { tailLogBps } = shown;
  const { elapsedSec, logBps } = sinceFall(shown, shown.lasting, next.logBps, slowSec * plan.rate);
  const belief = believeMeanwhile(state.belief, { logBps, durationSec: elapsedSec }, segmentSec);
  // Where it comes faster of late than on the whole, it may have recovered; where slower, a moment says too little to give up for.
  const lastLogBps = Math.max(logBps, tailLogBps ?? logBps);
  const told = Math.min(
    1,
    (likelyToLast(elapsedSec, plan) * elapsedSec) / (elapsedSec + TELLING_SEC * spread ** 3),
  );
  const endLogBps = lastLogBps + (1 - told) * Math.max(0, next.logBps - lastLogBps);
  const nextLogBps =
    next.weights.length === 0 ? belief.logBps : foretell(next.weights, belief.trackers, endLogBps);
  return {
    ...state,
    belief,
    next: { ...next, logBps: nextLogBps },
    meanwhileLogBps: nextLogBps + told * Math.min(0, lastLogBps - nextLogBps),
  };
}

function fallOf({ logBps, latelyLogBps, elapsedSec }: Shown, restBits: number, plan: Plan): Fall {
  const { linkLogBps, rate, segmentSec, table } = plan;
  return {
    nats: linkLogBps - logBps,
    latelyNats: linkLogBps - latelyLogBps,
    shortNats: Math.log(table.setting.bitratesBps[0] ?? 1) - latelyLogBps,
    elapsedSec: elapsedSec / rate,
    restSegments: restBits / (segmentSec * Math.exp(linkLogBps)),
  };
}

/** What fetching is worth if the link stays slow, as is to be expected then, and if it comes back as it was, as likely as each is. */
function worthEitherWay(
  expected: PlanState,
  staysSlow: number,
  { state, table }: Plan,
): (fetch: PlannedFetch) => number {
  const worthIfSlow = worthIn(expected, table);
  if (staysSlow > SURE) return worthIfSlow;
  const worthIfBack = worthIn(state, table);
  return (fetch) => staysSlow * worthIfSlow(fetch) + (1 - staysSlow) * worthIfBack(fetch);
}
