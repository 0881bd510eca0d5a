import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';

export type SegmentReference = shaka.media.SegmentReference;
type Player = Pick<shaka.Player, 'getManifest' | 'getConfiguration' | 'isDynamic'>;

/** Nearer to the end than this, Shaka looks for a segment elsewhere. Seconds. */
const END_SEC = 5;
/** Of a segment that is there: the names of the others are not told by Shaka's builds. */
const AVAILABLE = 0;

/**
 * The segment of a stream that Shaka will ask for first, once it has appended the initialization segment: a little before the start, as manifests may
 * be inexact (5.2.12). Null where that is not sure: on the air, near the end, where a segment comes in parts or is declared absent, and on
 * televisions where Shaka keeps periods apart. `startSec`: null where the title says.
 */
export function firstSegmentOf(
  { segmentIndex }: Pick<shaka.extern.Stream, 'segmentIndex'>,
  player: Player,
  startSec: number | null,
): SegmentReference | null {
  const manifest = player.getManifest();
  if (!manifest || !segmentIndex || player.isDynamic()) return null;
  const fromSec = lookedForFrom(manifest, player.getConfiguration().streaming, startSec);
  const place = fromSec === null ? null : (segmentIndex.find(fromSec) as number | null);
  const segment = place === null ? null : (segmentIndex.get(place) as SegmentReference | null);
  return segment && isFetched(segment) ? segment : null;
}

function lookedForFrom(
  { startTime, sequenceMode, presentationTimeline }: shaka.extern.Manifest,
  { inaccurateManifestTolerance, crossBoundaryStrategy }: shaka.extern.StreamingConfiguration,
  startSec: number | null,
): number | null {
  const fromSec = startSec ?? startTime ?? 0;
  if (fromSec < 0 || fromSec > presentationTimeline.getDuration() - END_SEC) return null;
  const strategy: string = crossBoundaryStrategy;
  if (strategy !== 'keep') return null;
  return Math.max(0, fromSec - (sequenceMode ? 0 : inaccurateManifestTolerance));
}

function isFetched(segment: SegmentReference): boolean {
  const status: number = segment.getStatus();
  return status === AVAILABLE && !segment.isPartial() && segment.getSegmentData() === null;
}
