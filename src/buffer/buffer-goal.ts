import type { BufferConfig } from './buffer-config.ts';

/** A goal below this could not hold one segment and the next. */
export const MIN_GOAL_SEC = 4;

/** Where the browser has too little room: halve, then grow back by a tenth with every segment that is played. */
const SHRINK = 0.5;
const RECOVER = 1.1;
/** Smaller factors would only make the way back longer: the least goal binds by then. */
const LEAST_FACTOR = 0.1;

export function shrinkGoal(factor: number): number {
  return Math.max(LEAST_FACTOR, factor * SHRINK);
}

export function recoverGoal(factor: number): number {
  return Math.min(1, factor * RECOVER);
}

/**
 * Seconds to fetch ahead: what the config wants, less where the bytes would not fit or a lack of room has shrunk the goal.
 * `bitrateBps` 0: unknown, and then only the seconds count.
 */
export function goalAheadSec(
  config: BufferConfig,
  kind: 'video' | 'audio',
  bitrateBps: number,
  shrinkFactor: number,
): number {
  const fitSec = fittingSec(config, kind, bitrateBps);
  // What lies behind takes its share of the bytes, but never more than half.
  const aheadSec = Math.min(config.aheadSec, Math.max(fitSec - config.behindSec, fitSec / 2));
  return Math.max(MIN_GOAL_SEC, aheadSec * shrinkFactor);
}

/**
 * Seconds to keep behind the playhead: what the config wants, less where the bytes would not fit beside the goal ahead.
 * `bitrateBps` 0: unknown, and then only the seconds count.
 */
export function goalBehindSec(config: BufferConfig, kind: 'video' | 'audio', bitrateBps: number): number {
  const restSec = fittingSec(config, kind, bitrateBps) - goalAheadSec(config, kind, bitrateBps, 1);
  return Math.max(0, Math.min(config.behindSec, restSec));
}

/** How many seconds the bytes granted to a kind of media hold. */
function fittingSec(config: BufferConfig, kind: 'video' | 'audio', bitrateBps: number): number {
  const bytes = kind === 'video' ? config.videoBytes : config.audioBytes;
  return bitrateBps > 0 ? (bytes * 8) / bitrateBps : Infinity;
}
