import type { ChannelKind } from './channel.ts';
import { sliceFragment, writeFragment, type Fragment } from './fragment.ts';
import { LOOP, PARTS_PER_SEGMENT, placeInLoop } from './loop.ts';
import type { LoopTrack } from './media-library.ts';

/** When a channel's segment starts on the channel's timeline, ticks of the track. */
export function segmentStartTicks({ timescale, startTicks }: LoopTrack, number: number): number {
  const { loop, index } = placeInLoop(number);
  return loop * LOOP.durationSec * timescale + (startTicks[index] ?? 0);
}

/** How long it is, ticks. */
export function segmentTicks({ durationTicks }: LoopTrack, number: number): number {
  return durationTicks[placeInLoop(number).index] ?? 0;
}

/** The number of the segment that starts at just this time; undefined where none does. */
export function numberAtTicks(track: LoopTrack, ticks: number): number | undefined {
  const near = Math.round((ticks / track.timescale / LOOP.durationSec) * LOOP.segmentCount);
  return [near - 1, near, near + 1].find(
    (number) => number >= 0 && segmentStartTicks(track, number) === ticks,
  );
}

/**
 * A segment in its parts, as fragments: with the title's times in a discontinuous channel, moved to the channel's
 * timeline in the others.
 */
export function segmentParts(track: LoopTrack, kind: ChannelKind, number: number): readonly Fragment[] {
  const { loop, index } = placeInLoop(number);
  const original = track.cmaf?.fragments[index];
  if (!original) throw new Error(`${track.id} has no fragments`);
  const shiftTicks = (loop * LOOP.durationSec - LOOP.startSec) * track.timescale;
  const decodeTicks = original.decodeTicks + (kind === 'discontinuous' ? 0 : shiftTicks);
  const fragment = { ...original, decodeTicks };
  if (kind !== 'low-latency') return [fragment];
  const count = fragment.samples.length;
  const cut = (part: number): number => Math.round((part * count) / PARTS_PER_SEGMENT);
  return Array.from({ length: PARTS_PER_SEGMENT }, (_, part) =>
    sliceFragment(fragment, cut(part), cut(part + 1)),
  );
}

/** The bytes of one part of a segment; of one without parts, all of it. */
export function writePart(parts: readonly Fragment[], number: number, part: number): Uint8Array<ArrayBuffer> {
  const fragment = parts[part];
  if (!fragment) throw new Error(`segment ${number} has no part ${part}`);
  return writeFragment(fragment, number * parts.length + part + 1);
}
