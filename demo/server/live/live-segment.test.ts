import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { findBox, viewOf } from './boxes.ts';
import type { ChannelKind } from './channel.ts';
import { fragmentTicks, readFragment } from './fragment.ts';
import { numberAtTicks, segmentParts, segmentStartTicks, segmentTicks, writePart } from './live-segment.ts';
import { LOOP, liveFrameAt, PARTS_PER_SEGMENT } from './loop.ts';
import { createMediaLibrary, type LoopTrack } from './media-library.ts';

let ladder: readonly LoopTrack[];
beforeAll(async () => {
  ladder = await createMediaLibrary(fileURLToPath(new URL('../../../.media', import.meta.url))).cmafLadder();
});

const trackOf = (id: string): LoopTrack => ladder.find((track) => track.id === id)!;
const bytesOf = (track: LoopTrack, kind: ChannelKind, number: number): Uint8Array => {
  const parts = segmentParts(track, kind, number);
  return Buffer.concat(parts.map((_, part) => writePart(parts, number, part)));
};

describe('the looped ladder', () => {
  it('has five video renditions and two languages, all as long as the loop', () => {
    expect(ladder.map(({ id }) => id)).toEqual([
      'video-240',
      'video-360',
      'video-480',
      'video-720',
      'video-1080',
      'audio-en',
      'audio-fr',
    ]);
    expect(trackOf('audio-fr')).toMatchObject({ language: 'fr', label: 'Français', codecs: 'mp4a.40.2' });
    expect(trackOf('video-720')).toMatchObject({ width: 1280, height: 720, timescale: 12800 });
  });

  it('tells no duration in its init segments', () => {
    const { init } = trackOf('video-240').cmaf!;
    expect(() => findBox(viewOf(init), 'moov', 'mvex', 'mehd')).toThrow('mehd');
    expect(findBox(viewOf(init), 'moov', 'mvex', 'trex').type).toBe('trex');
  });

  it.each(['video-240', 'audio-en'])('runs on without gap or overlap over loops: %s', (id) => {
    const track = trackOf(id);
    // Across a loop near the start, and across one far from it, where 32 bits are too few.
    for (const first of [0, 880_000_000 - 12]) {
      let endTicks: number | null = null;
      for (let number = first; number < first + 20; number++) {
        const fragment = readFragment(bytesOf(track, 'continuous', number));
        if (endTicks !== null) expect(fragment.decodeTicks).toBe(endTicks);
        endTicks = fragment.decodeTicks + fragmentTicks(fragment);
      }
    }
  });

  it.each(['video-240', 'audio-en'])('presents its first sample when the channel starts: %s', (id) => {
    const track = trackOf(id);
    const { decodeTicks, samples } = readFragment(bytesOf(track, 'continuous', 0));
    expect(decodeTicks + samples[0]!.compositionTicks).toBe(0);
    // What the title's edit list did, the samples' times do.
    expect(() => findBox(viewOf(track.cmaf!.init), 'moov', 'trak', 'edts')).toThrow('edts');
    expect(Math.min(...samples.map(({ compositionTicks }) => compositionTicks))).toBe(
      id === 'audio-en' ? 0 : -512,
    );
  });

  it('starts over in a discontinuous channel, with the times of the title', () => {
    const track = trackOf('video-240');
    const times = [7, 8, 16].map(
      (number) => readFragment(bytesOf(track, 'discontinuous', number)).decodeTicks,
    );
    expect(times).toEqual([22 * 12800, LOOP.startSec * 12800, LOOP.startSec * 12800]);
  });

  it.each(['video-240', 'audio-en'])('comes in parts that make up the segment: %s', (id) => {
    const track = trackOf(id);
    const whole = segmentParts(track, 'continuous', 11)[0]!;
    const parts = segmentParts(track, 'low-latency', 11);
    expect(parts).toHaveLength(PARTS_PER_SEGMENT);
    expect(parts.flatMap(({ samples }) => samples)).toEqual(whole.samples);
    let endTicks = whole.decodeTicks;
    for (const part of parts) {
      expect(part.decodeTicks).toBe(endTicks);
      endTicks += fragmentTicks(part);
    }
    expect(Buffer.concat(parts.map(({ data }) => data)).equals(Buffer.from(whole.data))).toBe(true);
  });

  it('finds a segment by its time', () => {
    const track = trackOf('audio-en');
    for (const number of [0, 1, 3, 4, 880_000_003]) {
      expect(numberAtTicks(track, segmentStartTicks(track, number))).toBe(number);
      expect(numberAtTicks(track, segmentStartTicks(track, number) + 1)).toBeUndefined();
    }
    expect(segmentStartTicks(track, 1)).toBe(segmentTicks(track, 0));
  });
});

describe('liveFrameAt', () => {
  it('names the picture of a time', () => {
    expect([0, 0.03, 0.04, 15.97, 16, 33].map(liveFrameAt)).toEqual([200, 200, 201, 599, 200, 225]);
  });
});
