import type { Channel } from './channel.ts';
import { fragmentTicks, type Fragment } from './fragment.ts';
import { segmentParts, segmentStartTicks, segmentTicks } from './live-segment.ts';
import { segmentTotal, windowAt, type LiveWindow } from './live-window.ts';
import { LOOP, PARTS_PER_SEGMENT, placeInLoop, SEGMENT_MS } from './loop.ts';
import type { LoopTrack } from './media-library.ts';

const TARGET_DURATION_SEC = SEGMENT_MS / 1000;
/** Parts are listed for segments up to three target durations from the end. @see RFC 8216bis §4.4.4.9 */
const SEGMENTS_WITH_PARTS = 3;
/** In part target durations; at least two, three advised. @see RFC 8216bis §4.4.3.8 */
const PART_HOLD_BACK = 3;
/** In target durations, at least six. @see RFC 8216bis §4.4.3.8 */
const CAN_SKIP_UNTIL_SEC = 6 * TARGET_DURATION_SEC;

interface PlaylistOptions {
  readonly channel: Channel;
  readonly track: LoopTrack;
  /** The other renditions of the channel, for EXT-X-RENDITION-REPORT; used where it is of low latency. */
  readonly others: readonly LoopTrack[];
  readonly nowMs: number;
  /** The client has an earlier version and asks for what is new (`_HLS_skip`). Default false. */
  readonly isDelta?: boolean;
}

/** The media playlist of a track at an instant. @see RFC 8216bis §4.4.3, §6.2.2 */
export function mediaPlaylist(options: PlaylistOptions): string {
  const { channel, track, nowMs } = options;
  const window = windowAt(channel, nowMs);
  const isLowLatency = channel.kind === 'low-latency';
  const skipped = options.isDelta && isLowLatency ? skippableCount(window) : 0;
  const lines = [
    ...header(options, window),
    ...(skipped > 0 ? [`#EXT-X-SKIP:SKIPPED-SEGMENTS=${skipped}`] : []),
  ];
  for (let number = window.first + skipped; number < window.next; number++) {
    if (isLowLatency && number >= window.next - SEGMENTS_WITH_PARTS) {
      lines.push(...partTags(track, number, PARTS_PER_SEGMENT));
    }
    lines.push(...segmentTags(options, window, number));
  }
  if (window.hasEnded) lines.push('#EXT-X-ENDLIST');
  else if (isLowLatency) lines.push(...edgeTags(options, window));
  return `${lines.join('\n')}\n`;
}

function header({ channel, track }: PlaylistOptions, { first }: LiveWindow): string[] {
  const isLowLatency = channel.kind === 'low-latency';
  const discontinuities = channel.kind === 'discontinuous' ? placeInLoop(first).loop : 0;
  return [
    '#EXTM3U',
    // 9 for EXT-X-SKIP, 6 for EXT-X-MAP.
    `#EXT-X-VERSION:${isLowLatency ? 9 : 6}`,
    `#EXT-X-TARGETDURATION:${TARGET_DURATION_SEC}`,
    ...(isLowLatency ? serverControl(track) : []),
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    ...(discontinuities > 0 ? [`#EXT-X-DISCONTINUITY-SEQUENCE:${discontinuities}`] : []),
    ...(channel.windowSec === Infinity ? ['#EXT-X-PLAYLIST-TYPE:EVENT'] : []),
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...(track.cmaf ? [`#EXT-X-MAP:URI="${track.id}/init.mp4"`] : []),
  ];
}

/** Segments further from the end than CAN-SKIP-UNTIL. @see RFC 8216bis §6.2.5.1 */
function skippableCount({ first, next, hasEnded }: LiveWindow): number {
  if (hasEnded) return 0;
  return Math.max(0, next - Math.ceil((CAN_SKIP_UNTIL_SEC * 1000) / SEGMENT_MS) - first);
}

/** Sample counts that no part divides evenly make one a sample longer: the target is the longest. */
function partTargetSec(track: LoopTrack): number {
  const numbers = Array.from({ length: LOOP.segmentCount }, (_, i) => i);
  const parts = numbers.flatMap((number) => segmentParts(track, 'low-latency', number));
  return Math.ceil((Math.max(...parts.map(fragmentTicks)) / track.timescale) * 1000) / 1000;
}

function serverControl(track: LoopTrack): string[] {
  const targetSec = partTargetSec(track);
  const holdBack = `HOLD-BACK=${(3 * TARGET_DURATION_SEC).toFixed(3)}`;
  const partHoldBack = `PART-HOLD-BACK=${(PART_HOLD_BACK * targetSec).toFixed(3)}`;
  return [
    `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=${CAN_SKIP_UNTIL_SEC.toFixed(1)},${holdBack},${partHoldBack}`,
    `#EXT-X-PART-INF:PART-TARGET=${targetSec.toFixed(3)}`,
  ];
}

function segmentTags({ channel, track }: PlaylistOptions, window: LiveWindow, number: number): string[] {
  const startsOver = channel.kind === 'discontinuous' && placeInLoop(number).index === 0;
  const isFirst = number === window.first;
  const startMs = channel.startMs + (segmentStartTicks(track, number) / track.timescale) * 1000;
  const durationSec = segmentTicks(track, number) / track.timescale;
  return [
    // That of the first segment has left with the one before, and is counted in the discontinuity sequence.
    ...(startsOver && !isFirst ? ['#EXT-X-DISCONTINUITY'] : []),
    `#EXT-X-PROGRAM-DATE-TIME:${new Date(Math.round(startMs)).toISOString()}`,
    `#EXTINF:${durationSec.toFixed(5)},`,
    `${track.id}/${number}.${track.cmaf ? 'm4s' : 'ts'}`,
  ];
}

function partTags(track: LoopTrack, number: number, count: number): string[] {
  return segmentParts(track, 'low-latency', number)
    .slice(0, count)
    .map((fragment, part) => partTag(track, fragment, `${track.id}/${number}.${part}.m4s`));
}

function partTag(track: LoopTrack, fragment: Fragment, uri: string): string {
  const durationSec = fragmentTicks(fragment) / track.timescale;
  // A sample that depends on no other is a place to start at. @see ISO/IEC 14496-12 §8.8.3.1
  const isIndependent = track.kind === 'audio' || ((fragment.samples[0]?.flags ?? 0) & 0x10000) === 0;
  return `#EXT-X-PART:DURATION=${durationSec.toFixed(5)},URI="${uri}"${isIndependent ? ',INDEPENDENT=YES' : ''}`;
}

/** What comes after the last whole segment: its parts, the next of them, and where the other renditions stand. */
function edgeTags(
  { channel, track, others }: PlaylistOptions,
  { next, nextPartCount }: LiveWindow,
): string[] {
  const hints =
    next < segmentTotal(channel)
      ? [`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${track.id}/${next}.${nextPartCount}.m4s"`]
      : [];
  const lastNumber = nextPartCount > 0 ? next : next - 1;
  const lastPart = (nextPartCount > 0 ? nextPartCount : PARTS_PER_SEGMENT) - 1;
  const reports = others.map(
    ({ id }) => `#EXT-X-RENDITION-REPORT:URI="${id}.m3u8",LAST-MSN=${lastNumber},LAST-PART=${lastPart}`,
  );
  return [...partTags(track, next, nextPartCount), ...hints, ...(lastNumber < 0 ? [] : reports)];
}
