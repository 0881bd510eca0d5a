import type { SegmentIndex } from '../../model/segment-index.ts';
import { readByteRange, readPositive } from './mpd-values.ts';
import { resolveUrls } from './resolve-urls.ts';
import { createRunIndex } from './segment-runs.ts';
import type { MediaClock, RunSegments, SegmentRun } from './segment-runs.ts';
import { limitRuns } from './template-index.ts';
import { readEvenRuns } from './timeline-index.ts';
import type { XmlElement } from './xml.ts';

/**
 * The index of a SegmentList: as many segments as both the SegmentURLs and the timeline have. `timelineRuns` null:
 * `@duration` each; without that the period is shared out evenly.
 * @see ISO/IEC 23009-1 §5.3.9.3
 */
export function createListIndex(
  attributes: Readonly<Record<string, string>>,
  segmentUrls: readonly XmlElement[],
  timelineRuns: readonly SegmentRun[] | null,
  clock: MediaClock,
  bases: readonly string[],
  shared: Omit<RunSegments, 'addressOf'>,
): SegmentIndex {
  const count = segmentUrls.length;
  const runs = timelineRuns ?? readEvenRuns(clock, readPositive(attributes['duration'], null), count);
  return createRunIndex(limitRuns(runs, count), clock, {
    ...shared,
    addressOf(ordinal) {
      const { media, mediaRange } = segmentUrls[ordinal]?.attributes ?? {};
      return {
        urls: media === undefined ? bases : resolveUrls(media, bases),
        range: readByteRange(mediaRange),
      };
    },
  });
}
