import type { Random } from '../fixtures/seeded-random.ts';
import type { SimTitle } from './title.ts';

/** How long an element keeps its size, in seconds of playback. */
const [LEAST_KEPT_SEC, MOST_KEPT_SEC] = [60, 120];

/** The element's heights, as shares of the highest rung's. */
const SHARES = [1, 1 / 2, 1 / 3] as const;

const TOP_HEIGHT = 1080;

/** Heights of a title's pictures, of which nothing is recorded: as if every rung had as many bits a pixel. */
export function ladderHeights({ bitratesBps }: SimTitle): readonly number[] {
  const topBps = bitratesBps.at(-1) ?? 1;
  return bitratesBps.map((bps) => TOP_HEIGHT * Math.sqrt(bps / topBps));
}

/** Heights of the element while each segment is on the screen: full at first, another one every minute or two. */
export function drawElementHeights({ sizes, segmentSec }: SimTitle, random: Random): readonly number[] {
  const heights: number[] = [];
  let share: number = SHARES[0];
  while (heights.length < sizes.length) {
    const keptSec = LEAST_KEPT_SEC + (MOST_KEPT_SEC - LEAST_KEPT_SEC) * random();
    const kept = Math.min(Math.round(keptSec / segmentSec), sizes.length - heights.length);
    heights.push(...Array.from({ length: kept }, () => TOP_HEIGHT * share));
    const others = SHARES.filter((other) => other !== share);
    share = others[Math.floor(random() * others.length)] ?? share;
  }
  return heights;
}
