import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';

export type SegmentReference = shaka.media.SegmentReference;
type Player = Pick<shaka.Player, 'getManifest' | 'getConfiguration' | 'isDynamic'>;

/**
 * The segment of a stream that Shaka will ask for first, once it has appended the initialization segment: a little before the start, as manifests may
 * be inexact (5.2.12). Null where that is not sure: on the air, and where a segment comes in parts. `startSec`: null where the title says.
 */
export function firstSegmentOf(
  { segmentIndex }: Pick<shaka.extern.Stream, 'segmentIndex'>,
  player: Player,
  startSec: number | null,
): SegmentReference | null {
  const manifest = player.getManifest();
  if (!manifest || !segmentIndex || player.isDynamic()) return null;
  const { inaccurateManifestTolerance } = player.getConfiguration().streaming;
  const earlierSec = manifest.sequenceMode ? 0 : inaccurateManifestTolerance;
  const fromSec = Math.max(0, (startSec ?? manifest.startTime ?? 0) - earlierSec);
  const place = segmentIndex.find(fromSec) as number | null;
  const reference = place === null ? null : (segmentIndex.get(place) as SegmentReference | null);
  return reference && !reference.isPartial() && reference.getSegmentData() === null ? reference : null;
}
