import type { MediaEvent } from '../../model/media-event.ts';
import type { Segment } from '../../model/segment.ts';
import { readDecimal } from './attributes.ts';
import type { Attributes } from './attributes.ts';

const parseDateMs = (text: string | undefined): number => Date.parse(text ?? '');

/** Maps wall clock on presentation seconds; null where the playlist has no EXT-X-PROGRAM-DATE-TIME. */
function createDateMap(segments: readonly Segment[]): (dateMs: number) => number | null {
  // Dates may jump at a discontinuity: the nearest segment before the date counts, not the first one.
  const anchors = segments
    .flatMap(({ startSec, programDateTimeMs: dateMs }) => (dateMs === null ? [] : { startSec, dateMs }))
    .sort((one, other) => one.dateMs - other.dateMs);
  return (dateMs) => {
    let [low, high] = [0, anchors.length];
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if ((anchors[middle]?.dateMs ?? Infinity) <= dateMs) low = middle;
      else high = middle;
    }
    const anchor = anchors[low];
    return anchor === undefined ? null : anchor.startSec + (dateMs - anchor.dateMs) / 1000;
  };
}

/** Tags with the same ID describe one range: later ones add to it. */
function mergeById(tags: readonly Attributes[]): readonly Attributes[] {
  const ranges = new Map<string, Record<string, string>>();
  for (const tag of tags) {
    const id = tag['ID'] ?? '';
    const range = ranges.get(id);
    if (range) Object.assign(range, tag);
    else ranges.set(id, { ...tag });
  }
  return [...ranges.values()];
}

/**
 * EXT-X-DATERANGE tags as events: `schemeIdUri` is the CLASS, `data` all attributes; what is planned or depends on
 * other ranges (PLANNED-DURATION, END-ON-NEXT) stays there. A range that cannot be put on the presentation timeline
 * (no EXT-X-PROGRAM-DATE-TIME, bad date) is left out.
 *
 * @see RFC 8216bis §4.4.5.1
 */
export function listDateRangeEvents(
  tags: readonly Attributes[],
  segments: readonly Segment[],
): readonly MediaEvent[] {
  if (tags.length === 0) return [];
  const mapDate = createDateMap(segments);
  return mergeById(tags).flatMap((data): MediaEvent[] => {
    const startMs = parseDateMs(data['START-DATE']);
    const startSec = Number.isNaN(startMs) ? null : mapDate(startMs);
    if (startSec === null) return [];
    const endMs = parseDateMs(data['END-DATE']);
    const untilEndSec = Number.isNaN(endMs) ? null : (endMs - startMs) / 1000;
    const durationSec = readDecimal(data['DURATION']) ?? untilEndSec;
    const schemeIdUri = data['CLASS'] ?? '';
    return [
      { origin: 'date-range', schemeIdUri, value: '', id: data['ID'] ?? '', startSec, durationSec, data },
    ];
  });
}
