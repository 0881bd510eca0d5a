/**
 * The frame number that every picture of the generated media carries as a row of black and white blocks, so that a
 * test can tell from pixels which frame is on the screen.
 *
 * The row is 24 blocks as wide as the picture: a black margin, a white guard, 16 bits of the frame number (highest
 * first, white is 1), 4 check bits (the exclusive-or of the number's four nibbles), a white guard, a black margin.
 * A block is a fixed fraction of the picture, so the row survives scaling to 240p and any bitrate of the ladder.
 */
export const FRAME_MARKER = {
  blocks: 24,
  guardStart: 1,
  firstBit: 2,
  bits: 16,
  firstCheckBit: 18,
  checkBits: 4,
  guardEnd: 22,
  marginEnd: 23,
  /** Top and height of the row as fractions of the picture's height. */
  top: 1 / 24,
  height: 1 / 12,
} as const;

/** Guards and margins closer than this in luma (0–255) are no marker: a blank, grey or foreign picture. */
const MIN_CONTRAST = 80;
/** A block's luma this near the threshold, as a fraction of the contrast, is a blend of two frames or damage. */
const MIN_CERTAINTY = 0.15;

/** The four check bits of a 16-bit frame number. */
export function frameCheckBits(frameNumber: number): number {
  return (frameNumber ^ (frameNumber >> 4) ^ (frameNumber >> 8) ^ (frameNumber >> 12)) & 0xf;
}

/**
 * Reads the frame number from a picture.
 *
 * @param rgba the whole picture's pixels, four bytes each, row by row, as `getImageData` gives them
 * @param width the picture's width in pixels, at least 96 for blocks of four pixels
 * @param height the picture's height in pixels
 * @returns 0–65535, or undefined where the picture shows no intact marker
 */
export function readFrameNumber(rgba: ArrayLike<number>, width: number, height: number): number | undefined {
  const lumas: number[] = [];
  for (let block = 0; block < FRAME_MARKER.blocks; block++) lumas.push(blockLuma(rgba, width, height, block));
  const luma = (block: number): number => lumas[block] ?? 0;

  const white = Math.min(luma(FRAME_MARKER.guardStart), luma(FRAME_MARKER.guardEnd));
  const black = Math.max(luma(0), luma(FRAME_MARKER.marginEnd));
  const contrast = white - black;
  if (contrast < MIN_CONTRAST) return undefined;

  const threshold = (white + black) / 2;
  let number = 0;
  let check = 0;
  for (let block: number = FRAME_MARKER.firstBit; block < FRAME_MARKER.guardEnd; block++) {
    const distance = luma(block) - threshold;
    if (Math.abs(distance) < contrast * MIN_CERTAINTY) return undefined;
    const bit = distance > 0 ? 1 : 0;
    if (block < FRAME_MARKER.firstCheckBit) number = number * 2 + bit;
    else check = check * 2 + bit;
  }
  return frameCheckBits(number) === check ? number : undefined;
}

/** Mean luma of a block's middle half, where neither scaling nor compression has mixed in the neighbours. */
function blockLuma(rgba: ArrayLike<number>, width: number, height: number, block: number): number {
  const blockWidth = width / FRAME_MARKER.blocks;
  const left = Math.round((block + 0.25) * blockWidth);
  const right = Math.max(left + 1, Math.round((block + 0.75) * blockWidth));
  const top = Math.round((FRAME_MARKER.top + FRAME_MARKER.height * 0.25) * height);
  const bottom = Math.max(top + 1, Math.round((FRAME_MARKER.top + FRAME_MARKER.height * 0.75) * height));
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = (y * width + x) * 4;
      sum += 0.299 * (rgba[at] ?? 0) + 0.587 * (rgba[at + 1] ?? 0) + 0.114 * (rgba[at + 2] ?? 0);
    }
  }
  return sum / ((right - left) * (bottom - top));
}
