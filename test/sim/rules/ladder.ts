import type { SimTitle } from '../title.ts';

/** The highest rung with a declared rate of at most this; the lowest where there is none. */
export function highestRungWithin(bitratesBps: readonly number[], bps: number): number {
  let rung = 0;
  while (rung + 1 < bitratesBps.length && rateOf(bitratesBps, rung + 1) <= bps) rung += 1;
  return rung;
}

/** The highest rung whose segments, at their declared rate, come within their own length, latency included. */
export function sustainableRung(
  { bitratesBps, segmentSec }: SimTitle,
  throughputBps: number,
  latencySec: number,
): number {
  let rung = 0;
  while (
    rung + 1 < bitratesBps.length &&
    latencySec + (segmentSec * rateOf(bitratesBps, rung + 1)) / throughputBps <= segmentSec
  )
    rung += 1;
  return rung;
}

/** Declared rate; past the ends of the ladder, that of the end. */
export function rateOf(bitratesBps: readonly number[], rung: number): number {
  return bitratesBps[Math.min(Math.max(rung, 0), bitratesBps.length - 1)] ?? 0;
}

/** Bits that a rung's declared rate promises for a segment. */
export function declaredBits({ bitratesBps, segmentSec }: SimTitle, rung: number): number {
  return rateOf(bitratesBps, rung) * segmentSec;
}

/** Real bits of a segment; where they are not known (or 0), and past the end of the title, the declared ones. */
export function realBits(title: SimTitle, segment: number, rung: number): number {
  return title.sizes[segment]?.[rung] || declaredBits(title, rung);
}
