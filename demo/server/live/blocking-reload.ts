import type { Channel } from './channel.ts';
import { endListedMs, partReadyMs, segmentReadyMs, windowAt } from './live-window.ts';
import { PARTS_PER_SEGMENT } from './loop.ts';

/** How far ahead of the playlist's end a client may wait. @see RFC 8216bis §6.2.5.2 */
const MAX_SEGMENTS_AHEAD = 2;

/**
 * When the playlist will hold the segment, or the part of one, that a client waits for by `_HLS_msn` and `_HLS_part`;
 * at the end of live at the latest. The past where it holds it already, or the client does not wait.
 *
 * @returns milliseconds since the Unix epoch, or `bad-request` where the directives are none, or ask too far ahead
 * @see RFC 8216bis §6.2.5.2
 */
export function reloadReadyMs(
  channel: Channel,
  query: URLSearchParams,
  nowMs: number,
): number | 'bad-request' {
  const number = readInteger(query, '_HLS_msn');
  const part = readInteger(query, '_HLS_part');
  if (Number.isNaN(number) || Number.isNaN(part)) return 'bad-request';
  if (number === null) return part === null ? nowMs : 'bad-request';
  const { next, hasEnded } = windowAt(channel, nowMs);
  if (hasEnded) return nowMs;
  if (number > next + MAX_SEGMENTS_AHEAD) return 'bad-request';
  // A part behind the last one of a segment is the first of the next.
  const isBehind = part !== null && part >= PARTS_PER_SEGMENT;
  const readyMs =
    part === null
      ? segmentReadyMs(channel, number)
      : partReadyMs(channel, isBehind ? number + 1 : number, isBehind ? 0 : part);
  return Math.min(readyMs, endListedMs(channel));
}

/** Null where it is not given, NaN where it is no number. */
function readInteger(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  return /^\d{1,15}$/.test(text) ? Number(text) : NaN;
}
