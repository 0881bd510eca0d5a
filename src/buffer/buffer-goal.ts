import type { BufferConfig } from './buffer-config.ts';

/** A goal below this could not hold one segment and the next. */
export const MIN_GOAL_SEC = 4;

/** After the browser's quota was hit: halve, then grow back by a tenth with every segment that fits. */
const SHRINK = 0.5;
const RECOVER = 1.1;

export function shrinkGoal(factor: number): number {
  return factor * SHRINK;
}

export function recoverGoal(factor: number): number {
  return Math.min(1, factor * RECOVER);
}

/**
 * Seconds to fetch ahead: what the config wants, less where the bytes would not fit or the quota has shrunk the goal.
 * `bitrateBps` 0: unknown, and then only the seconds count.
 */
export function goalAheadSec(
  config: BufferConfig,
  kind: 'video' | 'audio',
  bitrateBps: number,
  shrinkFactor: number,
): number {
  const bytes = kind === 'video' ? config.videoBytes : config.audioBytes;
  const fittingSec = bitrateBps > 0 ? (bytes * 8) / bitrateBps : Infinity;
  // What lies behind takes its share of the bytes, but never more than half.
  const aheadSec = Math.min(config.aheadSec, Math.max(fittingSec - config.behindSec, fittingSec / 2));
  return Math.max(MIN_GOAL_SEC, aheadSec * shrinkFactor);
}
