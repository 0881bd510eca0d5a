import type { MediaTimeline } from '../../model/segment.ts';

/** Playlists round EXTINF, often to 1 ms, and an offset that a later segment taught has their sum in it. */
const ROUNDING_SEC = 0.01;

/**
 * Where media timestamps lie on the presentation timeline. DASH says so; HLS leaves it to the first segment of each
 * discontinuity, and audio and video must then share what was learnt, or they drift apart.
 * @see RFC 8216bis §6.3.3
 */
export class TimelineMap {
  readonly #learnt = new Map<string, number>();

  /** Seconds to add to media timestamps; null: not known yet. */
  offsetSec(timeline: MediaTimeline): number | null {
    return timeline.offsetSec ?? this.#learnt.get(timeline.id) ?? null;
  }

  /**
   * The first segment to arrive decides; later ones follow it. Returns the offset in force. What would begin a hair
   * before 0 begins there: browsers drop it, and with a key frame the whole GOP.
   */
  learn(timeline: MediaTimeline, segmentStartSec: number, mediaStartSec: number): number {
    const ownSec = segmentStartSec - mediaStartSec;
    const offsetSec = this.offsetSec(timeline);
    if (offsetSec === null) this.#learnt.set(timeline.id, ownSec);
    else if (segmentStartSec > 0 || ownSec < offsetSec || ownSec > offsetSec + ROUNDING_SEC) return offsetSec;
    return ownSec;
  }
}
