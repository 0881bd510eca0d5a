import type { MediaTimeline } from '../../model/segment.ts';

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

  /** The first segment to arrive decides; later ones follow it. Returns the offset in force. */
  learn(timeline: MediaTimeline, segmentStartSec: number, mediaStartSec: number): number {
    const known = this.offsetSec(timeline);
    if (known !== null) return known;
    const offsetSec = segmentStartSec - mediaStartSec;
    this.#learnt.set(timeline.id, offsetSec);
    return offsetSec;
  }
}
