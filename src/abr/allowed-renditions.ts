import type { Quality } from '../model/quality.ts';

interface Choosable {
  readonly id: string;
  readonly height: number | null;
  readonly bandwidthBps: number;
}

/**
 * The renditions that a quality leaves to choose from, in the same order. A pinned id leaves that one, or all where
 * there is none of that id here (it belongs to another period). Caps that exclude all leave the one of the lowest
 * bitrate: a poor picture is better than none. A rendition whose height is unknown passes `maxHeight`.
 */
export function allowedRenditions<R extends Choosable>(
  renditions: readonly R[],
  quality: Quality,
): readonly R[] {
  if (quality === 'auto') return renditions;
  if (typeof quality === 'string') {
    const pinned = renditions.filter(({ id }) => id === quality);
    return pinned.length > 0 ? pinned : renditions;
  }
  const { maxHeight = Infinity, maxBitrate = Infinity } = quality;
  const within = renditions.filter(
    ({ height, bandwidthBps }) => (height ?? 0) <= maxHeight && bandwidthBps <= maxBitrate,
  );
  if (within.length > 0) return within;
  const leastBps = Math.min(...renditions.map(({ bandwidthBps }) => bandwidthBps));
  return renditions.filter(({ bandwidthBps }) => bandwidthBps === leastBps).slice(0, 1);
}
