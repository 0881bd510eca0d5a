import type { MediaElementPort } from '../core/media-ports.ts';
import type { TimeRange } from '../model/time-range.ts';
import { ShownLog, type ShownEntry } from './shown-log.ts';

/** Segments start where others end, but for the rounding of timescales. Seconds. */
const SAME_SEC = 0.05;
/** Time for the first bytes of what replaces media ahead of the playhead. Seconds of the viewer's. */
const REPLACE_MARGIN_SEC = 1;

/** A log for a player that says what it asks for, and later only from where to where something is buffered. */
export class RenditionLog extends ShownLog<ShownEntry> {
  #asked: ShownEntry[] = [];

  /** Of the segment that was buffered last, seconds; 0: none yet. */
  segmentDurationSec = 0;

  noteAsked(segment: ShownEntry): void {
    this.#asked = [...this.#asked.filter(({ startSec }) => !isSame(startSec, segment.startSec)), segment];
  }

  noteBuffered({ startSec, endSec }: TimeRange): void {
    this.segmentDurationSec = endSec - startSec;
    const asked = this.#asked.find((one) => isSame(one.startSec, startSec));
    if (!asked) return;
    this.#asked = this.#asked.filter((one) => one !== asked);
    this.add({ ...asked, endSec });
  }

  /**
   * Seconds of the buffer that another quality had better leave alone: the rest of the segment that plays in a moment, and
   * what comes before the rendition, if there is one, that is to be replaced. Undefined: all, as that is up to the title's end.
   */
  keepSec(
    { currentTime, playbackRate }: Pick<MediaElementPort, 'currentTime' | 'playbackRate'>,
    renditionId = '',
    endSec: number = Infinity,
  ): number | undefined {
    const leadSec = REPLACE_MARGIN_SEC * Math.max(1, playbackRate);
    const soonSec = currentTime + leadSec;
    const untilSec =
      this.spanAfter(soonSec, renditionId)?.startSec ?? this.at(soonSec)?.endSec ?? soonSec + leadSec;
    return untilSec < endSec - SAME_SEC ? untilSec - currentTime : undefined;
  }
}

const isSame = (oneSec: number, otherSec: number): boolean => Math.abs(oneSec - otherSec) < SAME_SEC;
