import { describe, expect, it } from 'vitest';
import { sampleRendition, sampleSegment, sampleTimeline } from '../../../../test/fixtures/model-samples.ts';
import {
  ascii,
  box,
  concat,
  fullBox,
  initSegment,
  mediaSegment,
  u32,
  u64,
  u8,
} from '../../../../test/fixtures/toy-mp4.ts';
import { createWriteRig, sampleInit } from '../../../../test/fixtures/write-rig.ts';
import { isPlayerError } from '../../../core/errors.ts';
import { Mp4Writer } from './mp4-writer.ts';
// Loaded here too, so that what is loaded on demand is there without real time passing.
import '../hls-code.ts';
import '../probe-codecs.ts';
import '../read-emsg.ts';

const init = initSegment({ id: 1, kind: 'video', timescale: 1000 });
const mediaAt = (mediaSec: number): Uint8Array =>
  mediaSegment({ trackId: 1, decodeTime: mediaSec * 1000, duration: 2000 }, { fragments: 2 });
const hlsSegment = sampleSegment({
  startSec: 6,
  init: sampleInit('init-1'),
  timeline: sampleTimeline({ id: '0', offsetSec: null }),
});

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('Mp4Writer', () => {
  it('appends init, then bytes as they arrive', async () => {
    const rig = await createWriteRig();
    const writer = new Mp4Writer(rig.job({ init: Promise.resolve(init) }));
    const bytes = mediaAt(0);
    const half = Math.ceil(bytes.length / 2);
    writer.push(bytes.subarray(0, half));
    await rig.clock.flush();
    expect(rig.prepared).toEqual([{ video: 'video/mp4; codecs="avc1.64001E"' }]);
    expect(rig.buffer('video').appendedBytes).toBe(init.length + half);
    writer.push(bytes.subarray(half));
    await writer.finish();
    expect(rig.sink('video').buffered).toEqual([{ startSec: 0, endSec: 2 }]);
  });

  it('gathers so much before it appends, and the rest at the end', async () => {
    const rig = await createWriteRig();
    const bytes = mediaAt(0);
    const gatherBytes = bytes.length - 10;
    const writer = new Mp4Writer(rig.job({ init: Promise.resolve(init), gatherBytes }));
    for (const [from, until, appendedBytes] of [
      [0, 100, 0],
      [100, gatherBytes, gatherBytes],
      [gatherBytes, bytes.length, gatherBytes],
    ] as const) {
      writer.push(bytes.subarray(from, until));
      await rig.clock.flush();
      expect(rig.buffer('video').appendedBytes).toBe(init.length + appendedBytes);
    }
    await writer.finish();
    expect(rig.sink('video').buffered).toEqual([{ startSec: 0, endSec: 2 }]);
  });

  it('holds the bytes until the init segment is there', async () => {
    const rig = await createWriteRig();
    let giveInit: (bytes: Uint8Array) => void = () => undefined;
    const writer = new Mp4Writer(rig.job({ init: new Promise((resolve) => (giveInit = resolve)) }));
    writer.push(mediaAt(0));
    const finished = writer.finish();
    await rig.clock.flush();
    expect(rig.buffer('video').appendedBytes).toBe(0);
    giveInit(init);
    await finished;
    expect(rig.buffer('video').log.filter((entry) => !entry.startsWith('offset'))).toEqual([
      'init',
      'media 0.00-1.00',
      'media 1.00-2.00',
    ]);
  });

  it('does not append an init segment that is in force', async () => {
    const rig = await createWriteRig();
    for (const startSec of [0, 2]) {
      const writer = new Mp4Writer(rig.job({ init: Promise.resolve(init) }));
      writer.push(mediaAt(startSec));
      await writer.finish();
    }
    expect(rig.buffer('video').initCount).toBe(1);
  });

  it('learns the offset from the first moof, and shares it', async () => {
    const rig = await createWriteRig();
    const writer = new Mp4Writer(rig.job({ segment: hlsSegment, init: Promise.resolve(init) }));
    const bytes = mediaAt(10);
    writer.push(bytes.subarray(0, 60));
    await rig.clock.flush();
    expect(rig.timelines.offsetSec(hlsSegment.timeline)).toBeNull();
    writer.push(bytes.subarray(60));
    await writer.finish();
    expect(rig.timelines.offsetSec(hlsSegment.timeline)).toBe(-4);
    expect(rig.sink('video').buffered).toEqual([{ startSec: 6, endSec: 8 }]);
  });

  it('puts the first picture shown, not the first decoded, where the playlist says', async () => {
    const rig = await createWriteRig();
    const delayed = initSegment({ id: 1, kind: 'video', timescale: 1000, edits: [200] });
    const writer = new Mp4Writer(rig.job({ segment: hlsSegment, init: Promise.resolve(delayed) }));
    const run = { trackId: 1, decodeTime: 10_000, duration: 2000, delays: [1000, 2000, 0, 0] };
    writer.push(mediaSegment(run));
    await writer.finish();
    expect(rig.timelines.offsetSec(hlsSegment.timeline)).toBeCloseTo(6 - 10.8, 9);
  });

  it('loses no key frame at 0 where a later segment has taught the offset, rounded', async () => {
    const rig = await createWriteRig();
    const segment = { ...hlsSegment, startSec: 0 };
    rig.timelines.learn(segment.timeline, 6, 16.0005);
    const writer = new Mp4Writer(rig.job({ segment, init: Promise.resolve(init) }));
    writer.push(mediaAt(10));
    await writer.finish();
    expect(rig.sink('video').buffered).toEqual([{ startSec: 0, endSec: 2 }]);
  });

  it('asks the media for codecs that the manifest does not name', async () => {
    const rig = await createWriteRig();
    const writer = new Mp4Writer(rig.job({ init: Promise.resolve(init), types: null }));
    writer.push(mediaAt(0));
    await writer.finish();
    expect(rig.prepared).toEqual([{ video: 'video/mp4; codecs="avc1.64001E"' }]);
  });

  it('puts the window of its timeline in force, a little wider', async () => {
    const rig = await createWriteRig();
    const timeline = sampleTimeline({ windowStartSec: 4, windowEndSec: 8, offsetSec: 4 });
    const segment = sampleSegment({ startSec: 4, timeline, init: sampleInit('init-1') });
    const writer = new Mp4Writer(rig.job({ segment, init: Promise.resolve(init) }));
    writer.push(mediaAt(0));
    await writer.finish();
    const buffer = rig.buffer('video');
    expect([buffer.appendWindowStart, buffer.appendWindowEnd]).toEqual([3.9, 8.01]);
    expect(rig.sink('video').buffered).toEqual([{ startSec: 4, endSec: 6 }]);
  });

  it('tells of events of the schemes that were declared, and of no others', async () => {
    const emsg = (scheme: string): Uint8Array =>
      fullBox(
        'emsg',
        1,
        0,
        u32(1000),
        u64(1500),
        u32(1000),
        u32(3),
        ascii(scheme),
        u8(0),
        u8(0),
        ascii('hi'),
      );
    const rig = await createWriteRig();
    const rendition = sampleRendition({ inbandEventSchemes: ['urn:wanted'] });
    const writer = new Mp4Writer(rig.job({ rendition, init: Promise.resolve(init) }));
    writer.push(concat(emsg('urn:wanted'), emsg('urn:other'), mediaAt(0)));
    await writer.finish();
    expect(rig.events).toMatchObject([{ schemeIdUri: 'urn:wanted', startSec: 1.5, durationSec: 1, id: '3' }]);
  });

  it('passes over an event that is damaged', async () => {
    const rig = await createWriteRig();
    const rendition = sampleRendition({ inbandEventSchemes: ['urn:wanted'] });
    const writer = new Mp4Writer(rig.job({ rendition, init: Promise.resolve(init) }));
    writer.push(concat(fullBox('emsg', 0, 0, ascii('urn:wanted')), mediaAt(0)));
    await writer.finish();
    expect(rig.events).toEqual([]);
    expect(rig.sink('video').buffered).toEqual([{ startSec: 0, endSec: 2 }]);
  });
});

describe('Mp4Writer on media that is no good', () => {
  it('throws at once on what is no MP4, and appends none of it', async () => {
    const rig = await createWriteRig();
    const writer = new Mp4Writer(rig.job({ init: Promise.resolve(init) }));
    let caught: unknown = null;
    try {
      writer.push(ascii('<html>an error page</html>'));
    } catch (error) {
      caught = error;
    }
    expect(isPlayerError(caught, 'segment-invalid')).toBe(true);
    await rig.clock.flush();
    expect(rig.buffer('video').appendedBytes).toBe(init.length);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['half a segment', mediaAt(0).subarray(0, 200)],
  ])('refuses %s', async (_name, bytes) => {
    const rig = await createWriteRig();
    const writer = new Mp4Writer(rig.job({ init: Promise.resolve(init) }));
    writer.push(bytes);
    expect(isPlayerError(await failureOf(writer.finish()), 'segment-invalid')).toBe(true);
  });

  it('refuses media that cannot be placed', async () => {
    const rig = await createWriteRig();
    const writer = new Mp4Writer(rig.job({ segment: hlsSegment, init: Promise.resolve(init) }));
    writer.push(mediaSegment({ trackId: 7, decodeTime: 0, duration: 2000 }));
    const error = await failureOf(writer.finish());
    expect(isPlayerError(error, 'segment-invalid') && error.context.detail).toContain('tfdt');
  });

  it('refuses media whose codecs nobody names', async () => {
    const rig = await createWriteRig();
    const writer = new Mp4Writer(rig.job({ init: Promise.resolve(box('moov')), types: null }));
    writer.push(mediaAt(0));
    const error = await failureOf(writer.finish());
    expect(isPlayerError(error, 'segment-invalid') && error.context.detail).toContain('codec');
  });

  it.each([
    ['cut off', initSegment({ id: 1, kind: 'video', timescale: 1000 }).slice(0, -10)],
    ['empty', new Uint8Array()],
    ['a web page', ascii('<!DOCTYPE html>')],
  ])('keeps an init segment from the decoder that is %s', async (_case, init) => {
    const rig = await createWriteRig();
    const writer = new Mp4Writer(rig.job({ init: Promise.resolve(init) }));
    writer.push(mediaAt(0));
    const error = await failureOf(writer.finish());
    expect(isPlayerError(error, 'segment-invalid')).toBe(true);
    expect(rig.buffer('video').appendedBytes).toBe(0);
  });

  it('fails as its init segment failed', async () => {
    const rig = await createWriteRig();
    const gone = new Error('init is gone');
    const writer = new Mp4Writer(rig.job({ init: Promise.reject(gone) }));
    writer.push(mediaAt(0));
    expect(await failureOf(writer.finish())).toBe(gone);
    expect(rig.buffer('video').appendedBytes).toBe(0);
  });

  it('fails as the append failed', async () => {
    const rig = await createWriteRig();
    const writer = new Mp4Writer(rig.job({ init: Promise.resolve(initSegment()) }));
    writer.push(mediaAt(0));
    expect(isPlayerError(await failureOf(writer.finish()), 'append-failed')).toBe(true);
  });

  it('appends nothing once it has been aborted', async () => {
    const rig = await createWriteRig();
    let giveInit: (bytes: Uint8Array) => void = () => undefined;
    const writer = new Mp4Writer(rig.job({ init: new Promise((resolve) => (giveInit = resolve)) }));
    writer.push(mediaAt(0));
    const reason = new DOMException('superseded', 'AbortError');
    rig.abort.abort(reason);
    giveInit(init);
    expect(await failureOf(writer.finish())).toBe(reason);
    expect(rig.buffer('video').appendedBytes).toBe(0);
  });
});
