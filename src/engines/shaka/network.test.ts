import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import { describe, expect, it } from 'vitest';
import { deferred } from '../../../test/fixtures/deferred.ts';
import { shakaInNode } from '../../../test/fixtures/shaka-in-node.ts';
import { createVirtualClock } from '../../../test/fixtures/virtual-clock.ts';
import { Scope } from '../../core/scope.ts';
import type { ResourceRequest, ResourceResponse } from '../../model/resource.ts';
import type { TransferSample } from '../../model/transfer-sample.ts';
import { Carrier, toResourceType } from './network.ts';

const vendor = await shakaInNode();
const { RequestType, AdvancedRequestType } = vendor.net.NetworkingEngine;
const RETRY = vendor.net.NetworkingEngine.defaultRetryParameters();

type Context = shaka.extern.RequestContext;
type Asked = Parameters<typeof toResourceType>[2];
const typeOf = (type: Asked, context: Context = {}, method = 'GET') =>
  toResourceType(vendor, method, type, context);

describe('toResourceType', () => {
  it('tells manifests from playlists', () => {
    expect(typeOf(RequestType.MANIFEST, { type: AdvancedRequestType.MPD })).toBe('manifest');
    expect(typeOf(RequestType.MANIFEST, { type: AdvancedRequestType.MEDIA_PLAYLIST })).toBe('playlist');
  });

  it('tells init, index and media apart', () => {
    const segment = new vendor.media.SegmentReference(0, 2, () => ['x'], 0, null, null, 0, 0, Infinity);
    expect(typeOf(RequestType.SEGMENT, { type: AdvancedRequestType.INIT_SEGMENT })).toBe('init');
    expect(typeOf(RequestType.SEGMENT, { type: AdvancedRequestType.MEDIA_SEGMENT, segment })).toBe('segment');
    expect(typeOf(RequestType.SEGMENT, { type: AdvancedRequestType.MEDIA_SEGMENT })).toBe('index');
  });

  it('leaves licences, clocks and questions to Shaka', () => {
    expect(typeOf(RequestType.KEY)).toBe('key');
    expect(typeOf(RequestType.LICENSE)).toBeNull();
    expect(typeOf(RequestType.TIMING)).toBeNull();
    expect(typeOf(RequestType.SEGMENT, {}, 'HEAD')).toBeNull();
    expect(typeOf(RequestType.MANIFEST, {}, 'POST')).toBeNull();
  });
});

/** One segment that Shaka asks for, and what is told of it. */
function carrySegment(isTakenInPieces = false) {
  const clock = createVirtualClock();
  const segment = new vendor.media.SegmentReference(0, 2, () => ['x'], 0, null, null, 0, 0, Infinity);
  const context = { type: AdvancedRequestType.MEDIA_SEGMENT, segment };
  const { promise, resolve, reject } = deferred<ResourceResponse>();
  const requests: ResourceRequest[] = [];
  const measured: TransferSample[] = [];
  const carrier = new Carrier(vendor, {
    request: (request) => {
      requests.push(request);
      return promise;
    },
    ...{ clock, scope: new Scope(clock) },
    onRequest: () => ({ mediaSec: 2 }),
    onData: () => undefined,
    onResponse: (_type, { sample }) => measured.push(sample),
    onTextFailure: () => undefined,
    firstSegment: () => null,
  });
  const taken: unknown[] = [];
  const take = (piece: unknown): Promise<void> => {
    taken.push(piece);
    return Promise.resolve();
  };
  const asked = vendor.net.NetworkingEngine.makeRequest(
    ['https://a.test/5.m4s'],
    RETRY,
    isTakenInPieces ? take : null,
  );
  const operation = carrier.carry(asked, RequestType.SEGMENT, context);
  requests[0]?.onData?.(new Uint8Array(1000));
  return { operation, requests, measured, taken, clock, resolve, reject };
}

describe('what Kinora is told to measure by', () => {
  it('is the sample of an answer that came to its end', async () => {
    const { operation, measured, resolve } = carrySegment();
    expect(measured).toEqual([]);
    const sample = { status: 200, bytes: 1000 } as TransferSample;
    resolve({ url: 'https://b.test/5.m4s', bytes: new Uint8Array(), contentType: null, sample });
    expect(await operation?.promise).toMatchObject({ status: 200, data: { length: 1000 } });
    expect(measured).toEqual([sample]);
  });

  it('tells how long the link was busy with what comes as it is encoded, and only of that', async () => {
    const sample = { status: 200, bytes: 3000 } as TransferSample;
    const answer = { url: 'https://b.test/5.m4s', bytes: new Uint8Array(), contentType: null, sample };
    const live = carrySegment(true);
    for (const ms of [700, 600]) {
      await live.clock.advance(ms);
      live.requests[0]?.onData?.(new Uint8Array(1_000_000));
    }
    live.resolve(answer);
    await live.operation?.promise;
    expect(live.taken).toHaveLength(3);
    // No box ends within it: all is one chunk, of which two megabytes came behind the first piece.
    expect(live.requests[0]?.busy?.()).toEqual({ bytes: 2_000_000, ms: 1300 });
    const whole = carrySegment();
    whole.resolve(answer);
    await whole.operation?.promise;
    expect(whole.requests[0]?.busy?.()).toBeNull();
  });

  it('is nothing of what failed or was given up', async () => {
    const failed = carrySegment();
    failed.reject(new Error('it broke off'));
    await expect(failed.operation?.promise).rejects.toMatchObject({ category: 1 });
    const aborted = carrySegment();
    await aborted.operation?.abort();
    const { signal } = aborted.requests[0] ?? {};
    expect(signal?.aborted).toBe(true);
    aborted.reject(signal?.reason as Error);
    await expect(aborted.operation?.promise).rejects.toMatchObject({ category: 7 });
    expect([failed.measured, aborted.measured]).toEqual([[], []]);
  });
});

describe('the first segment', () => {
  const init = 'https://a.test/init.mp4';
  const first = segmentAt('https://a.test/0.m4s');

  function segmentAt(url: string, [start, end]: readonly [number, number | null] = [0, null]) {
    return new vendor.media.SegmentReference(0, 2, () => [url], start, end, null, 0, 0, Infinity);
  }

  function createRig(segment: shaka.media.SegmentReference | null = first, kind = 'video') {
    const clock = createVirtualClock();
    const requests: ResourceRequest[] = [];
    const ends: { resolve: (answer: ResourceResponse) => void; reject: (cause: unknown) => void }[] = [];
    const scope = new Scope(clock);
    const carrier = new Carrier(vendor, {
      request: (request) => {
        requests.push(request);
        return new Promise((resolve, reject) => {
          ends.push({ resolve, reject });
          request.signal.addEventListener('abort', () => reject(request.signal.reason as Error));
        });
      },
      ...{ clock, scope },
      onRequest: (_type, about) => ({ trackKind: about?.stream?.type as 'video' }),
      ...{ onData: () => undefined, onResponse: () => undefined, onTextFailure: () => undefined },
      firstSegment: () => segment,
    });
    const stream = { type: kind } as shaka.extern.Stream;
    const ask = (
      url: string,
      asked?: shaka.media.SegmentReference,
      take: (() => Promise<void>) | null = null,
    ) => {
      const type = asked ? AdvancedRequestType.MEDIA_SEGMENT : AdvancedRequestType.INIT_SEGMENT;
      const request = vendor.net.NetworkingEngine.makeRequest([url], RETRY, take);
      const bytes = asked && [asked.getStartByte(), asked.getEndByte() ?? ''];
      if (bytes?.some(Boolean)) request.headers['Range'] = `bytes=${bytes.join('-')}`;
      const operation = carrier.carry(request, RequestType.SEGMENT, { type, stream, segment: asked ?? null });
      operation?.promise.catch(() => undefined);
      return operation;
    };
    const sent = (): readonly string[] =>
      requests.map(({ urls: [url = ''] }) => url.replace('https://a.test/', ''));
    return { ask, sent, requests, ends, scope };
  }

  it('leaves with the initialization segment, and once', () => {
    const { ask, sent, requests } = createRig();
    ask(init);
    expect(sent()).toEqual(['init.mp4', '0.m4s']);
    expect(requests[1]).toMatchObject({ type: 'segment', trackKind: 'video', range: null });
    ask('https://a.test/0.m4s', first);
    expect(sent()).toEqual(['init.mp4', '0.m4s']);
    expect(requests[1]?.signal.aborted).toBe(false);
    // From here on Shaka's own order holds: after a seek, nobody knows what it asks for.
    ask('https://a.test/other/init.mp4');
    ask('https://a.test/3.m4s', segmentAt('https://a.test/3.m4s'));
    expect(sent().slice(2)).toEqual(['other/init.mp4', '3.m4s']);
  });

  it('is asked for as a range where it is one', () => {
    const part = segmentAt('https://a.test/all.mp4', [1000, 4999]);
    const { ask, sent, requests } = createRig(part);
    ask(init);
    expect(requests[1]?.range).toEqual({ start: 1000, end: 4999 });
    ask('https://a.test/all.mp4', part);
    expect(sent()).toEqual(['init.mp4', 'all.mp4']);
    const elsewhere = createRig(part);
    elsewhere.ask(init);
    elsewhere.ask('https://a.test/all.mp4', segmentAt('https://a.test/all.mp4', [5000, 9999]));
    expect(elsewhere.requests.map(({ signal }) => signal.aborted)).toEqual([false, true, false]);
  });

  it('is given up where Shaka asks for another one, takes it in pieces, or gives it up itself', async () => {
    const other = createRig();
    other.ask(init);
    other.ask('https://a.test/9.m4s', segmentAt('https://a.test/9.m4s'));
    expect(other.sent()).toEqual(['init.mp4', '0.m4s', '9.m4s']);
    expect(other.requests.map(({ signal }) => signal.aborted)).toEqual([false, true, false]);
    const pieces = createRig();
    pieces.ask(init);
    pieces.ask('https://a.test/0.m4s', first, () => Promise.resolve());
    expect(pieces.requests.map(({ signal }) => signal.aborted)).toEqual([false, true, false]);
    const own = createRig();
    own.ask(init);
    await own.ask('https://a.test/0.m4s', first)?.abort();
    expect(own.requests.map(({ signal }) => signal.aborted)).toEqual([false, true]);
    const ended = createRig();
    ended.ask(init);
    ended.scope.dispose(new Error('it ends'));
    expect(ended.requests.map(({ signal }) => signal.aborted)).toEqual([true, true]);
  });

  it('is another one where another rendition is chosen before it was asked for', () => {
    const { ask, sent, requests } = createRig();
    ask(init);
    ask('https://a.test/higher/init.mp4');
    expect(sent()).toEqual(['init.mp4', '0.m4s', 'higher/init.mp4', '0.m4s']);
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([false, true, false, false]);
  });

  it('may be answered, or fail, before Shaka asks for it, who meets that, and asks anew', async () => {
    const answered = createRig();
    answered.ask(init);
    answered.requests[1]?.onData?.(new Uint8Array(300));
    const sample = { status: 200, bytes: 300, startMs: 0, endMs: 9 } as TransferSample;
    answered.ends[1]?.resolve({
      url: 'https://b.test/0.m4s',
      bytes: new Uint8Array(),
      contentType: null,
      sample,
    });
    await Promise.resolve();
    const operation = answered.ask('https://a.test/0.m4s', first);
    expect(await operation?.promise).toMatchObject({ uri: 'https://b.test/0.m4s', data: { length: 300 } });
    const failed = createRig();
    failed.ask(init);
    failed.ends[1]?.reject(new Error('it broke off'));
    await expect(failed.ask('https://a.test/0.m4s', first)?.promise).rejects.toMatchObject({ category: 1 });
    failed.ask('https://a.test/0.m4s', first);
    expect(failed.sent()).toEqual(['init.mp4', '0.m4s', '0.m4s']);
  });

  it('is not guessed of subtitles, which begin where they are chosen', () => {
    const { ask, sent } = createRig(first, 'text');
    ask(init);
    expect(sent()).toEqual(['init.mp4']);
  });

  it('stays for later where nobody knows it', () => {
    const { ask, sent } = createRig(null);
    ask(init);
    expect(sent()).toEqual(['init.mp4']);
  });
});
