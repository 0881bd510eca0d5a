import type { EngineAbrInput } from '../model/abr.ts';
import { rateOf } from './sane-input.ts';

/** Before that, what has come of a transfer says more of the slow start of a connection than of the link. Seconds. */
export const EARLIEST_SEC = 0.7;

/** Whether a decision takes a plan: not while the playhead waits for the next segment, nor where one has hardly begun. */
export function needsPlan(input: EngineAbrInput): boolean {
  const { inFlight, awaitedSec, atMs } = input;
  if (inFlight === null) return awaitedSec === null;
  return ((atMs - inFlight.firstByteMs) / 1000) * rateOf(input) >= EARLIEST_SEC;
}
