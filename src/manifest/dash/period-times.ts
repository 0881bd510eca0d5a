import type { MpdNotes } from './mpd-notes.ts';
import { readDurationSec } from './mpd-values.ts';
import type { XmlElement } from './xml.ts';

export interface PeriodTime {
  readonly element: XmlElement;
  readonly startSec: number;
  /** Infinity: not known (yet). */
  readonly endSec: number;
}

/** A gap declared between two periods that is shorter than this is a duration that was rounded. */
const MAX_ROUNDING_SEC = 0.5;

/**
 * When each period starts and ends. Starts that are missing follow from the durations before, else from what comes
 * behind; a period ends where the next one starts; the last one at the presentation's end. Where durations disagree
 * the shorter one holds. Periods that cannot be placed or last no time are left out.
 * @see ISO/IEC 23009-1 §5.3.2.1
 */
export function inferPeriodTimes(
  elements: readonly XmlElement[],
  totalSec: number | null,
  notes: MpdNotes,
): readonly PeriodTime[] {
  const durations = elements.map(({ attributes }) => readDurationSec(attributes['duration']) ?? NaN);
  const starts = readStarts(elements, durations, totalSec);
  const times = elements.map((element, i) => {
    const startSec = starts[i] ?? NaN;
    const declaredEnd = startSec + (durations[i] ?? NaN);
    const nextStart =
      starts.slice(i + 1, i + 2)[0] ?? (totalSec !== null && totalSec > startSec ? totalSec : NaN);
    const isLast = i === elements.length - 1;
    const isGap = declaredEnd < nextStart - (isLast ? 0 : MAX_ROUNDING_SEC);
    const endSec = isGap || Number.isNaN(nextStart) ? declaredEnd : nextStart;
    return { element, startSec, endSec: Number.isNaN(endSec) ? Infinity : endSec };
  });
  return times.filter(({ element, startSec, endSec }) => {
    const isPlaced = endSec > startSec;
    if (!isPlaced) notes.warn(`Period ${element.attributes['id'] ?? ''} has no place in time`);
    return isPlaced;
  });
}

function readStarts(
  elements: readonly XmlElement[],
  durations: readonly number[],
  totalSec: number | null,
): readonly number[] {
  const starts: number[] = [];
  elements.forEach(({ attributes }, i) => {
    const follows = i === 0 ? 0 : (starts[i - 1] ?? NaN) + (durations[i - 1] ?? NaN);
    starts.push(readDurationSec(attributes['start']) ?? follows);
  });
  let end = totalSec ?? NaN;
  for (let i = starts.length - 1; i >= 0; i -= 1) {
    if (Number.isNaN(starts[i])) starts[i] = end - (durations[i] ?? NaN);
    end = starts[i] ?? NaN;
  }
  return starts;
}
