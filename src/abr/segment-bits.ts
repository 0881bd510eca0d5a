import type { AbrRendition } from '../model/abr.ts';
import type { LearntSizes } from './learn-sizes.ts';

/** A rendition whose rate nobody declares counts as this: some manifests say 0. */
export const LEAST_BPS = 1000;

/** As many sizes behind the next one count. */
const MOST_LATER = 4;
/** What is farther off its declared rate than this, in nats, had none declared, or tells nothing: the others are not taken for alike. */
const FAR_NATS = 3;

/** What sizes are reckoned by. */
interface SizeBasis {
  readonly segmentSec: number;
  readonly sizes: LearntSizes;
}

/**
 * What the next segment takes in every candidate, in bits as the plan counts them; with its sound, where declared rates hold that. As its
 * rate declares where no index tells.
 */
export function nextBits(candidates: readonly AbrRendition[], basis: SizeBasis): readonly number[] {
  const bytes = candidates.map(({ nextSegmentBytes }) => nextSegmentBytes);
  return bitsOf(bytes, candidates, basis) ?? declaredBits(candidates, basis);
}

/** The same of the segments behind it: of as many as any candidate's index tells. */
export function laterBits(
  candidates: readonly AbrRendition[],
  basis: SizeBasis,
): readonly (readonly number[])[] {
  const told: (readonly number[])[] = [];
  while (told.length < MOST_LATER) {
    const bytes = candidates.map(({ laterSegmentBytes }) => laterSegmentBytes?.[told.length] ?? null);
    const bits = bitsOf(bytes, candidates, basis);
    if (!bits) break;
    told.push(bits);
  }
  return told;
}

/**
 * Often the index of the rendition that plays is the only one here. What the others do not tell differs from their declared rates as what is told
 * does: a scene that takes much takes much in every rendition. Null where none is told.
 */
function bitsOf(
  bytes: readonly (number | null)[],
  candidates: readonly AbrRendition[],
  basis: SizeBasis,
): readonly number[] | null {
  const declared = declaredBits(candidates, basis);
  let [nats, count] = [0, 0];
  const told = declared.map((bits, rung) => {
    const own = toldBits(bytes[rung] ?? null, bits, basis);
    const off = own === null ? Infinity : Math.log(own / bits);
    if (Math.abs(off) > FAR_NATS) return own;
    nats += off;
    count += 1;
    return own;
  });
  if (told.every((bits) => bits === null)) return null;
  const factor = Math.exp(nats / Math.max(1, count));
  return declared.map((bits, rung) => told[rung] ?? bits * factor);
}

/** Between what is told and what is declared, where what was told before was wrong. */
function toldBits(
  bytes: number | null,
  bits: number,
  { segmentSec, sizes: { ratio, besideBps, trust } }: SizeBasis,
): number | null {
  if (!bytes) return null;
  const told = Math.max(1, (bytes * 8 + besideBps * segmentSec) / ratio);
  return trust === 1 ? told : bits * (told / bits) ** trust;
}

function declaredBits(
  candidates: readonly AbrRendition[],
  { segmentSec }: Pick<SizeBasis, 'segmentSec'>,
): readonly number[] {
  return candidates.map(({ bandwidthBps }) => Math.max(LEAST_BPS, bandwidthBps) * segmentSec);
}
