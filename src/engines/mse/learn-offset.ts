import type { Segment } from '../../model/segment.ts';
import { readStartSec, readTracks } from './mp4-timing.ts';
import type { TimelineMap } from './timeline-map.ts';

/** Playlists round EXTINF, often to 1 ms, and an offset that a later segment taught has their sum in it. */
const ROUNDING_SEC = 0.01;

/**
 * Seconds to add to the timestamps of a segment whose media begins at `mediaStartSec`. What would begin a hair before
 * 0 begins there: browsers drop it, and with a key frame the whole GOP.
 */
export function learnOffset(timelines: TimelineMap, segment: Segment, mediaStartSec: number): number {
  const { startSec, timeline } = segment;
  const offsetSec = timelines.learn(timeline, startSec, mediaStartSec);
  const lateSec = startSec - mediaStartSec - offsetSec;
  return startSec === 0 && lateSec > 0 && lateSec < ROUNDING_SEC ? offsetSec + lateSec : offsetSec;
}

/** The same for fMP4, from its first moof and its init segment; null: they do not say. */
export function learnMp4Offset(
  timelines: TimelineMap,
  segment: Segment,
  moof: Uint8Array,
  init: Uint8Array | null,
): number | null {
  const startSec = readStartSec(moof, readTracks(init ?? new Uint8Array()));
  return startSec === null ? null : learnOffset(timelines, segment, startSec);
}
