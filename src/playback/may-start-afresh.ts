/** A decoder that fails again within this much playing was not mended by a fresh start. Seconds. */
const PROGRESS_SEC = 10;

/** Whether a decoder that failed may be begun anew: once at a position. `lastSec`: where it was last; -Infinity: nowhere. */
export function mayStartAfresh(positionSec: number, lastSec: number): boolean {
  return Math.abs(positionSec - lastSec) >= PROGRESS_SEC;
}
