import type { SessionSetup } from '../rule.ts';
import { realBits } from './ladder.ts';

/** What a plan starts from, and the link it reckons with. */
export interface PlanStart {
  readonly segment: number;
  readonly bufferSec: number;
  readonly lastRung: number;
  readonly throughputBps: number;
  /** Segments to plan. */
  readonly horizon: number;
}

/** A plan so far: its first rung, the rung of its last segment, buffer and score after that. */
interface Plan {
  readonly first: number;
  readonly rung: number;
  readonly bufferSec: number;
  readonly score: number;
}

/**
 * First rung of the plan with the highest score (quality, less changes, less stalls) over the next segments, if the link
 * gave a constant rate. Exact: a plan is dropped only where another that ends in the same rung would be no worse even if
 * it had to stall for the buffer that it has less.
 */
export function bestPlan(setup: SessionSetup, start: PlanStart): number {
  const { title } = setup;
  const end = Math.min(title.sizes.length, start.segment + start.horizon);
  let plans: readonly Plan[] = [{ first: -1, rung: start.lastRung, bufferSec: start.bufferSec, score: 0 }];
  for (let segment = start.segment; segment < end; segment += 1)
    plans = title.bitratesBps.flatMap((_, rung) =>
      undominated(extendAll(setup, plans, segment, rung, start.throughputBps), setup.stallCost),
    );
  let best = plans[0];
  for (const plan of plans) if (best === undefined || plan.score > best.score) best = plan;
  return Math.max(0, best?.first ?? 0);
}

function extendAll(
  { title, bufferMaxSec, qualities, stallCost, rttSec }: SessionSetup,
  plans: readonly Plan[],
  segment: number,
  rung: number,
  throughputBps: number,
): Plan[] {
  const quality = qualities[rung] ?? 0;
  const transferSec = rttSec + realBits(title, segment, rung) / throughputBps;
  return plans.map((plan) => {
    const stallSec = Math.max(0, transferSec - plan.bufferSec);
    const bufferSec = Math.max(0, plan.bufferSec - transferSec) + title.segmentSec;
    const change = Math.abs(quality - (qualities[plan.rung] ?? 0));
    return {
      first: plan.first === -1 ? rung : plan.first,
      rung,
      // The next request waits until its segment fits.
      bufferSec: Math.min(bufferSec, bufferMaxSec - title.segmentSec),
      score: plan.score + quality - change - stallCost * stallSec,
    };
  });
}

/** Plans that end in the same rung, without those that another one makes needless. */
function undominated(plans: Plan[], stallCost: number): readonly Plan[] {
  plans.sort((one, other) => other.score - one.score || other.bufferSec - one.bufferSec);
  const kept: Plan[] = [];
  // In order of score, a plan has to have more buffer than each one before it, and more than what stalls would make up.
  let [mostBuffer, mostWorth] = [-Infinity, -Infinity];
  for (const plan of plans) {
    const worth = plan.score + stallCost * plan.bufferSec;
    if (plan.bufferSec <= mostBuffer || worth <= mostWorth) continue;
    kept.push(plan);
    mostBuffer = plan.bufferSec;
    mostWorth = worth;
  }
  return kept;
}
