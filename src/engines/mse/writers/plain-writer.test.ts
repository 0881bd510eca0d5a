import { describe, expect, it } from 'vitest';
import { sampleSegment } from '../../../../test/fixtures/model-samples.ts';
import { initSegment, mediaSegment } from '../../../../test/fixtures/toy-mp4.ts';
import { createWriteRig } from '../../../../test/fixtures/write-rig.ts';
import { isPlayerError } from '../../../core/errors.ts';
import { PlainWriter } from './plain-writer.ts';

// The fake SourceBuffer reads only MP4; what a plain writer carries is not its business.
const init = initSegment({ id: 1, kind: 'video', timescale: 1000 });
const media = mediaSegment({ trackId: 1, decodeTime: 0, duration: 2000 });

describe('PlainWriter', () => {
  it('appends init once and all bytes in order', async () => {
    const rig = await createWriteRig();
    for (let turn = 0; turn < 2; turn++) {
      const writer = new PlainWriter(rig.job({ init: Promise.resolve(init) }), 'webm');
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

  it('refuses an empty segment', async () => {
    const rig = await createWriteRig();
    const writer = new PlainWriter(rig.job({ init: Promise.resolve(init) }), 'webm');
    const error = await writer.finish().catch((reason: unknown) => reason);
    expect(isPlayerError(error, 'segment-invalid')).toBe(true);
  });

  it('fails as its init segment or an append failed', async () => {
    const rig = await createWriteRig();
    const gone = new Error('init is gone');
    const first = new PlainWriter(rig.job({ init: Promise.reject(gone) }), 'webm');
    first.push(media);
    await expect(first.finish()).rejects.toBe(gone);
    const second = new PlainWriter(rig.job({ init: Promise.resolve(new Uint8Array(16).fill(1)) }), 'webm');
    second.push(media);
    await expect(second.finish()).rejects.toMatchObject({ code: 'append-failed' });
  });
});
