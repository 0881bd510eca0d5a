import type { Presentation } from '../model/presentation.ts';
import type { Rendition } from '../model/rendition.ts';
import type { TimeRange } from '../model/time-range.ts';
import type { Track } from '../model/track.ts';

/** What an app is told of a track; its id goes into `selectTrack`. */
export type TrackInfo = Readonly<
  Pick<
    Track,
    | 'id'
    | 'kind'
    | 'language'
    | 'label'
    | 'roles'
    | 'accessibility'
    | 'isDefault'
    | 'isForced'
    | 'channelCount'
  >
>;

/** What an app is told of a rendition; its id goes into `setQuality`. */
export type RenditionInfo = Readonly<
  Pick<
    Rendition,
    'id' | 'bandwidthBps' | 'averageBandwidthBps' | 'width' | 'height' | 'frameRate' | 'videoRange' | 'codecs'
  >
>;

/** What an app is told of the loaded presentation. */
export interface PresentationInfo extends Pick<Presentation, 'protocol' | 'url' | 'isLive'> {
  /** Seconds; null while unknown. */
  readonly durationSec: number | null;
  /** Where the playhead can go, presentation seconds. */
  readonly seekable: TimeRange;
}
