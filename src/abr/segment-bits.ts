import type { AbrRendition } from '../model/abr.ts';
import type { LearntSizes } from './learn-sizes.ts';

/** A rendition whose rate nobody declares counts as this: some manifests say 0. */
export const LEAST_BPS = 1000;

/** What sizes are reckoned by. */
interface SizeBasis {
  readonly segmentSec: number;
  readonly sizes: LearntSizes;
}

/** What the next segment takes, in bits as the plan counts them; with its sound, where the declared rate holds that. */
export function segmentBits(
  { nextSegmentBytes, bandwidthBps }: AbrRendition,
  { segmentSec, sizes: { ratio, besideBps, trust } }: SizeBasis,
): number {
  const declaredBits = bandwidthBps * segmentSec;
  if (nextSegmentBytes === null) return declaredBits;
  const toldBits = (nextSegmentBytes * 8 + besideBps * segmentSec) / ratio;
  return trust === 1 || !declaredBits ? toldBits : declaredBits * (toldBits / declaredBits) ** trust;
}

/** The same of the segments behind it, each in every candidate: as many as any candidate's index tells of. */
export function laterBits(
  candidates: readonly AbrRendition[],
  basis: SizeBasis,
): readonly (readonly number[])[] {
  const known: (readonly number[])[] = [];
  for (;;) {
    const bits = bitsAt(known.length, candidates, basis);
    if (!bits) return known;
    known.push(bits);
  }
}

/** What is not told differs from its declared rate as what is told does: a scene that takes much takes much in every rendition. */
function bitsAt(
  place: number,
  candidates: readonly AbrRendition[],
  basis: SizeBasis,
): readonly number[] | null {
  const declared = candidates.map(({ bandwidthBps }) => Math.max(LEAST_BPS, bandwidthBps) * basis.segmentSec);
  const told = candidates.map((one) => {
    const nextSegmentBytes = one.laterSegmentBytes?.[place] ?? null;
    return nextSegmentBytes && segmentBits({ ...one, nextSegmentBytes }, basis);
  });
  let [sum, count] = [0, 0];
  told.forEach((bits, rung) => {
    if (!bits) return;
    sum += Math.log(bits / (declared[rung] ?? bits));
    count += 1;
  });
  if (count === 0) return null;
  const factor = Math.exp(sum / count);
  return told.map((bits, rung) => bits || factor * (declared[rung] ?? 0));
}
