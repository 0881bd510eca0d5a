import type { SimRun } from './simulate.ts';

/** What counts for a session: the worth of each rung, of a second's stall, and of each change. */
export interface ScoreScale {
  readonly qualities: Float64Array;
  readonly stallCost: number;
}

/**
 * Sum of the qualities, less the stalls and the time to first frame, less each change of quality.
 * @see Yin et al., A Control-Theoretic Approach for Dynamic Adaptive Video Streaming over HTTP, SIGCOMM 2015, §3
 */
export function scoreRun(run: SimRun, { qualities, stallCost }: ScoreScale): number {
  let score = -stallCost * (run.firstFrameSec + run.stallSec);
  let last: number | null = null;
  for (const rung of run.rungs) {
    const quality = qualities[rung] ?? 0;
    score += quality - (last === null ? 0 : Math.abs(quality - last));
    last = quality;
  }
  return score;
}
