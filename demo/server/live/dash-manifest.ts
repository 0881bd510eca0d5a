import type { Channel } from './channel.ts';
import { dashPeriods, type DashAddressing } from './dash-periods.ts';
import {
  ANNOUNCED_AHEAD_MS,
  endOfLiveMs,
  isEndAnnounced,
  segmentReadyMs,
  segmentTotal,
  windowAt,
} from './live-window.ts';
import { LOOP, SEGMENT_MS } from './loop.ts';
import type { LoopTrack } from './media-library.ts';

/** How often a client looks for news: the end of live, a new Period, new entries of a SegmentTimeline. */
const UPDATE_SEC = SEGMENT_MS / 1000;
/** Three segments, as players take by themselves; in low latency, what `LATENCY_MS` aims at. */
const DELAY_SEC = 3 * UPDATE_SEC;
/** Milliseconds behind the edge: a target that a slow machine can hold, and how far it may drift. */
const LATENCY_MS = { target: 3000, min: 2000, max: 6000 } as const;

interface ManifestOptions {
  readonly channel: Channel;
  readonly addressing: DashAddressing;
  readonly tracks: readonly LoopTrack[];
  readonly nowMs: number;
  /** Absolute URL that answers with the time of this server. */
  readonly timeUrl: string;
}

/**
 * The MPD of a channel at an instant: dynamic, with its duration once the end is near, and static from the end of live
 * on, when all since its start is kept.
 *
 * @see ISO/IEC 23009-1:2022 §5.3.1; DASH-IF IOP: Low-latency Modes for DASH
 */
export function dashManifest(options: ManifestOptions): string {
  const { channel, nowMs } = options;
  const { hasEnded } = windowAt(channel, nowMs);
  const isLowLatency = channel.kind === 'low-latency';
  const profiles = ['urn:mpeg:dash:profile:isoff-live:2011'];
  if (isLowLatency) profiles.push('http://www.dashif.org/guidelines/low-latency-live-v5');
  const common = {
    xmlns: 'urn:mpeg:dash:schema:mpd:2011',
    profiles: profiles.join(','),
    minBufferTime: seconds(isLowLatency ? 1 : UPDATE_SEC),
    availabilityStartTime: new Date(channel.startMs).toISOString(),
    publishTime: new Date(publishTimeMs(options)).toISOString(),
  };
  const kept = channel.windowSec === Infinity ? {} : { timeShiftBufferDepth: seconds(channel.windowSec) };
  const length = isEndAnnounced(channel, nowMs)
    ? { mediaPresentationDuration: seconds((segmentTotal(channel) * SEGMENT_MS) / 1000) }
    : {};
  const state = hasEnded
    ? { type: 'static' }
    : {
        type: 'dynamic',
        minimumUpdatePeriod: seconds(UPDATE_SEC),
        suggestedPresentationDelay: seconds(isLowLatency ? LATENCY_MS.target / 1000 : DELAY_SEC),
        ...kept,
      };
  const attributes = Object.entries({ ...common, ...state, ...length }).map(
    ([name, value]) => ` ${name}="${value}"`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<MPD${attributes.join('')}>`,
    ...(isLowLatency ? [serviceDescription()] : []),
    ...dashPeriods(options),
    ...(hasEnded ? [] : [utcTiming(options.timeUrl)]),
    '</MPD>',
    '',
  ].join('\n');
}

/** When the MPD was last another: at the end, at the announcement of that or of a Period, at a timeline's new entry. */
function publishTimeMs({ channel, addressing, nowMs }: ManifestOptions): number {
  const { next, hasEnded } = windowAt(channel, nowMs);
  if (hasEnded) return endOfLiveMs(channel);
  const times = [channel.startMs];
  if (isEndAnnounced(channel, nowMs)) times.push(endOfLiveMs(channel) - ANNOUNCED_AHEAD_MS);
  if (addressing === 'timeline') {
    if (next > 0) times.push(segmentReadyMs(channel, next - 1));
  } else if (channel.kind === 'discontinuous') {
    const loopMs = LOOP.durationSec * 1000;
    const announced = Math.floor((nowMs + ANNOUNCED_AHEAD_MS - channel.startMs) / loopMs);
    times.push(channel.startMs + announced * loopMs - ANNOUNCED_AHEAD_MS);
  }
  return Math.max(...times);
}

/** @see ISO/IEC 23009-1:2022 Annex K */
function serviceDescription(): string {
  const { target, min, max } = LATENCY_MS;
  return (
    `<ServiceDescription id="0"><Latency referenceId="0" target="${target}" min="${min}" max="${max}"/>` +
    '<PlaybackRate min="0.96" max="1.04"/></ServiceDescription>'
  );
}

/** @see ISO/IEC 23009-1:2022 §5.8.4.11 */
function utcTiming(timeUrl: string): string {
  return `<UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-iso:2014" value="${timeUrl}"/>`;
}

function seconds(value: number): string {
  return `PT${value}S`;
}
