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
 * gave a constant rate. Exact: a plan is dropped only where another one is no worse whatever comes.
 */
export function bestPlan(setup: SessionSetup, start: PlanStart): number {
  const { title } = setup;
  const end = Math.min(title.sizes.length, start.segment + start.horizon);
  let plans: readonly Plan[] = [{ first: -1, rung: start.lastRung, bufferSec: start.bufferSec, score: 0 }];
  const floor = bestOfStaying(setup, start, end);
  const most = Math.max(...setup.qualities);
  for (let segment = start.segment; segment < end; segment += 1) {
    // What could not reach the floor even with the best quality, no change and no stall from here on is hopeless.
    const least = floor - most * (end - segment - 1);
    plans = undominated(
      title.bitratesBps
        .flatMap((_, rung) => extendAll(setup, plans, segment, rung, start.throughputBps))
        .filter(({ score }) => score >= least),
      setup,
    );
  }
  let best = plans[0];
  for (const plan of plans) if (best === undefined || plan.score > best.score) best = plan;
  return Math.max(0, best?.first ?? 0);
}

/** The best score of the plans that take one rung throughout. */
function bestOfStaying(setup: SessionSetup, start: PlanStart, end: number): number {
  let best = -Infinity;
  for (let rung = 0; rung < setup.title.bitratesBps.length; rung += 1) {
    let plans: readonly Plan[] = [startOf(start)];
    for (let segment = start.segment; segment < end; segment += 1)
      plans = extendAll(setup, plans, segment, rung, start.throughputBps);
    for (const { score } of plans) best = Math.max(best, score);
  }
  // Sums in another order may differ by rounding.
  return best - Math.abs(best) * 1e-9;
}

function startOf({ lastRung, bufferSec }: PlanStart): Plan {
  return { first: -1, rung: lastRung, bufferSec, score: 0 };
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

/** Plans without those that another one makes needless: by changing to their rung, and stalling for what it has less. */
function undominated(plans: Plan[], { qualities, stallCost }: SessionSetup): readonly Plan[] {
  plans.sort((one, other) => other.score - one.score || other.bufferSec - one.bufferSec);
  const kept: Plan[] = [];
  for (const plan of plans) {
    const quality = qualities[plan.rung] ?? 0;
    const isNeedless = kept.some(({ rung, bufferSec, score }) => {
      const stallSec = Math.max(0, plan.bufferSec - bufferSec);
      return score - stallCost * stallSec - Math.abs(quality - (qualities[rung] ?? 0)) >= plan.score;
    });
    if (!isNeedless) kept.push(plan);
  }
  return kept;
}
