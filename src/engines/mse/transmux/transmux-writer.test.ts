import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { timestampTag } from '../../../../test/fixtures/id3-tag.ts';
import { sampleSegment, sampleTimeline } from '../../../../test/fixtures/model-samples.ts';
import { ascii, concat } from '../../../../test/fixtures/toy-mp4.ts';
import { shiftTransportStream, TURN_SEC } from '../../../../test/fixtures/transport-stream.ts';
import { createWriteRig } from '../../../../test/fixtures/write-rig.ts';
import { isPlayerError } from '../../../core/errors.ts';
import type { TimeRange } from '../../../model/time-range.ts';
import { TransmuxWriter } from './transmux-writer.ts';

const read = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../../test/fixtures/media/${name}`, import.meta.url)));
const transportStream = read('one-second.mpegts');
const packedAac = read('one-second.adts');

/** A segment at 6 s of a timeline whose offset the media tells. */
const segment = sampleSegment({ startSec: 6, timeline: sampleTimeline({ id: '0', offsetSec: null }) });

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('TransmuxWriter', () => {
  it('makes fMP4 of a transport stream, in its place, picture and sound together', async () => {
    const rig = await createWriteRig();
    const writer = new TransmuxWriter(rig.job({ segment, types: null }));
    for (let at = 0; at < transportStream.length; at += 1000)
      writer.push(transportStream.subarray(at, at + 1000));
    await writer.finish();
    expect(rig.prepared).toEqual([
      { video: 'video/mp4; codecs="avc1.4D400A"', audio: 'audio/mp4; codecs="mp4a.40.2"' },
    ]);
    // Video begins at 10 s, audio a frame earlier: both keep that distance, and the picture is in its place.
    const [video] = rig.sink('video').buffered;
    const [audio] = rig.sink('audio').buffered;
    expect(audio?.startSec).toBeCloseTo(5.979, 3);
    expect(video?.startSec).toBeCloseTo(6, 6);
    expect(video?.endSec).toBeCloseTo(7, 6);
    expect(audio?.endSec).toBeCloseTo(7.003, 2);
    expect(rig.timelines.offsetSec(segment.timeline)).toBeCloseTo(6 - 10, 6);
  });

  it('appends the init segments once where they stay the same', async () => {
    const rig = await createWriteRig();
    for (let turn = 0; turn < 2; turn++) {
      const writer = new TransmuxWriter(rig.job({ segment, types: null }));
      writer.push(transportStream);
      await writer.finish();
    }
    expect([rig.buffer('video').initCount, rig.buffer('audio').initCount]).toEqual([1, 1]);
  });

  it('leaves out what another stream brings', async () => {
    const rig = await createWriteRig();
    const writer = new TransmuxWriter(
      rig.job({ segment, types: null, isWanted: (kind) => kind === 'video' }),
    );
    writer.push(transportStream);
    await writer.finish();
    expect(rig.prepared).toEqual([{ video: 'video/mp4; codecs="avc1.4D400A"' }]);
    expect(rig.buffer('audio').appendedBytes).toBe(0);
  });

  it('places packed AAC by its ID3 timestamp', async () => {
    const rig = await createWriteRig();
    rig.timelines.learn(segment.timeline, 0, 20);
    const writer = new TransmuxWriter(rig.job({ segment, types: null, kind: 'audio' }));
    writer.push(concat(timestampTag(26), packedAac));
    await writer.finish();
    expect(rig.prepared).toEqual([{ audio: 'audio/mp4; codecs="mp4a.40.2"' }]);
    const [audio] = rig.sink('audio').buffered;
    expect(audio?.startSec).toBeCloseTo(6, 2);
    expect(audio?.endSec).toBeCloseTo(7, 1);
  });

  it('loses no frame of packed AAC, however it arrives', async () => {
    const ranges: (readonly TimeRange[])[] = [];
    for (const pieceBytes of [packedAac.length * 2, 500, 7]) {
      const rig = await createWriteRig();
      rig.timelines.learn(segment.timeline, 0, 20);
      const writer = new TransmuxWriter(rig.job({ segment, types: null, kind: 'audio' }));
      const bytes = concat(timestampTag(26), packedAac);
      for (let at = 0; at < bytes.length; at += pieceBytes) writer.push(bytes.subarray(at, at + pieceBytes));
      await writer.finish();
      ranges.push(rig.sink('audio').buffered);
    }
    const [whole] = ranges;
    expect(whole?.[0]?.endSec).toBeCloseTo(7, 1);
    expect(ranges).toEqual([whole, whole, whole]);
  });

  it('keeps the offset that another rendition has taught', async () => {
    const rig = await createWriteRig();
    rig.timelines.learn(segment.timeline, 0, 4.5);
    const writer = new TransmuxWriter(rig.job({ segment, types: null }));
    writer.push(transportStream);
    await writer.finish();
    expect(rig.sink('video').buffered[0]?.startSec).toBeCloseTo(5.5, 6);
  });

  // The clock of the stream turns at this second of the presentation; playback may begin before or behind it.
  it.each([
    { turnSec: 3, order: [0, 1, 2, 3, 4, 5] },
    { turnSec: 3.5, order: [0, 1, 2, 3, 4, 5] },
    { turnSec: 3, order: [4, 5, 2, 3, 0, 1] },
    { turnSec: 3.01, order: [3, 2, 4] }, // the picture of a segment begins before the turn, its sound behind
    { turnSec: 2.99, order: [3, 2, 4] },
  ])('plays on where timestamps wrap: $turnSec s, order $order', async ({ turnSec, order }) => {
    const rig = await createWriteRig();
    for (const second of order) {
      const job = rig.job({
        segment: sampleSegment({ startSec: second, durationSec: 1, timeline: segment.timeline }),
        types: null,
      });
      const writer = new TransmuxWriter(job);
      writer.push(shiftTransportStream(transportStream, TURN_SEC - turnSec - 10 + second));
      await writer.finish();
    }
    const [video, ...more] = rig.sink('video').buffered;
    expect(more).toEqual([]);
    expect(video?.startSec).toBeCloseTo(Math.min(...order), 3);
    expect(video?.endSec).toBeCloseTo(Math.max(...order) + 1, 3);
    const audio = rig.sink('audio').buffered;
    expect(audio[0]?.startSec).toBeCloseTo(Math.min(...order), 1);
    expect(audio.at(-1)?.endSec).toBeCloseTo(Math.max(...order) + 1, 1);
    // A second is no whole number of sound frames: less than one is missing where a segment came before the one before it.
    const holesSec = audio.slice(1).map(({ startSec }, place) => startSec - (audio[place]?.endSec ?? 0));
    expect(Math.max(0, ...holesSec)).toBeLessThan(1024 / 48_000);
  });

  it('places packed AAC behind the turn of the clock by its ID3 timestamp', async () => {
    const rig = await createWriteRig();
    rig.timelines.learn(segment.timeline, 0, TURN_SEC - 4);
    const writer = new TransmuxWriter(rig.job({ segment, types: null, kind: 'audio' }));
    writer.push(concat(timestampTag(2), packedAac));
    await writer.finish();
    expect(rig.sink('audio').buffered[0]?.startSec).toBeCloseTo(6, 2);
  });

  it.each([
    ['empty', new Uint8Array()],
    ['not there at all', null],
    ['a web page', ascii('<!doctype html><title>Not found</title>'.repeat(20))],
  ])('refuses a segment that is %s', async (_name, bytes) => {
    const rig = await createWriteRig();
    const writer = new TransmuxWriter(rig.job({ segment, types: null }));
    if (bytes) writer.push(bytes);
    expect(isPlayerError(await failureOf(writer.finish()), 'segment-invalid')).toBe(true);
  });
});
