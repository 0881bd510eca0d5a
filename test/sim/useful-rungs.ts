import type { SimSetting } from './simulate.ts';

/** The lowest rung whose picture fills an element of this height: those above show no more. Infinity where nothing is known. */
export function usefulRung(heights: readonly number[] | undefined, elementHeight: number | null): number {
  if (!heights || elementHeight === null) return Infinity;
  const filling = heights.findIndex((height) => height >= elementHeight);
  return filling < 0 ? heights.length - 1 : filling;
}

/** That rung for each segment, in the order of watching; null where the element has all the room that there is. */
export function usefulRungs({ title, elementHeights }: SimSetting): readonly number[] | null {
  return elementHeights?.map((elementHeight) => usefulRung(title.heights, elementHeight)) ?? null;
}
