/** Where a transfer's last second comes slower than the whole of it by this, in nats, it has fallen. */
const FALLEN_NATS = 1;
/** A fall that has lasted for less may be a dip. */
const LASTING_SEC = 10;
/** So little says that nothing comes; its logarithm must be finite. Bit/s. */
const LEAST_BPS = 4000;

/** How a transfer has come, in seconds of media: at another playback rate the link is that much slower. */
export interface Coming {
  readonly elapsedSec: number;
  readonly bits: number;
  /** Logarithm of its rate on the whole, and in its last second; Infinity: not measured. */
  readonly logBps: number;
  readonly latelyLogBps: number;
}

/**
 * What tells of the link as it is now: all of a transfer, or, where it came fast and has been slow for long, the slow part alone: what came before
 * the fall would have it look several times as fast as it is, for minutes where segments are large. When it fell is reckoned: it is taken to
 * have come as was foretold until then, and as in its last second since. How it was chosen: docs/abr-experiments.md, "Long segments".
 */
export function sinceFall(
  coming: Coming,
  foretoldLogBps: number,
  rate: number,
): Pick<Coming, 'elapsedSec' | 'logBps'> {
  const { elapsedSec, bits, logBps, latelyLogBps } = coming;
  if (latelyLogBps > logBps - FALLEN_NATS || foretoldLogBps < logBps) return coming;
  const foretoldBps = Math.exp(foretoldLogBps);
  const latelyBps = Math.max(LEAST_BPS, Math.exp(latelyLogBps));
  const slowSec = (foretoldBps * elapsedSec - bits) / (foretoldBps - latelyBps);
  if (slowSec < LASTING_SEC * rate) return coming;
  return { elapsedSec: Math.min(elapsedSec, slowSec), logBps: Math.log(latelyBps) };
}
