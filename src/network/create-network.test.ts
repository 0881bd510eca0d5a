import { describe, expect, it, vi } from 'vitest';
import {
  createFakeTransport,
  type FakeAnswer,
  type FakeTransport,
} from '../../test/fixtures/fake-transport.ts';
import { createVirtualClock, type VirtualClock } from '../../test/fixtures/virtual-clock.ts';
import { PlayerError } from '../core/errors.ts';
import type { TransportRequest } from '../core/transport.ts';
import type { RequestResource, ResourceRequest, ResourceResponse } from '../model/resource.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import { createNetwork } from './create-network.ts';
import { DEFAULT_NETWORK_CONFIG } from './network-config.ts';

const A = 'https://a.example/seg?token=secret';
const B = 'https://b.example/seg';
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

interface Bench extends FakeTransport {
  readonly clock: VirtualClock;
  readonly request: RequestResource;
  readonly samples: TransferSample[];
}

/** The network on a fake server; `random` is 1/2, so that the first back-off is 100 ms, then 200, 400, … */
function createBench(answer: (request: TransportRequest, index: number) => FakeAnswer): Bench {
  const clock = createVirtualClock();
  const fake = createFakeTransport(clock, answer);
  const samples: TransferSample[] = [];
  const request = createNetwork({
    transport: fake.transport,
    clock,
    random: () => 0.5,
    onTransfer: (sample) => samples.push(sample),
  });
  const { transport, requests } = fake;
  return {
    ...{ transport, requests, clock, request, samples },
    get activeCount() {
      return fake.activeCount;
    },
  };
}

function ask(over: Partial<ResourceRequest> = {}): ResourceRequest {
  return { type: 'segment', urls: [A], signal: new AbortController().signal, ...over };
}

/** Runs a request over `ms` of virtual time; what it ended with. */
async function settle(
  bench: Bench,
  asked: ResourceRequest,
  ms = 120_000,
): Promise<ResourceResponse | PlayerError> {
  const done = bench.request(asked).catch((error: unknown) => {
    if (error instanceof PlayerError) return error;
    throw error;
  });
  await bench.clock.advance(ms);
  const ended = await done;
  expect([bench.clock.timerCount, bench.activeCount]).toEqual([0, 0]);
  return ended;
}

async function expectError(bench: Bench, asked: ResourceRequest): Promise<PlayerError> {
  const ended = await settle(bench, asked);
  if (!(ended instanceof PlayerError)) throw new Error('expected a PlayerError');
  return ended;
}

async function expectBytes(bench: Bench, asked: ResourceRequest): Promise<string> {
  const ended = await settle(bench, asked);
  if (ended instanceof PlayerError) throw ended;
  return new TextDecoder().decode(ended.bytes);
}

describe('a request', () => {
  it('that fetch itself refuses tells neither credentials nor query', async () => {
    const words = 'Request cannot be constructed from a URL that includes credentials: ';
    const bench = createBench(({ url }) => {
      throw new TypeError(words + url);
    });
    const error = await expectError(bench, ask({ urls: ['https://u:secret@h.example/x.mpd?token=secret'] }));
    expect(error.message).toContain(`${words}https://h.example/x.mpd`);
    expect(error.message).not.toContain('secret');
  });

  it('leaves in the task of the call, and brings bytes, type, redirect and sample', async () => {
    const bench = createBench(() => ({
      url: 'https://edge.example/seg',
      headers: { 'content-type': 'video/mp4', 'content-length': '5' },
      headAfterMs: 40,
      chunks: [text('he'), text('llo')],
      chunkEveryMs: 10,
    }));
    const done = bench.request(ask({ trackKind: 'video', renditionId: 'v1' }));
    expect(bench.requests.map((request) => [request.method, request.url, request.headers])).toEqual([
      ['GET', A, {}],
    ]);
    await bench.clock.advance(1000);
    const response = await done;
    expect(response).toMatchObject({ url: 'https://edge.example/seg', contentType: 'video/mp4' });
    expect(new TextDecoder().decode(response.bytes)).toBe('hello');
    expect(bench.samples).toEqual([response.sample]);
    expect(response.sample).toEqual({
      ...{
        type: 'segment',
        trackKind: 'video',
        renditionId: 'v1',
        host: 'edge.example',
        status: 200,
        bytes: 5,
        mediaSec: null,
        toldBytes: null,
        busy: null,
      },
      ...{ startMs: 0, firstByteMs: 40, endMs: 60, tail: { bytes: 5, ms: 20 }, attempts: 1, isCached: false },
    });
    expect(bench.clock.timerCount).toBe(0);
  });

  it('guesses a cache from an immediate answer at a very high rate only', async () => {
    const large = createBench(() => ({ headAfterMs: 2, chunks: [new Uint8Array(500_000)] }));
    await settle(large, ask());
    expect(large.samples[0]).toMatchObject({ isCached: true });
    const small = createBench(() => ({ headAfterMs: 2, chunks: [new Uint8Array(500)] }));
    await settle(small, ask());
    expect(small.samples[0]).toMatchObject({ isCached: false });
  });

  it('delivers progressively and then returns no bytes', async () => {
    const bench = createBench(() => ({ chunks: [text('he'), text('llo')] }));
    const seen: string[] = [];
    const bytes = await expectBytes(
      bench,
      ask({ onData: (part) => seen.push(new TextDecoder().decode(part)) }),
    );
    expect([bytes, seen]).toEqual(['', ['he', 'llo']]);
  });

  it('passes on what the taker of bytes throws, without trying again', async () => {
    const bench = createBench(() => ({ chunks: [text('x')], then: 'hang' }));
    const onData = (): never => {
      throw new RangeError('mine');
    };
    await expect(bench.request(ask({ onData }))).rejects.toThrow('mine');
    await bench.clock.flush();
    expect([bench.requests.length, bench.activeCount, bench.clock.timerCount]).toEqual([1, 0, 0]);
  });

  it('without a URL is an error and no request', async () => {
    const bench = createBench(() => ({}));
    expect((await expectError(bench, ask({ urls: [] }))).code).toBe('network-failed');
    expect(bench.requests).toEqual([]);
  });
});

describe('retries', () => {
  it('never repeat a refused URL, and say so without the query', async () => {
    const bench = createBench(() => ({ status: 404 }));
    const error = await expectError(bench, ask());
    expect(error.code).toBe('network-status');
    expect(error.context).toEqual({
      ...{ url: 'https://a.example/seg', requestType: 'segment', status: 404, attempts: 1 },
    });
    expect(error.retryable).toBe(false);
    expect(error.message).toContain(
      'segment request to https://a.example/seg failed at attempt 1: the server answered 404',
    );
    expect(error.message).not.toContain('secret');
    expect(bench.requests.length).toBe(1);
  });

  it('try each alternative once after refusals, at once', async () => {
    const bench = createBench(() => ({ status: 403 }));
    const urls = [
      A,
      B,
      'https://c.example/',
      'https://d.example/',
      'https://e.example/',
      'https://f.example/',
    ];
    const error = await expectError(bench, ask({ urls }));
    expect(bench.requests.map((request) => request.url)).toEqual(urls);
    expect(error.context).toMatchObject({ attempts: 6, url: 'https://f.example/' });
    expect(bench.clock.nowMs()).toBe(120_000);
  });

  it('wait for no gathering: what failed once is brought as it comes', async () => {
    const bench = createBench((_request, index) => ({
      status: index === 0 ? 503 : 200,
      chunks: [text('a')],
    }));
    await settle(bench, ask({ gatherMs: 250 }));
    expect(bench.requests.map(({ gatherMs }) => gatherMs)).toEqual([250, 0]);
  });

  it('are bounded by the policy, with growing delays', async () => {
    const times: number[] = [];
    const bench = createBench(() => {
      times.push(bench.clock.nowMs());
      return { then: 'break-before-head' };
    });
    const error = await expectError(bench, ask());
    expect(error.code).toBe('network-failed');
    expect(error.retryable).toBe(true);
    expect(times).toEqual([0, 100, 300, 700, 1500]);
    const manifest = createBench(() => ({ status: 500 }));
    expect((await expectError(manifest, ask({ type: 'manifest' }))).context).toMatchObject({ attempts: 3 });
  });

  it('go to the alternative at once, come back after the delay, and remember for later requests', async () => {
    const log: string[] = [];
    const bench = createBench((request, index) => {
      log.push(`${bench.clock.nowMs()} ${request.url === A ? 'A' : 'B'}`);
      return index < 3 ? { status: 502 } : { chunks: [text('ok')] };
    });
    const done = settle(bench, ask({ urls: [A, B] }), 1000);
    expect(await done).toMatchObject({ sample: { attempts: 4 } });
    expect(log).toEqual(['0 A', '0 B', '100 A', '100 B']);
    log.length = 0;
    await settle(bench, ask({ urls: [A, B] }), 1000);
    expect(log).toEqual(['1000 B']);
    await bench.clock.advance(30_000);
    log.length = 0;
    await settle(bench, ask({ urls: [A, B] }), 1000);
    expect(log).toEqual(['32000 A']);
  });

  it('honour Retry-After, and give up where it asks for too much', async () => {
    const times: number[] = [];
    const bench = createBench((_, index) => {
      times.push(bench.clock.nowMs());
      return index === 0 ? { status: 503, headers: { 'retry-after': '4' } } : { chunks: [text('ok')] };
    });
    expect(await expectBytes(bench, ask())).toBe('ok');
    expect(times).toEqual([0, 4100]);
    const closed = createBench(() => ({ status: 429, headers: { 'retry-after': '3600' } }));
    const error = await expectError(closed, ask());
    expect([closed.requests.length, error.retryable]).toEqual([1, true]);
  });
});

describe('timeouts', () => {
  it('end a request that gets no first byte', async () => {
    const bench = createBench(() => ({ headAfterMs: 1e9 }));
    const error = await expectError(bench, ask({ type: 'manifest' }));
    expect(error.code).toBe('network-timeout');
    expect(error.context).toMatchObject({ waitedFor: 'the first byte', timeoutMs: 8000, attempts: 3 });
  });

  it('leave a slow but steady answer alone, and end one that stops', async () => {
    const chunks = Array.from({ length: 20 }, () => text('x'));
    const slow = createBench(() => ({ headAfterMs: 7000, chunks, chunkEveryMs: 5000 }));
    expect(await expectBytes(slow, ask())).toBe('x'.repeat(20));
    expect(slow.requests.length).toBe(1);
    const stuck = createBench(() => ({ chunks: [text('x')], then: 'hang' }));
    const error = await expectError(stuck, ask({ type: 'manifest' }));
    expect(error.context).toMatchObject({ waitedFor: 'the next bytes', timeoutMs: 6000 });
  });
});

describe('bodies', () => {
  it('that break off are resumed by Range', async () => {
    const bench = createBench((_, index) =>
      index === 0
        ? { headers: { 'content-length': '10' }, chunks: [text('01234')], then: 'break' }
        : { status: 206, headers: { 'content-range': 'bytes 5-9/10' }, chunks: [text('56789')] },
    );
    expect(await expectBytes(bench, ask())).toBe('0123456789');
    expect(bench.requests.map((request) => request.headers)).toEqual([{}, { Range: 'bytes=5-' }]);
    expect(bench.samples.map(({ bytes, attempts }) => [bytes, attempts])).toEqual([
      [5, 1],
      [5, 2],
    ]);
  });

  it('shorter than announced are resumed too', async () => {
    const bench = createBench((_, index) =>
      index === 0
        ? { headers: { 'content-length': '4' }, chunks: [text('01')] }
        : { chunks: [text('0123')], headers: { 'content-length': '4' } },
    );
    expect(await expectBytes(bench, ask())).toBe('0123');
  });

  it('compressed on their way are not measured by Content-Length; texts start afresh', async () => {
    const bench = createBench((_, index) =>
      index === 0
        ? { headers: { 'content-length': '99' }, chunks: [text('01')], then: 'break' }
        : { headers: { 'content-length': '99' }, chunks: [text('0123')] },
    );
    expect(await expectBytes(bench, ask({ type: 'playlist' }))).toBe('0123');
    expect(bench.requests.map((request) => request.headers)).toEqual([{}, {}]);
    const encoded = createBench(() => ({
      headers: { 'content-length': '99', 'content-encoding': 'gzip' },
      chunks: [text('0123')],
    }));
    expect(await expectBytes(encoded, ask())).toBe('0123');
  });

  it('of media whose Content-Encoding is hidden are delivered to their end', async () => {
    const bench = createBench(() => ({
      headers: { 'content-length': '3' },
      chunks: [text('01'), text('2345')],
    }));
    expect(await expectBytes(bench, ask())).toBe('012345');
  });

  it('that go on beyond the asked range are cut and stopped', async () => {
    const bench = createBench(() => ({ chunks: [text('0123456789'), text('abc')], then: 'hang' }));
    expect(await expectBytes(bench, ask({ range: { start: 3, end: 5 } }))).toBe('345');
    expect(bench.requests[0]?.headers).toEqual({ Range: 'bytes=3-5' });
  });

  it('that broke exactly at their end are complete by a 416', async () => {
    const bench = createBench((_, index) =>
      index === 0
        ? { chunks: [text('0123')], then: 'break' }
        : { status: 416, headers: { 'content-range': 'bytes */4' } },
    );
    expect(await expectBytes(bench, ask())).toBe('0123');
  });

  it('of a web page in place of media are a network failure; for a manifest they are the parser’s matter', async () => {
    const page = { headers: { 'content-type': 'text/html; charset=utf-8' }, chunks: [text('<html>')] };
    const bench = createBench(() => page);
    const onData = vi.fn();
    const error = await expectError(bench, ask({ onData }));
    expect([error.code, onData.mock.calls.length]).toEqual(['network-failed', 0]);
    expect(
      await expectBytes(
        createBench(() => page),
        ask({ type: 'manifest' }),
      ),
    ).toBe('<html>');
  });
});

describe('cancellation', () => {
  const reason = new Error('seek');

  it.each([
    ['before the head', { headAfterMs: 5000 }],
    ['in the body', { chunks: [text('x')], then: 'hang' }],
    ['between attempts', { status: 503, headers: { 'retry-after': '9' } }],
  ] as const)('%s rejects with the reason and leaves nothing', async (_, answer) => {
    const bench = createBench(() => answer);
    const controller = new AbortController();
    const done = bench.request(ask({ signal: controller.signal }));
    const outcome = expect(done).rejects.toBe(reason);
    await bench.clock.advance(1000);
    controller.abort(reason);
    expect(bench.clock.timerCount).toBe(0);
    await outcome;
    expect([bench.activeCount, bench.requests.length]).toEqual([0, 1]);
  });

  it('before the call makes no request', async () => {
    const bench = createBench(() => ({}));
    await expect(bench.request(ask({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    expect(bench.requests).toEqual([]);
  });

  it('of a transfer under way still tells what it showed', async () => {
    const bench = createBench(() => ({ chunks: [text('0123')], chunkEveryMs: 100, then: 'hang' }));
    const controller = new AbortController();
    const outcome = expect(bench.request(ask({ signal: controller.signal }))).rejects.toBe(reason);
    await bench.clock.advance(500);
    controller.abort(reason);
    await outcome;
    expect(bench.samples).toMatchObject([{ bytes: 4, startMs: 0, endMs: 500 }]);
  });
});

it('sends credentials where configured', async () => {
  const clock = createVirtualClock();
  const fake = createFakeTransport(clock, () => ({}));
  const config = { ...DEFAULT_NETWORK_CONFIG, withCredentials: true };
  const request = createNetwork({
    ...{ transport: fake.transport, clock, random: Math.random, config },
    onTransfer: () => undefined,
  });
  await request(ask());
  expect(fake.requests[0]?.withCredentials).toBe(true);
});
