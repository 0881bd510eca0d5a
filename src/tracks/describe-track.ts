import type { TrackInfo } from '../model/presentation-info.ts';

/** A track of which no more is known than is given. */
export function describeTrack(known: Pick<TrackInfo, 'id' | 'kind'> & Partial<TrackInfo>): TrackInfo {
  return {
    language: null,
    label: null,
    roles: [],
    accessibility: [],
    isDefault: false,
    isForced: false,
    channelCount: null,
    ...known,
  };
}
