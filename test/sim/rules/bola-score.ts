import { rateOf } from './ladder.ts';

/**
 * BOLA's objective: the rung whose segment brings most for its bits, where a rung brings `gain * (utility + goal)` less
 * the buffer level. `gain` is BOLA's V and `goal` its gamma-p; levels are seconds.
 * @see Spiteri et al., BOLA: Near-Optimal Bitrate Adaptation for Online Videos, INFOCOM 2016, §IV
 */
export interface BolaScore {
  readonly bitratesBps: readonly number[];
  readonly utilities: Float64Array;
  readonly gain: number;
  readonly goal: number;
}

/** Utility by doublings (in nats), of the lowest rung as given. */
export function logUtilities(bitratesBps: readonly number[], ofLowest = 0): Float64Array {
  return Float64Array.from(bitratesBps, (bps) => Math.log(bps / rateOf(bitratesBps, 0)) + ofLowest);
}

/** The level at which a rung brings nothing: above it BOLA would rather wait. */
export function levelWorthless({ utilities, gain, goal }: BolaScore, rung: number): number {
  return gain * ((utilities[rung] ?? 0) + goal);
}

/** What a rung brings a bit. */
export function scoreOf(score: BolaScore, rung: number, levelSec: number, bits: number): number {
  return (levelWorthless(score, rung) - levelSec) / bits;
}

export function bestRung(score: BolaScore, levelSec: number): number {
  let [best, highest] = [0, -Infinity];
  score.bitratesBps.forEach((bps, rung) => {
    const value = scoreOf(score, rung, levelSec, bps);
    if (value <= highest) return;
    best = rung;
    highest = value;
  });
  return best;
}

/** The level from which a rung is preferred to each one below; 0 for the lowest. */
export function levelPreferred(score: BolaScore, rung: number): number {
  const { bitratesBps, utilities, gain, goal } = score;
  const [rate, utility] = [rateOf(bitratesBps, rung), utilities[rung] ?? 0];
  let level = 0;
  for (let lower = 0; lower < rung; lower += 1) {
    const [lowerRate, lowerUtility] = [rateOf(bitratesBps, lower), utilities[lower] ?? 0];
    if (lowerUtility >= utility) continue;
    const crossing = (rate * lowerUtility - lowerRate * utility) / (rate - lowerRate);
    level = Math.max(level, gain * (goal + crossing));
  }
  return level;
}

/** The lower rung that a transfer had better be abandoned for, by what is left of it; null to let it go on. */
export function betterToAbandonFor(
  score: BolaScore,
  rung: number,
  transfer: { readonly bits: number; readonly leftBits: number; readonly levelSec: number },
): number | null {
  const { bits, leftBits, levelSec } = transfer;
  let best: number | null = null;
  let highest = scoreOf(score, rung, levelSec, leftBits);
  for (let other = 0; other < rung; other += 1) {
    const otherBits = (bits * rateOf(score.bitratesBps, other)) / rateOf(score.bitratesBps, rung);
    const value = scoreOf(score, other, levelSec, otherBits);
    if (otherBits >= leftBits || value <= highest) continue;
    best = other;
    highest = value;
  }
  return best;
}
