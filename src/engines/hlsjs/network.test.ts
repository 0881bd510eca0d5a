import {
  Fragment,
  LoaderContextType,
  PlaylistLevelType,
  type FragmentLoaderContext,
  type LoaderContext,
} from 'hls.js';
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../../test/fixtures/virtual-clock.ts';
import { PlayerError } from '../../core/errors.ts';
import type { ResourceRequest, ResourceResponse } from '../../model/resource.ts';
import type { TransferSample } from '../../model/transfer-sample.ts';
import { EDGE_RETRY_MS, MAX_EDGE_RETRIES } from '../../playback/live-edge.ts';
import { KinoraLoader, networkErrorOf, rangeOf, resourceType } from './network.ts';

const POLICY = { maxTimeToFirstByteMs: 1, maxLoadTimeMs: 1, timeoutRetry: null, errorRetry: null };
const CONFIG = { loadPolicy: POLICY, maxRetry: 0, timeout: 0, retryDelay: 0, maxRetryDelay: 0 };
const URL = 'https://a.test/5.m4s?token=secret';

function fragmentContext(type: PlaylistLevelType, sn: number | 'initSegment' = 5) {
  const frag = new Fragment(type, 'https://a.test/');
  frag.sn = sn;
  frag.level = 2;
  return {
    ...{ type: LoaderContextType.MEDIA_FRAGMENT, frag, part: null },
    ...{ url: URL, responseType: 'arraybuffer', rangeStart: 0, rangeEnd: 0 },
  };
}

const playlistContext = (type: LoaderContextType): LoaderContext => ({
  type,
  url: URL,
  responseType: 'text',
});

function createRig(isTitle = true, aheadSec = 0) {
  const clock = createVirtualClock();
  const requests: ResourceRequest[] = [];
  const told: string[] = [];
  const faults: unknown[] = [];
  let settle: { resolve(response: ResourceResponse): void; reject(error: unknown): void } | undefined;
  const host = {
    clock,
    request: (request: ResourceRequest) => {
      requests.push(request);
      return new Promise<ResourceResponse>((resolve, reject) => {
        settle = { resolve, reject };
      });
    },
    aheadSec: () => aheadSec,
    mainKind: () => 'video' as const,
    renditionIdAt: (level: number) => `level ${level}`,
    onPhase: (phase: string) => told.push(phase),
    onResponse: (type: string) => told.push(`response ${type}`),
    onSpoiltRefresh: (url: string) => told.push(`spoilt ${url}`),
    onFault: (error: unknown) => faults.push(error),
  };
  const loader = new KinoraLoader(host, isTitle);
  const outcomes: unknown[][] = [];
  const callbacks = {
    onSuccess: (response: unknown) => outcomes.push(['success', response]),
    onError: (error: unknown) => outcomes.push(['error', error]),
    onTimeout: () => outcomes.push(['timeout']),
    onAbort: () => outcomes.push(['abort']),
  };
  const answer = async (bytes: Uint8Array, sample: Partial<TransferSample> = {}): Promise<void> => {
    const facts = { status: 200, startMs: 0, firstByteMs: 0, endMs: 0, ...sample } as TransferSample;
    settle?.resolve({ url: 'https://b.test/5.m4s', bytes, contentType: null, sample: facts });
    await clock.flush();
  };
  const fail = async (error: unknown): Promise<void> => {
    settle?.reject(error);
    await clock.flush();
  };
  return { clock, requests, told, faults, loader, outcomes, callbacks, answer, fail };
}

describe('what hls.js asks for', () => {
  it.each([
    [LoaderContextType.MANIFEST, 'manifest'],
    [LoaderContextType.LEVEL, 'playlist'],
    [LoaderContextType.AUDIO_TRACK, 'playlist'],
    [LoaderContextType.SUBTITLE_TRACK, 'playlist'],
    [LoaderContextType.KEY, 'key'],
    [LoaderContextType.SERVER_CERTIFICATE, 'key'],
    [LoaderContextType.STEERING_MANIFEST, 'playlist'],
    [LoaderContextType.INTERSTITIAL_ASSET_LIST, 'playlist'],
  ])('%s is a %s', (type, expected) => {
    expect(resourceType(playlistContext(type))).toBe(expected);
  });

  it('a fragment is a segment or an init segment', () => {
    expect(resourceType(fragmentContext(PlaylistLevelType.MAIN))).toBe('segment');
    expect(resourceType(fragmentContext(PlaylistLevelType.AUDIO, 'initSegment'))).toBe('init');
  });

  it('hls.js 1.6 names no type of fragments, keys and what steers: it is told by what they bring along', () => {
    const untyped = (context: object): LoaderContext => ({ ...context, type: undefined }) as never;
    expect(resourceType(untyped(fragmentContext(PlaylistLevelType.MAIN)))).toBe('segment');
    expect(resourceType(untyped(fragmentContext(PlaylistLevelType.MAIN, 'initSegment')))).toBe('init');
    expect(resourceType(untyped({ url: URL, responseType: 'arraybuffer', keyInfo: {} }))).toBe('key');
    expect(resourceType(untyped({ url: URL, responseType: 'json' }))).toBe('playlist');
  });

  it('a range ends a byte before what hls.js says, and 0 is none', () => {
    const context = fragmentContext(PlaylistLevelType.MAIN);
    expect(rangeOf({ ...context, rangeStart: 100, rangeEnd: 200 })).toEqual({ start: 100, end: 199 });
    expect(rangeOf(context)).toBeNull();
  });

  it('a request says what it is for, with the URL as it is', () => {
    const { loader, requests, callbacks } = createRig();
    loader.load(fragmentContext(PlaylistLevelType.MAIN), CONFIG, callbacks);
    expect(requests).toMatchObject([
      { type: 'segment', urls: [URL], trackKind: 'video', renditionId: 'level 2', range: null },
    ]);
  });

  it('a request says how much media it is for: a part, where it is for one', () => {
    const { loader, requests, callbacks } = createRig();
    const context = fragmentContext(PlaylistLevelType.MAIN);
    context.frag.duration = 4;
    loader.load(context, CONFIG, callbacks);
    const part = { duration: 0.5 } as FragmentLoaderContext['part'];
    loader.load({ ...context, part } as LoaderContext, CONFIG, callbacks);
    loader.load(fragmentContext(PlaylistLevelType.MAIN, 'initSegment'), CONFIG, callbacks);
    expect(requests.map(({ mediaSec }) => mediaSec)).toEqual([4, 0.5, undefined]);
    const asset = createRig(false);
    asset.loader.load(context, CONFIG, asset.callbacks);
    expect(asset.requests[0]).not.toHaveProperty('mediaSec');
  });

  it.each([
    [0, 0],
    [2, 100],
  ])('a segment with %d s ahead of it may be gathered for: %s', (aheadSec, gatherMs) => {
    const { loader, requests, callbacks } = createRig(true, aheadSec);
    loader.load(fragmentContext(PlaylistLevelType.MAIN), CONFIG, callbacks);
    expect(requests[0]?.gatherMs).toBe(gatherMs);
  });

  it('audio and the levels of an interstitial are no renditions of the title', () => {
    const audio = createRig();
    audio.loader.load(fragmentContext(PlaylistLevelType.AUDIO), CONFIG, audio.callbacks);
    expect(audio.requests[0]).toMatchObject({ trackKind: 'audio' });
    expect(audio.requests[0]).not.toHaveProperty('renditionId');
    const asset = createRig(false);
    asset.loader.load(fragmentContext(PlaylistLevelType.MAIN), CONFIG, asset.callbacks);
    expect(asset.requests[0]).not.toHaveProperty('renditionId');
  });
});

describe('what hls.js is given', () => {
  it('a segment in one piece, with truthful figures', async () => {
    const { loader, requests, callbacks, outcomes, clock, answer, told } = createRig();
    await clock.advance(1000);
    loader.load(fragmentContext(PlaylistLevelType.MAIN), CONFIG, callbacks);
    await clock.advance(50);
    requests[0]?.onData?.(Uint8Array.of(1, 2));
    expect(loader.stats).toMatchObject({ loaded: 2, loading: { start: 1000, first: 1050, end: 0 } });
    await clock.advance(50);
    requests[0]?.onData?.(Uint8Array.of(3));
    await answer(new Uint8Array());
    expect(outcomes).toEqual([
      ['success', { url: 'https://b.test/5.m4s', data: Uint8Array.of(1, 2, 3).buffer, code: 200 }],
    ]);
    expect(loader.stats).toMatchObject({ loaded: 3, total: 3, bwEstimate: (3 * 8000) / 50 });
    expect(loader.stats.loading).toEqual({ start: 1000, first: 1050, end: 1100 });
    expect(told).toEqual([
      'first-segment-requested',
      'first-bytes-received',
      'first-bytes-received',
      'response segment',
    ]);
  });

  it('pieces as they come, where it wants them', async () => {
    const { loader, requests, callbacks, answer } = createRig();
    const pieces: unknown[] = [];
    const onProgress = (_stats: unknown, _context: unknown, data: unknown): void => void pieces.push(data);
    loader.load(fragmentContext(PlaylistLevelType.MAIN), CONFIG, { ...callbacks, onProgress });
    requests[0]?.onData?.(Uint8Array.of(1, 2).subarray(1));
    await answer(new Uint8Array());
    expect(pieces).toEqual([Uint8Array.of(2).buffer]);
  });

  it('what was fetched beforehand began when it was asked for', async () => {
    const { loader, callbacks, clock, answer, outcomes } = createRig();
    await clock.advance(1000);
    loader.load(playlistContext(LoaderContextType.MANIFEST), CONFIG, callbacks);
    await answer(new TextEncoder().encode('#EXTM3U'), { firstByteMs: 300 });
    expect(outcomes[0]?.[1]).toMatchObject({ data: '#EXTM3U' });
    expect(loader.stats.loading).toEqual({ start: 1000, first: 1000, end: 1000 });
  });

  it('JSON as a value, or an error', async () => {
    for (const [text, kind] of [
      ['{"a":1}', 'success'],
      ['nonsense', 'error'],
    ] as const) {
      const { loader, callbacks, answer, outcomes } = createRig();
      const context = { ...playlistContext(LoaderContextType.STEERING_MANIFEST), responseType: 'json' };
      loader.load(context, CONFIG, callbacks);
      await answer(new TextEncoder().encode(text));
      expect(outcomes[0]?.[0]).toBe(kind);
    }
  });

  it("an error of Kinora's network, to be found again", async () => {
    const { loader, callbacks, fail, outcomes } = createRig();
    const context = { url: 'https://a.test/5.m4s', requestType: 'segment', status: 404, attempts: 5 };
    const error = new PlayerError('network-status', 'it is not there', context);
    loader.load(fragmentContext(PlaylistLevelType.MAIN), CONFIG, callbacks);
    await fail(error);
    expect(outcomes).toMatchObject([['error', { code: 404 }]]);
    expect(networkErrorOf({ url: '', data: undefined, ...(outcomes[0]?.[1] as object) })).toBe(error);
    expect(networkErrorOf({ code: 0 })).toBeNull();
  });

  it('nothing to measure of what failed or was given up', async () => {
    for (const isAbort of [false, true]) {
      const { loader, requests, callbacks, fail, told } = createRig();
      loader.load(fragmentContext(PlaylistLevelType.MAIN), CONFIG, callbacks);
      requests[0]?.onData?.(new Uint8Array(1000));
      if (isAbort) loader.abort();
      await fail(new Error('it broke off'));
      expect(told).toEqual(['first-segment-requested', 'first-bytes-received']);
    }
  });

  it('an abort at once and once, and nothing afterwards', async () => {
    const { loader, callbacks, fail, outcomes, requests } = createRig();
    loader.load(fragmentContext(PlaylistLevelType.MAIN), CONFIG, callbacks);
    loader.abort();
    loader.abort();
    expect(requests[0]?.signal.aborted).toBe(true);
    await fail(requests[0]?.signal.reason);
    expect(outcomes).toEqual([['abort']]);
    expect(loader.stats.aborted).toBe(true);
  });

  it('nothing once it is destroyed', async () => {
    const { loader, callbacks, answer, outcomes, requests } = createRig();
    loader.load(fragmentContext(PlaylistLevelType.MAIN), CONFIG, callbacks);
    loader.destroy();
    expect(requests[0]?.signal.aborted).toBe(true);
    requests[0]?.onData?.(Uint8Array.of(1));
    await answer(new Uint8Array(1));
    expect(outcomes).toEqual([]);
  });

  it('what hls.js throws at an answer is no unhandled rejection', async () => {
    const { loader, callbacks, answer, faults } = createRig();
    const onSuccess = (): never => {
      throw new TypeError('inside hls.js');
    };
    loader.load(playlistContext(LoaderContextType.MANIFEST), CONFIG, { ...callbacks, onSuccess });
    await answer(new Uint8Array());
    expect(faults).toMatchObject([{ message: 'inside hls.js' }]);
  });
});

describe('a live playlist that comes as something else at a refresh', () => {
  const PLAYLIST = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n7.ts';
  const refresh = (isLive = true): LoaderContext =>
    ({
      ...playlistContext(LoaderContextType.LEVEL),
      levelOrTrack: { details: { live: isLive } },
    }) as LoaderContext;
  const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

  it.each(['<html>Sorry</html>', '', '#EXTM3U\n#EXT-X-TARGETDURATION:2'])(
    '%j is told of, and asked for again',
    async (text) => {
      const { loader, requests, callbacks, clock, answer, outcomes, told } = createRig();
      loader.load(refresh(), CONFIG, callbacks);
      await answer(bytesOf(text));
      expect(told).toEqual(['response playlist', 'spoilt https://b.test/5.m4s']);
      await clock.advance(EDGE_RETRY_MS);
      expect(requests.map(({ urls }) => urls)).toEqual([[URL], [URL]]);
      expect(outcomes).toEqual([]);
      await answer(bytesOf(PLAYLIST));
      expect(outcomes).toMatchObject([['success', { data: PLAYLIST }]]);
    },
  );

  it('hls.js gets it in the end', async () => {
    const { loader, requests, callbacks, clock, answer, outcomes } = createRig();
    loader.load(refresh(), CONFIG, callbacks);
    for (let time = 0; time < MAX_EDGE_RETRIES; time += 1) {
      await answer(bytesOf('Sorry'));
      await clock.advance(EDGE_RETRY_MS);
    }
    expect(outcomes).toEqual([]);
    await answer(bytesOf('Sorry'));
    expect(outcomes).toMatchObject([['success', { data: 'Sorry' }]]);
    expect(requests).toHaveLength(1 + MAX_EDGE_RETRIES);
  });

  it('no more of it once hls.js wants it no longer', async () => {
    for (const end of ['abort', 'destroy'] as const) {
      const { loader, requests, callbacks, clock, answer } = createRig();
      loader.load(refresh(), CONFIG, callbacks);
      await answer(bytesOf('Sorry'));
      loader[end]();
      await clock.advance(EDGE_RETRY_MS);
      expect(requests).toHaveLength(1);
    }
  });

  it('of a recording, and at the first time, it is as it is', async () => {
    for (const context of [refresh(false), playlistContext(LoaderContextType.LEVEL)]) {
      const { loader, callbacks, answer, outcomes } = createRig();
      loader.load(context, CONFIG, callbacks);
      await answer(bytesOf('Sorry'));
      expect(outcomes).toMatchObject([['success', { data: 'Sorry' }]]);
    }
  });
});
