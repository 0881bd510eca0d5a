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
