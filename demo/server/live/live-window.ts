import type { Channel } from './channel.ts';
import { PART_MS, PARTS_PER_SEGMENT, SEGMENT_MS } from './loop.ts';

/** What of a channel there is at an instant. Segments are numbered from 0 at its start. */
export interface LiveWindow {
  /** The oldest segment that is listed. */
  readonly first: number;
  /** The first segment that is not whole yet; of a channel that has ended, the number of its segments. */
  readonly next: number;
  /** How many parts of `next` are there, where it comes in parts. */
  readonly nextPartCount: number;
  readonly hasEnded: boolean;
}

/** How many segments a channel has from its start to its end; what is left of a last one is not published. */
export function segmentTotal({ startMs, endMs }: Channel): number {
  return Math.floor((endMs - startMs) / SEGMENT_MS);
}

/** When a channel's last segment is whole; Infinity where it never ends. */
export function endOfLiveMs(channel: Channel): number {
  return channel.startMs + segmentTotal(channel) * SEGMENT_MS;
}

/**
 * What changes in an MPD, a new Period or the end, is announced so long before it comes to pass that no client which
 * updates as told (every segment's duration) plays or asks beyond the last it knows of.
 */
export const ANNOUNCED_AHEAD_MS: number = 3 * SEGMENT_MS;

/** Whether the end of live is near enough to be announced. */
export function isEndAnnounced(channel: Channel, nowMs: number): boolean {
  return nowMs >= endOfLiveMs(channel) - ANNOUNCED_AHEAD_MS;
}

/**
 * When manifests say that it has ended. Low latency takes a part longer: its clients must see the last part before they
 * are told that no more come (hls.js 1.7.4 leaves it out otherwise), and an encoder that stops does not know it sooner.
 */
export function endListedMs(channel: Channel): number {
  return endOfLiveMs(channel) + (channel.kind === 'low-latency' ? PART_MS : 0);
}

/** When a segment is whole: no encoder publishes what it has not seen. */
export function segmentReadyMs({ startMs }: Channel, number: number): number {
  return startMs + (number + 1) * SEGMENT_MS;
}

/** When a part of a segment, from 0, is there. */
export function partReadyMs({ startMs }: Channel, number: number, part: number): number {
  return startMs + number * SEGMENT_MS + (part + 1) * PART_MS;
}

/** The window at `nowMs`. Before the channel's start it is empty; at the end it stands still. */
export function windowAt(channel: Channel, nowMs: number): LiveWindow {
  const total = segmentTotal(channel);
  const elapsedMs = Math.max(0, nowMs - channel.startMs);
  const next = Math.min(total, Math.floor(elapsedMs / SEGMENT_MS));
  const isPartly = channel.kind === 'low-latency' && next < total;
  const partCount = Math.floor((elapsedMs - next * SEGMENT_MS) / PART_MS);
  return {
    first: Math.max(0, next - Math.ceil((channel.windowSec * 1000) / SEGMENT_MS)),
    next,
    nextPartCount: isPartly ? Math.min(partCount, PARTS_PER_SEGMENT - 1) : 0,
    hasEnded: nowMs >= endListedMs(channel),
  };
}

/**
 * Whether a segment that has been published is still served: for its own duration and another window after it is
 * listed no more, as HLS demands; DASH, whose clients stop asking after its own duration, is content with less. What
 * has ended stays, from its start on.
 *
 * @see RFC 8216bis §6.2.2, and ISO/IEC 23009-1:2022 §5.3.9.5.3 (segment availability end time)
 */
export function isKept(channel: Channel, number: number, nowMs: number): boolean {
  if (nowMs >= endOfLiveMs(channel)) return true;
  return nowMs < segmentReadyMs(channel, number) + SEGMENT_MS + 2 * channel.windowSec * 1000;
}
