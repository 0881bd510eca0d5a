import { seededRandom } from '../fixtures/seeded-random.ts';

/** Ends of an interval, lower first. */
export type Interval = readonly [low: number, high: number];

const RESAMPLES = 1000;
/** What lies outside of a 95 % interval, on each side. */
const TAIL = 0.025;

/**
 * The 95 % interval of a figure over traces: the traces are drawn again and again, as many as there are, with repetition.
 * The draws are the same for each call with the same count, so figures of different rules are compared on the same draws.
 * @param figureOf gives the figure for positions of traces
 */
export function bootstrapInterval(count: number, figureOf: (positions: Int32Array) => number): Interval {
  const random = seededRandom(count);
  const positions = new Int32Array(count);
  const figures = Float64Array.from({ length: RESAMPLES }, () => {
    for (let index = 0; index < count; index += 1) positions[index] = Math.floor(random() * count);
    return figureOf(positions);
  }).sort();
  return [quantile(figures, TAIL), quantile(figures, 1 - TAIL)];
}

/** Value below which a share (0 to 1) of ascending values lies; 0 where there are none. */
export function quantile(ascending: ArrayLike<number>, share: number): number {
  if (ascending.length === 0) return 0;
  const place = share * (ascending.length - 1);
  const below = ascending[Math.floor(place)] ?? 0;
  return below + (place - Math.floor(place)) * ((ascending[Math.ceil(place)] ?? 0) - below);
}
