import type { AbrInput, AbrRendition } from '../model/abr.ts';

/**
 * Leaves out renditions with more pixels than can be seen: those higher than the lowest one that fills the viewport in
 * one direction. Renditions of unknown size stay. An element without size (hidden) tells nothing, and so cuts nothing.
 */
export function fitViewport(
  renditions: readonly AbrRendition[],
  viewport: AbrInput['viewport'],
): readonly AbrRendition[] {
  if (!viewport || viewport.width <= 0 || viewport.height <= 0) return renditions;
  let capHeight = Infinity;
  for (const { width, height } of renditions) {
    if (height === null) continue;
    const fills = height >= viewport.height || (width !== null && width >= viewport.width);
    if (fills) capHeight = Math.min(capHeight, height);
  }
  return renditions.filter(({ height }) => height === null || height <= capHeight);
}
