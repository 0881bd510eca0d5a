import { readNumber, readPositive } from './mpd-values.ts';
import { createRunList, MAX_SEGMENTS } from './segment-runs.ts';
import type { MediaClock, SegmentRun } from './segment-runs.ts';
import { findChildren } from './xml.ts';
import type { XmlElement } from './xml.ts';

/**
 * The runs of a SegmentTimeline: `@t` jumps (gaps; where it goes back, the earlier segments yield), `@r="-1"` up to
 * the next `@t` or the end of the period. Entries without a length are left out.
 * @see ISO/IEC 23009-1 §5.3.9.6
 */
export function readTimelineRuns(
  element: XmlElement,
  clock: MediaClock,
  startNumber: number,
): readonly SegmentRun[] {
  const entries = findChildren(element, 'S');
  const runs = readEntries(entries, clock, startNumber, 0);
  // Without @t the first segment starts at 0; packagers (Zencoder, YouTube) that mean the period's start leave it out
  // all the same, and then everything would lie before the period.
  const isRepairable = runs.length === 0 && entries[0]?.attributes['t'] === undefined;
  return isRepairable ? readEntries(entries, clock, startNumber, clock.presentationTimeOffset) : runs;
}

function readEntries(
  entries: readonly XmlElement[],
  clock: MediaClock,
  startNumber: number,
  startTicks: number,
): readonly SegmentRun[] {
  const list = createRunList(clock);
  let time = startTicks;
  let ordinal = 0;
  entries.forEach(({ attributes: { t, d, r, n } }, i) => {
    time = readNumber(t, time);
    ordinal = readNumber(n, ordinal + startNumber) - startNumber;
    const duration = readPositive(d, null);
    if (duration === null) return;
    let count = Math.floor(readNumber(r, 0) + 1);
    // Half a tick: an end that is exact but for rounding makes no further segment.
    if (count <= 0) {
      const end = readNumber(entries[i + 1]?.attributes['t'], list.endTicks);
      count = Math.max(0, Math.ceil((end - time - 0.5) / duration));
    }
    list.add(ordinal, time, duration, count);
    time += count && count * duration;
    ordinal += count;
  });
  return list.runs;
}

/**
 * The runs of at most `count` (Infinity: to the end of the period) segments from the start of the period on, each
 * `duration` ticks long; null: the period is shared out among them.
 */
export function readEvenRuns(
  clock: MediaClock,
  duration: number | null,
  count: number,
): readonly SegmentRun[] {
  const list = createRunList(clock);
  const { windowStartSec, windowEndSec } = clock.timeline;
  const share = ((windowEndSec - windowStartSec) * clock.timescale) / count;
  // Nothing tells a length: one segment, longer than any presentation.
  const even = duration ?? (Number.isFinite(share) ? share : MAX_SEGMENTS);
  list.add(0, clock.presentationTimeOffset, even, count);
  return list.runs;
}
