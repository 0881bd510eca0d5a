import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sampleSegment, sampleTimeline } from '../../../../test/fixtures/model-samples.ts';
import { ascii, concat, u64, u8, zeros } from '../../../../test/fixtures/toy-mp4.ts';
import { createWriteRig } from '../../../../test/fixtures/write-rig.ts';
import { isPlayerError } from '../../../core/errors.ts';
import { TransmuxWriter } from './transmux-writer.ts';

const read = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../../test/fixtures/media/${name}`, import.meta.url)));
const transportStream = read('one-second.mpegts');
const packedAac = read('one-second.adts');

/** A segment at 6 s of a timeline whose offset the media tells. */
const segment = sampleSegment({ startSec: 6, timeline: sampleTimeline({ id: '0', offsetSec: null }) });

/** The ID3 tag that tells where packed audio lies. @see RFC 8216bis §3.1.4 */
function timestampTag(mediaSec: number): Uint8Array {
  const owner = ascii('com.apple.streaming.transportStreamTimestamp\0');
  const body = concat(owner, u64(mediaSec * 90_000));
  const frame = concat(ascii('PRIV'), u8(0, 0, 0, body.length), zeros(2), body);
  return concat(ascii('ID3'), u8(4, 0, 0, 0, 0, 0, frame.length), frame);
}

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
    // Video begins at 10 s, audio a frame earlier: both keep that distance.
    const [video] = rig.sink('video').buffered;
    const [audio] = rig.sink('audio').buffered;
    expect(audio?.startSec).toBeCloseTo(6, 3);
    expect(video?.startSec).toBeCloseTo(6.021, 2);
    expect(video?.endSec).toBeCloseTo(7.021, 1);
    expect(audio?.endSec).toBeCloseTo(7.024, 1);
    expect(rig.timelines.offsetSec(segment.timeline)).toBeCloseTo(6 - 9.9787, 2);
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

  it('keeps the offset that another rendition has taught', async () => {
    const rig = await createWriteRig();
    rig.timelines.learn(segment.timeline, 0, 4);
    const writer = new TransmuxWriter(rig.job({ segment, types: null }));
    writer.push(transportStream);
    await writer.finish();
    expect(rig.sink('video').buffered[0]?.startSec).toBeCloseTo(6, 2);
  });

  it.each([
    ['empty', new Uint8Array()],
    ['a web page', ascii('<!doctype html><title>Not found</title>'.repeat(20))],
  ])('refuses a segment that is %s', async (_name, bytes) => {
    const rig = await createWriteRig();
    const writer = new TransmuxWriter(rig.job({ segment, types: null }));
    writer.push(bytes);
    expect(isPlayerError(await failureOf(writer.finish()), 'segment-invalid')).toBe(true);
  });
});
