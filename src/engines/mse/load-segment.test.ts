import { createCipheriv } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sampleRendition, sampleSegment } from '../../../test/fixtures/model-samples.ts';
import { RequestScript } from '../../../test/fixtures/request-script.ts';
import { ascii, initSegment, mediaSegment } from '../../../test/fixtures/toy-mp4.ts';
import { createWriteRig, sampleInit, type WriteRig } from '../../../test/fixtures/write-rig.ts';
import { Scope } from '../../core/scope.ts';
import { Decrypter } from './decrypter.ts';
import { loadSegment } from './load-segment.ts';
import type { WriteJob } from './writers/segment-writer.ts';

const init = initSegment({ id: 1, kind: 'video', timescale: 1000 });
const media = mediaSegment({ trackId: 1, decodeTime: 0, duration: 2000 });

const key = new Uint8Array(16).fill(5);
const encryption = { method: 'AES-128', keyUrl: 'https://a.test/key', iv: new Uint8Array(16) } as const;
const cipher = createCipheriv('aes-128-cbc', key, encryption.iv);
/** `media`, encrypted. */
const secret = new Uint8Array(Buffer.concat([cipher.update(media), cipher.final()]));

interface LoadRig {
  readonly rig: WriteRig;
  readonly script: RequestScript;
  readonly scope: Scope;
  start(job: Partial<WriteJob>): Promise<void>;
}

async function createLoadRig(): Promise<LoadRig> {
  const rig = await createWriteRig();
  const script = new RequestScript();
  const scope = new Scope(rig.clock);
  const decrypter = new Decrypter(script.request, scope.signal);
  return {
    rig,
    script,
    scope,
    start: (changes) => {
      const job = rig.job({ init: Promise.resolve(init), signal: scope.signal, ...changes });
      return loadSegment({ job, request: script.request, decrypter, gatherMs: 0, isFresh: false, scope });
    },
  };
}

describe('loadSegment', () => {
  it('asks in the task of the call, for what the segment names', async () => {
    const { start, script, scope } = await createLoadRig();
    const segment = sampleSegment({
      range: { start: 5, end: 99 },
      sizeBytes: 95,
      init: sampleInit('init-1'),
    });
    const loaded = start({ segment });
    expect(script.asked).toMatchObject([
      {
        type: 'segment',
        urls: segment.urls,
        range: { start: 5, end: 99 },
        trackKind: 'video',
        renditionId: 'v1',
        mediaSec: segment.durationSec,
        toldBytes: 95,
      },
    ]);
    script.answer(0, media);
    await loaded;
    expect(scope.size).toBe(0);
  });

  it('stops the request as soon as its bytes are no good', async () => {
    const { start, script, scope } = await createLoadRig();
    const loaded = start({});
    const [request] = script.asked;
    request?.onData?.(ascii('<html>an error page in place of media'));
    expect(request?.signal.aborted).toBe(true);
    await expect(loaded).rejects.toMatchObject({ code: 'segment-invalid' });
    expect([scope.size, scope.isDisposed]).toEqual([0, false]);
  });

  it('feeds what takes code of its own while the rest is on its way', async () => {
    const { start, script, rig } = await createLoadRig();
    await rig.sink('audio').append(init);
    const rendition = sampleRendition({ container: 'mp3' });
    const loaded = start({ kind: 'audio', rendition, init: null, types: null });
    const [request] = script.asked;
    const appended = new Promise((resolve) => {
      rig.buffer('audio').addEventListener('updateend', resolve);
    });
    request?.onData?.(media.subarray(0, 100));
    await appended;
    expect(rig.buffer('audio').appendedBytes).toBe(init.length + 100);
    script.answer(0, media.subarray(100));
    await loaded;
    expect(rig.sink('audio').buffered).toEqual([{ startSec: 0, endSec: 2 }]);
  });

  it('stops the request as soon as the buffer refuses what came so far of it', async () => {
    const { start, script } = await createLoadRig();
    const rendition = sampleRendition({ container: 'mp3' });
    const loaded = start({ kind: 'audio', rendition, init: null, types: null });
    const [request] = script.asked;
    request?.onData?.(ascii('not what the fake reads')); // it takes fMP4 alone
    await expect(loaded).rejects.toMatchObject({ code: 'append-failed' });
    expect([request?.signal.aborted, script.openCount]).toEqual([true, 0]);
  });

  it('stops the request as soon as that code finds its bytes no good', async () => {
    const { start, script } = await createLoadRig();
    const loaded = start({ rendition: sampleRendition({ container: 'webm' }) });
    const [request] = script.asked;
    request?.onData?.(ascii('<html>an error page in place of media'));
    await expect(loaded).rejects.toMatchObject({ code: 'segment-invalid' });
    expect([request?.signal.aborted, script.openCount]).toEqual([true, 0]);
  });

  it('fails as the request failed', async () => {
    const { start, script } = await createLoadRig();
    const offline = new Error('offline');
    const loaded = start({});
    script.fail(0, offline);
    await expect(loaded).rejects.toBe(offline);
  });

  it('ends with its scope', async () => {
    const { start, script, scope } = await createLoadRig();
    const loaded = start({});
    const reason = new DOMException('superseded', 'AbortError');
    scope.dispose(reason);
    await expect(loaded).rejects.toMatchObject({ name: 'AbortError' });
    expect(script.openCount).toBe(0);
  });

  it('decrypts a whole segment, its key asked for beside it', async () => {
    const { start, script, rig } = await createLoadRig();
    const loaded = start({ segment: sampleSegment({ encryption, init: sampleInit('init-1') }) });
    expect(script.asked.map(({ type }) => type).sort()).toEqual(['key', 'segment']);
    script.answer(
      script.asked.findIndex(({ type }) => type === 'segment'),
      secret,
    );
    script.answer(
      script.asked.findIndex(({ type }) => type === 'key'),
      key,
    );
    await loaded;
    expect(rig.sink('video').buffered).toEqual([{ startSec: 0, endSec: 2 }]);
  });

  it('has not loaded what was given up while its key was on the way', async () => {
    const { start, script, rig } = await createLoadRig();
    const segment = sampleSegment({ encryption, init: sampleInit('init-1') });
    const loaded = start({ segment, signal: rig.abort.signal });
    const indexOf = (type: string): number => script.asked.findIndex((asked) => asked.type === type);
    script.answer(indexOf('segment'), secret);
    await rig.clock.flush();
    const reason = new DOMException('superseded', 'AbortError');
    rig.abort.abort(reason);
    script.answer(indexOf('key'), key);
    await expect(loaded).rejects.toBe(reason);
    expect(rig.sink('video').buffered).toEqual([]);
  });

  it('finds out what a segment is when nothing names it', async () => {
    const { start, script, rig } = await createLoadRig();
    const transportStream = new Uint8Array(
      readFileSync(new URL('../../../test/fixtures/media/one-second.mpegts', import.meta.url)),
    );
    const segment = sampleSegment({ urls: ['https://a.test/segment'] });
    const rendition = sampleRendition({ container: 'unknown', codecs: null });
    const loaded = start({ segment, rendition, init: null, types: null });
    script.answer(0, transportStream);
    await loaded;
    expect(rig.prepared[0]?.video).toContain('avc1.');
    expect(rig.prepared[0]?.audio).toContain('mp4a.40.2');
  });

  it('refuses a container that is no media', async () => {
    const { start } = await createLoadRig();
    const rendition = sampleRendition({ container: 'vtt' });
    await expect(start({ rendition })).rejects.toMatchObject({ code: 'manifest-unsupported' });
  });
});
