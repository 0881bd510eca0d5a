import type { AbrInput } from '../model/abr.ts';

/** Durations of segments that are shorter, or not known, count as these. */
const LEAST_SEGMENT_SEC = 0.5;
const ASSUMED_SEGMENT_SEC = 4;

/** Chromium's. @see HTML, HTMLMediaElement.playbackRate */
const LEAST_RATE = 0.0625;
const MOST_RATE = 16;

/** Of the media, where it plays at all: rates that no browser has are taken for the nearest that it has. */
export function rateOf({ playbackRate }: Pick<AbrInput, 'playbackRate'>): number {
  return playbackRate > 0 ? Math.min(MOST_RATE, Math.max(LEAST_RATE, playbackRate)) : 1;
}

export function segmentSecOf({ segmentDurationSec }: Pick<AbrInput, 'segmentDurationSec'>): number {
  return segmentDurationSec > 0 ? Math.max(LEAST_SEGMENT_SEC, segmentDurationSec) : ASSUMED_SEGMENT_SEC;
}
