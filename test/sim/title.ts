/** A title as the simulator plays it: one video track, cut into segments of one length. */
export interface SimTitle {
  readonly id: string;
  readonly segmentSec: number;
  /** Declared rate of each rung, ascending. */
  readonly bitratesBps: readonly number[];
  /** Bits of each segment in each rung: `sizes[segment][rung]`. As a rule is told them, 0, or nothing, is not known. */
  readonly sizes: readonly Float64Array[];
  /** Of each rung's picture, pixels; left out where nobody asks. */
  readonly heights?: readonly number[];
}

/** What the rungs are worth: `log` counts doublings (nats over the lowest), `lin` counts Mbit/s. */
export type QualityScale = 'log' | 'lin';

export function rungQualities({ bitratesBps }: SimTitle, scale: QualityScale): Float64Array {
  const [lowest = 1] = bitratesBps;
  return Float64Array.from(bitratesBps, (bps) => (scale === 'log' ? Math.log(bps / lowest) : bps / 1e6));
}

/** What a second of stall costs: 4.3 in doublings (as in the literature's log form), the top rate in Mbit/s. */
export function stallCost({ bitratesBps }: SimTitle, scale: QualityScale): number {
  return scale === 'log' ? 4.3 : (bitratesBps.at(-1) ?? 0) / 1e6;
}

/** The beginning of a title: as many whole segments as it takes, one at the least. */
export function beginTitle(title: SimTitle, seconds: number): SimTitle {
  return { ...title, sizes: title.sizes.slice(0, Math.max(1, Math.round(seconds / title.segmentSec))) };
}

/** The same title in segments of so many of its own; what is left over at its end is left out. */
export function joinSegments(title: SimTitle, count: number): SimTitle {
  const sizes = Array.from({ length: Math.floor(title.sizes.length / count) }, (_, place) => {
    const joined = title.sizes.slice(place * count, (place + 1) * count);
    return Float64Array.from(title.bitratesBps, (_bps, rung) =>
      joined.reduce((bits, segment) => bits + (segment[rung] ?? 0), 0),
    );
  });
  return { ...title, segmentSec: title.segmentSec * count, sizes };
}

/** The same title without the rungs above a rate. */
export function capTitle(title: SimTitle, maxBps: number): SimTitle {
  const count = Math.max(1, title.bitratesBps.filter((bps) => bps <= maxBps).length);
  return {
    ...title,
    bitratesBps: title.bitratesBps.slice(0, count),
    sizes: title.sizes.map((sizes) => sizes.slice(0, count)),
  };
}
