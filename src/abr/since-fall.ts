/** Where a transfer's last five seconds came slower than the whole of it by this, in nats, it came fast before. */
const FALLEN_NATS = 1;

/** How a transfer under way has come. Seconds are of media: at another playback rate the link is that much slower. */
export interface Coming {
  readonly elapsedSec: number;
  /** Logarithm of its rate, in bit/s. */
  readonly logBps: number;
}

/**
 * What tells of the link as it is now: all of a transfer, or, where it came fast and its last five seconds (`lasting`; null: not measured) much
 * slower, the slow part alone. What came before would have it look several times as fast as it is, for minutes where segments are large.
 * Since when it has been slow is reckoned: until then, it is taken to have come as was foretold. What has not been slow for `leastSec` may be
 * a dip, or an outage: then all of it counts. How it was chosen: docs/abr-experiments.md, "Long segments".
 */
export function sinceFall(
  whole: Coming,
  lasting: Coming | null,
  foretoldLogBps: number,
  leastSec: number,
): Coming {
  if (!lasting || lasting.logBps >= whole.logBps - FALLEN_NATS) return whole;
  const before = Math.exp(Math.max(foretoldLogBps, whole.logBps));
  const slowShare = (before - Math.exp(whole.logBps)) / (before - Math.exp(lasting.logBps));
  const elapsedSec = Math.max(lasting.elapsedSec, slowShare * whole.elapsedSec);
  return elapsedSec < leastSec ? whole : { ...lasting, elapsedSec };
}
