/** Seconds, end exclusive. */
export interface TimeRange {
  readonly startSec: number;
  readonly endSec: number;
}
