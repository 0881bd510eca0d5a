import type { Channel } from './channel.ts';
import { segmentStartTicks, segmentTicks } from './live-segment.ts';
import { ANNOUNCED_AHEAD_MS, isEndAnnounced, segmentTotal, windowAt } from './live-window.ts';
import { LOOP, PART_MS, placeInLoop, SEGMENT_MS } from './loop.ts';
import type { LoopTrack } from './media-library.ts';

/** `number`: `$Number$` and @duration. `timeline`: SegmentTimeline, by `$Time$` where times do not come again. */
export type DashAddressing = 'number' | 'timeline';

interface PeriodsOptions {
  readonly channel: Channel;
  readonly addressing: DashAddressing;
  readonly tracks: readonly LoopTrack[];
  readonly nowMs: number;
}

/** A Period, and the segments that are listed of it. */
interface PeriodSpan {
  readonly id: string;
  /** The first segment it has, and the first it has no more. Open: of a live channel, the last. */
  readonly start: number;
  readonly end: number;
  readonly isOpen: boolean;
  /** Segments of a SegmentTimeline. */
  readonly listed: readonly number[];
}

/** One Period, or one for each loop in the window where the channel is discontinuous. */
export function dashPeriods(options: PeriodsOptions): string[] {
  return listSpans(options).flatMap((span) => [
    `<Period id="${span.id}" start="PT${(span.start * SEGMENT_MS) / 1000}S"${durationOf(span)}>`,
    ...adaptationSets(options, span),
    '</Period>',
  ]);
}

function durationOf({ start, end, isOpen }: PeriodSpan): string {
  return isOpen ? '' : ` duration="PT${((end - start) * SEGMENT_MS) / 1000}S"`;
}

function listSpans({ channel, addressing, nowMs }: PeriodsOptions): PeriodSpan[] {
  const { first: firstListed, next, hasEnded } = windowAt(channel, nowMs);
  const total = isEndAnnounced(channel, nowMs) ? segmentTotal(channel) : Infinity;
  // What has ended is kept from its start on.
  const first = hasEnded ? 0 : firstListed;
  const range = (from: number, to: number): number[] =>
    Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
  if (channel.kind !== 'discontinuous') {
    return [{ id: 'p', start: 0, end: total, isOpen: total === Infinity, listed: range(first, next) }];
  }
  const announced = Math.floor((nowMs + ANNOUNCED_AHEAD_MS - channel.startMs) / SEGMENT_MS);
  // A timeline tells by itself where it ends, and none is empty.
  const last = hasEnded || addressing === 'timeline' ? next - 1 : announced;
  const lastLoop = placeInLoop(Math.max(0, Math.min(last, total - 1))).loop;
  const spans: PeriodSpan[] = [];
  for (let { loop } = placeInLoop(first); loop <= lastLoop; loop++) {
    const start = loop * LOOP.segmentCount;
    const end = Math.min(total, start + LOOP.segmentCount);
    const listed = range(Math.max(first, start), Math.min(next, end));
    spans.push({ id: `loop-${loop}`, start, end, isOpen: loop === lastLoop && end < total, listed });
  }
  return spans;
}

function adaptationSets(options: PeriodsOptions, span: PeriodSpan): string[] {
  const { tracks } = options;
  const video = tracks.filter(({ kind }) => kind === 'video');
  const audio = tracks.filter(({ kind }) => kind === 'audio');
  const groups = [video, ...audio.map((track) => [track])];
  return groups.flatMap((group, id) => {
    const [track] = group;
    if (!track) return [];
    return [
      openSet(track, id),
      // The schema has them in this order.
      ...(track.kind === 'audio' ? [channelConfiguration(), `<Label>${track.label}</Label>`] : []),
      ...(options.channel.kind === 'low-latency' ? [referenceTime(options.channel, id)] : []),
      ...(id === 1 ? ['<Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>'] : []),
      segmentTemplate(options, span, track),
      ...group.map(representation),
      '</AdaptationSet>',
    ];
  });
}

function openSet({ kind, language }: LoopTrack, id: number): string {
  const facts = kind === 'video' ? ' frameRate="25"' : ` lang="${language}"`;
  return (
    `<AdaptationSet id="${id}" contentType="${kind}" mimeType="${kind}/mp4"${facts}` +
    ' segmentAlignment="true" startWithSAP="1">'
  );
}

/** Presentation time 0 is the instant at which the channel started. @see ISO/IEC 23009-1:2022 §5.12 */
function referenceTime({ startMs }: Channel, id: number): string {
  const wallClock = new Date(startMs).toISOString();
  // Its own UTCTiming says how the wall clock is written: Shaka takes it for NTP seconds otherwise.
  return (
    `<ProducerReferenceTime id="${id}" type="encoder" wallClockTime="${wallClock}" presentationTime="0">` +
    `<UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-iso:2014" value="/live/time"/></ProducerReferenceTime>`
  );
}

function channelConfiguration(): string {
  const scheme = 'urn:mpeg:dash:23003:3:audio_channel_configuration:2011';
  return `<AudioChannelConfiguration schemeIdUri="${scheme}" value="2"/>`;
}

function representation({ id, bandwidthBps, codecs, kind, width, height, timescale }: LoopTrack): string {
  const size =
    kind === 'video' ? ` width="${width}" height="${height}"` : ` audioSamplingRate="${timescale}"`;
  return `<Representation id="${id}" bandwidth="${bandwidthBps}" codecs="${codecs}"${size}/>`;
}

function segmentTemplate(
  { channel, addressing }: PeriodsOptions,
  span: PeriodSpan,
  track: LoopTrack,
): string {
  const { timescale } = track;
  const isDiscontinuous = channel.kind === 'discontinuous';
  // Times of a discontinuous channel are those of the title, and start over in each Period.
  const offsetTicks = isDiscontinuous ? LOOP.startSec * timescale : 0;
  const isByTime = addressing === 'timeline' && !isDiscontinuous;
  const name = isByTime ? 'time-$Time$' : '$Number$';
  const early = (SEGMENT_MS - PART_MS) / 1000;
  const attributes = {
    timescale,
    ...(offsetTicks > 0 ? { presentationTimeOffset: offsetTicks } : {}),
    ...(channel.kind === 'low-latency'
      ? { availabilityTimeOffset: early, availabilityTimeComplete: false }
      : {}),
    initialization: '$RepresentationID$/init.mp4',
    media: `$RepresentationID$/${name}.m4s`,
    ...(isByTime
      ? {}
      : { startNumber: addressing === 'timeline' ? (span.listed[0] ?? span.start) : span.start }),
    ...(addressing === 'number' ? { duration: (SEGMENT_MS / 1000) * timescale } : {}),
  };
  const open = `<SegmentTemplate ${Object.entries(attributes)
    .map(([key, value]) => `${key}="${String(value)}"`)
    .join(' ')}`;
  if (addressing === 'number') return `${open}/>`;
  const periodStartTicks = isDiscontinuous ? segmentStartTicks(track, span.start) : 0;
  return `${open}>${timeline(track, span.listed, offsetTicks - periodStartTicks)}</SegmentTemplate>`;
}

/** @see ISO/IEC 23009-1:2022 §5.3.9.6 */
function timeline(track: LoopTrack, numbers: readonly number[], shiftTicks: number): string {
  const runs: { readonly ticks: number; readonly startTicks: number; repeats: number }[] = [];
  for (const number of numbers) {
    const ticks = segmentTicks(track, number);
    const last = runs.at(-1);
    if (last?.ticks === ticks) last.repeats++;
    else runs.push({ ticks, startTicks: segmentStartTicks(track, number) + shiftTicks, repeats: 0 });
  }
  const entries = runs.map(
    ({ ticks, startTicks, repeats }) =>
      `<S t="${startTicks}" d="${ticks}"${repeats > 0 ? ` r="${repeats}"` : ''}/>`,
  );
  return `<SegmentTimeline>${entries.join('')}</SegmentTimeline>`;
}
