import type { SimRun } from './simulate.ts';

/** What counts for a session: the worth of each rung, of a second's stall, and of each change. */
export interface ScoreScale {
  readonly qualities: Float64Array;
  readonly stallCost: number;
}

/**
 * Sum of the qualities of what was played, less the stalls and the time to first frame, less each change of quality.
 * `usefulRungs` (by played segment) are those above which nothing is worth more: the element was that small. A change counts
 * by what is seen of it at the smaller one of two sizes, so that a new size is no change by itself.
 * @see Yin et al., A Control-Theoretic Approach for Dynamic Adaptive Video Streaming over HTTP, SIGCOMM 2015, §3
 */
export function scoreRun(
  run: Pick<SimRun, 'rungs' | 'firstFrameSec' | 'stallSec'>,
  scale: ScoreScale,
  usefulRungs: readonly number[] | null = null,
): number {
  let score = -scale.stallCost * (run.firstFrameSec + run.stallSec);
  run.rungs.forEach((rung, index) => {
    score += worthOf(scale, rung, usefulRungs?.[index]);
    const last = run.rungs[index - 1];
    if (last !== undefined) score -= changeCost(scale, last, rung, seenOfChange(usefulRungs, index));
  });
  return score;
}

export function worthOf({ qualities }: ScoreScale, rung: number, usefulRung = Infinity): number {
  return qualities[Math.min(rung, usefulRung)] ?? 0;
}

export function changeCost(scale: ScoreScale, from: number, to: number, usefulRung: number): number {
  return Math.abs(worthOf(scale, to, usefulRung) - worthOf(scale, from, usefulRung));
}

/** The highest rung that is told from those below it where segment `index` follows the one before. */
export function seenOfChange(usefulRungs: readonly number[] | null, index: number): number {
  return Math.min(usefulRungs?.[index - 1] ?? Infinity, usefulRungs?.[index] ?? Infinity);
}
