import type { AbrRendition, AbrTransfer } from '../model/abr.ts';
import { believeMeanwhile } from './believe-meanwhile.ts';
import { foretell } from './forecast-transfer.ts';
import { EARLIEST_SEC } from './needs-plan.ts';
import { logBpsOf } from './observe-transfers.ts';
import { segmentBits, type Plan } from './plan-ahead.ts';
import { worthIn } from './plan-segment.ts';
import type { ThroughputBelief } from './throughput-belief.ts';

/**
 * Nor is there a hurry before it has taken this share of the buffer, on a link that hardly varies; on others the share grows with
 * their spread, by 0.1 for each 0.1 nats above the second number: the more dips a link has, the more of them pass.
 */
const PATIENT_SHARE = 0.5;
const PATIENT_NOISE = 0.1;
/** However much a link varies, it counts as no more than this here: it may have become slow for good. Nats. */
const MOST_SPREAD = 0.5;
/**
 * After so many seconds, times the cube of the link's spread, what is to come of a slow transfer is expected half to be as the
 * link was believed, half as the transfer is: where a link varies much, a slow transfer says little of its own rest.
 */
const TELLING_SEC = 32;
/** A transfer this much slower than expected is looked at, in nats. */
const SLOWER = 0.1;
/** One that will be there within this share of the buffer is not worth another request, whatever comes later. */
const COMFORTABLE_SHARE = 0.8;
/** How much more another rendition must be worth: what was fetched is lost, and the model may be wrong. */
const MARGIN = 1;
/** Of a segment that is larger than expected already, and nobody tells by how much, so much is still to come, of what came. */
const LEAST_REST = 0.3;
/** So little says that nothing has come; its logarithm must be finite. Bits. */
const LEAST_BITS = 4000;

/**
 * Whether to abandon the segment under way for a lower rendition: where it comes slower than was believed, would leave
 * the buffer too low, and another one, fetched from its beginning, is clearly worth more by the same values that chose
 * it. What replaces it is smaller than what is left of it, so that it ends however often the link fails.
 */
export function reconsiderTransfer(
  candidates: readonly AbrRendition[],
  transfer: AbrTransfer,
  atMs: number,
  plan: Plan,
): { readonly position: number; readonly why: string } {
  const { state, table, segmentSec, audioBits, rate, sizes } = plan;
  const { next } = state;
  const spread = Math.min(MOST_SPREAD, Math.max(plan.linkSpread, next.spread));
  const position = candidates.findIndex(({ id }) => id === transfer.renditionId);
  const goOn = { position, why: 'keep the transfer' };
  const rendition = candidates[position];
  const elapsedSec = ((atMs - transfer.firstByteMs) / 1000) * rate;
  const patientShare = PATIENT_SHARE + Math.max(0, spread - PATIENT_NOISE);
  const patientSec = Math.max(EARLIEST_SEC, patientShare * state.bufferSec);
  if (!rendition || elapsedSec < patientSec) return goOn;
  const receivedBits = (transfer.receivedBytes * 8) / sizes.ratio;
  const logBps = Math.log(Math.max(LEAST_BITS, receivedBits) / elapsedSec);
  if (logBps >= Math.max(next.logBps, state.belief.logBps) - SLOWER) return goOn;

  const expectedBits = segmentBits(rendition, plan);
  const guessedBits = receivedBits < expectedBits ? expectedBits : receivedBits * (1 + LEAST_REST);
  const totalBits = transfer.totalBytes === null ? guessedBits : (transfer.totalBytes * 8) / sizes.ratio;
  const restBits = Math.max(0, totalBits - receivedBits);
  const belief = believeMeanwhile(state.belief, { logBps, durationSec: elapsedSec }, segmentSec);
  const nextLogBps = foretellRest(belief, transfer, plan, logBps);
  const told = elapsedSec / (elapsedSec + TELLING_SEC * spread ** 3);
  const meanwhileLogBps = nextLogBps + told * Math.min(0, logBps - nextLogBps);
  if (restBits / Math.exp(meanwhileLogBps) < COMFORTABLE_SHARE * state.bufferSec) return goOn;

  const worthOf = worthIn(
    { ...state, belief, next: { ...next, logBps: nextLogBps }, meanwhileLogBps },
    table,
  );
  let best = { position, worth: worthOf({ rung: position, bits: restBits, latencySec: 0 }) + MARGIN };
  for (let rung = 0; rung < position; rung += 1) {
    const bits = segmentBits(candidates[rung] ?? rendition, plan) + audioBits;
    if (bits >= restBits) break;
    const worth = worthOf({ rung, bits, latencySec: state.latencySec });
    if (worth > best.worth) best = { position: rung, worth };
  }
  return best.position === position
    ? goOn
    : { position: best.position, why: 'abandon, the segment comes too slowly' };
}

/**
 * What the next transfer will show, as far as the one under way tells: where it comes faster of late than on the whole, it may
 * have recovered. Where it is slower, a moment says too little to give up for.
 */
function foretellRest(
  { logBps: believedLogBps, trackers }: ThroughputBelief,
  { tail }: AbrTransfer,
  { state, slower }: Plan,
  logBps: number,
): number {
  const { weights } = state.next;
  if (weights.length === 0) return believedLogBps;
  return foretell(weights, trackers, tail ? Math.max(logBps, logBpsOf(tail) - slower) : logBps);
}
