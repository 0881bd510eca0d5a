import type { SegmentIndex } from '../../model/segment-index.ts';
import { readNumber, readPositive } from './mpd-values.ts';
import { resolveUrls } from './resolve-urls.ts';
import { createRunIndex } from './segment-runs.ts';
import type { MediaClock, RunSegments, SegmentRun } from './segment-runs.ts';
import { readEvenRuns } from './timeline-index.ts';
import { expandTemplate } from './url-template.ts';
import type { TemplateValues } from './url-template.ts';

/**
 * The index of a SegmentTemplate, by number or by time. `timelineRuns` null: segments of `@duration` each, or without
 * that one segment as long as the period. Indices are computed when asked for, so an endless template costs nothing.
 * @see ISO/IEC 23009-1 §5.3.9.4
 */
export function createTemplateIndex(
  attributes: Readonly<Record<string, string>>,
  timelineRuns: readonly SegmentRun[] | null,
  clock: MediaClock,
  bases: readonly string[],
  values: TemplateValues,
  shared: Omit<RunSegments, 'addressOf'>,
): SegmentIndex {
  const startNumber = readNumber(attributes['startNumber'], 1);
  const endNumber = readNumber(attributes['endNumber'], Infinity);
  const duration = readPositive(attributes['duration'], null);
  const runs = timelineRuns ?? readEvenRuns(clock, duration, duration === null ? 1 : Infinity);
  const media = attributes['media'] ?? '';
  return createRunIndex(limitRuns(runs, endNumber - startNumber + 1), clock, {
    ...shared,
    addressOf(ordinal, time) {
      const reference = expandTemplate(media, { ...values, Number: startNumber + ordinal, Time: time });
      return { urls: resolveUrls(reference, bases), range: null };
    },
  });
}

/** Only the runs' segments with an ordinal below `end`. */
export function limitRuns(runs: readonly SegmentRun[], end: number): readonly SegmentRun[] {
  if (runs.every(({ ordinal, count }) => ordinal + count <= end)) return runs;
  let position = 0;
  return runs.flatMap((run) => {
    const count = Math.floor(Math.min(run.count, end - run.ordinal));
    if (!(count > 0)) return [];
    position += count;
    return [{ ...run, position: position - count, count }];
  });
}
