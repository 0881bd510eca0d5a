import { describe, expect, it } from 'vitest';
import { id3Tag, timestampTag } from '../../../../test/fixtures/id3-tag.ts';
import { sampleSegment, sampleTimeline } from '../../../../test/fixtures/model-samples.ts';
import { ascii, concat, initSegment, mediaSegment, u8 } from '../../../../test/fixtures/toy-mp4.ts';
import { TURN_SEC } from '../../../../test/fixtures/transport-stream.ts';
import { createWriteRig } from '../../../../test/fixtures/write-rig.ts';
import { isPlayerError } from '../../../core/errors.ts';
import { Mp4Scanner } from '../mp4-scanner.ts';
import type { WriteJob } from './segment-writer.ts';
import { PlainWriter } from './plain-writer.ts';

/** The fake SourceBuffer reads only MP4, so that stands in for WebM. */
const webmWriter = (job: WriteJob): PlainWriter =>
  new PlainWriter(job, 'webm', undefined, (url) => new Mp4Scanner([], url));
const init = initSegment({ id: 1, kind: 'video', timescale: 1000 });
const media = mediaSegment({ trackId: 1, decodeTime: 0, duration: 2000 });
const hlsTimeline = sampleTimeline({ id: '0', offsetSec: null });

describe('PlainWriter', () => {
  it('appends init once and all bytes in order', async () => {
    const rig = await createWriteRig();
    for (let turn = 0; turn < 2; turn++) {
      const writer = webmWriter(rig.job({ init: Promise.resolve(init) }));
      for (let at = 0; at < media.length; at += 50) writer.push(media.subarray(at, at + 50));
      await writer.finish();
    }
    const buffer = rig.buffer('video');
    expect(buffer.initCount).toBe(1);
    expect(buffer.appendedBytes).toBe(init.length + 2 * media.length);
    expect(rig.sink('video').buffered).toEqual([{ startSec: 0, endSec: 2 }]);
  });

  it('places MP3 where its playlist says, and needs no init segment', async () => {
    const rig = await createWriteRig();
    await rig.sink('audio').append(init);
    const segment = sampleSegment({ startSec: 12 });
    const writer = new PlainWriter(rig.job({ segment, kind: 'audio', types: null }), 'mp3');
    writer.push(media);
    await writer.finish();
    expect(rig.prepared).toEqual([{ audio: 'audio/mpeg' }]);
    expect([rig.buffer('audio').mode, rig.buffer('audio').timestampOffset]).toEqual(['sequence', 12]);
  });

  it.each([
    { name: 'as the tag says', mediaSec: 22.5, startSec: 12.5 },
    { name: 'behind the turn of the clock', mediaSec: 22.25 + TURN_SEC, startSec: 12.25 },
  ])('places MP3 by its ID3 timestamp: $name', async ({ mediaSec, startSec }) => {
    const rig = await createWriteRig();
    await rig.sink('audio').append(init);
    rig.timelines.learn(hlsTimeline, 0, 10);
    const segment = sampleSegment({ startSec: 12, timeline: hlsTimeline });
    const writer = new PlainWriter(rig.job({ segment, kind: 'audio', types: null }), 'mp3');
    const bytes = timestampTag(mediaSec % TURN_SEC);
    // However the tag arrives.
    for (let at = 0; at < bytes.length; at += 7) writer.push(bytes.subarray(at, at + 7));
    await rig.clock.flush();
    expect(rig.buffer('audio').timestampOffset).toBeCloseTo(startSec, 4);
    expect(rig.buffer('audio').mode).toBe('sequence');
  });

  it('learns where its timeline lies from MP3, and leaves alone what is tagged otherwise', async () => {
    const rig = await createWriteRig();
    await rig.sink('audio').append(init);
    const segment = sampleSegment({ startSec: 12, timeline: hlsTimeline });
    const untimed = new PlainWriter(rig.job({ segment, kind: 'audio', types: null }), 'mp3');
    untimed.push(concat(id3Tag(ascii('TIT2'), ascii('a title')), media));
    await rig.clock.flush();
    expect(rig.buffer('audio').timestampOffset).toBe(12);
    expect(rig.timelines.offsetSec(hlsTimeline)).toBeNull();
    const timed = new PlainWriter(rig.job({ segment, kind: 'audio', types: null }), 'mp3');
    timed.push(timestampTag(7));
    await rig.clock.flush();
    expect(rig.timelines.offsetSec(hlsTimeline)).toBe(5);
  });

  it('does not take WebM for MP3 where its manifest names no codecs', async () => {
    const rig = await createWriteRig();
    const writer = webmWriter(rig.job({ init: Promise.resolve(init), types: null }));
    writer.push(media);
    const error = await writer.finish().catch((reason: unknown) => reason);
    expect(isPlayerError(error, 'manifest-unsupported')).toBe(true);
    expect(rig.prepared).toEqual([]);
  });

  it('refuses an empty segment', async () => {
    const rig = await createWriteRig();
    const writer = webmWriter(rig.job({ init: Promise.resolve(init) }));
    const error = await writer.finish().catch((reason: unknown) => reason);
    expect(isPlayerError(error, 'segment-invalid')).toBe(true);
  });

  it.each([
    { name: 'a segment', init, bytes: ascii('<html>not found</html>') },
    { name: 'an init segment', init: ascii('<html>not found</html>'), bytes: concat(u8(0xec, 0x81), u8(0)) },
  ])('gives the decoder nothing of $name that is no WebM', async ({ init, bytes }) => {
    const rig = await createWriteRig();
    const writer = new PlainWriter(rig.job({ init: Promise.resolve(init) }), 'webm');
    const written = Promise.resolve().then(() => {
      writer.push(bytes);
      return writer.finish();
    });
    await expect(written).rejects.toMatchObject({ code: 'segment-invalid' });
    await rig.clock.flush();
    expect(rig.buffer('video').appendedBytes).toBe(0);
  });

  it('fails as its init segment or an append failed', async () => {
    const rig = await createWriteRig();
    const gone = new Error('init is gone');
    const first = webmWriter(rig.job({ init: Promise.reject(gone) }));
    first.push(media);
    await expect(first.finish()).rejects.toBe(gone);
    const second = webmWriter(rig.job({ init: null }));
    second.push(media);
    await expect(second.finish()).rejects.toMatchObject({ code: 'append-failed' });
  });
});
