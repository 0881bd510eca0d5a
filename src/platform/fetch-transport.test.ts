import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TransportRequest } from '../core/transport.ts';
import { createFetchTransport } from './fetch-transport.ts';

let server: Server | null = null;

async function serve(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const started = createServer(handler);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/`;
}

afterEach(() => {
  vi.unstubAllGlobals();
  server?.closeAllConnections();
  server?.close();
  server = null;
});

function toRequest(url: string, over: Partial<TransportRequest> = {}): TransportRequest {
  return {
    method: 'GET',
    url,
    headers: {},
    withCredentials: false,
    signal: new AbortController().signal,
    onHead: () => undefined,
    onData: () => undefined,
    ...over,
  };
}

/** What it has in common with the other one is in test/contract/transport.test.ts. */
describe('fetch transport', () => {
  it('streams the body as it comes', async () => {
    let release: (() => void) | undefined;
    const url = await serve((_, response) => {
      response.write('first');
      release = () => response.end('second');
    });
    const seen: string[] = [];
    await createFetchTransport()(
      toRequest(url, {
        onData(bytes) {
          seen.push(Buffer.from(bytes).toString());
          release?.(); // the server sends the rest only after the first part has been delivered
        },
      }),
    );
    expect(seen).toEqual(['first', 'second']);
  });

  it('calls fetch in the same task, and takes it that an answer has no body', async () => {
    const empty = { url: '', status: 204, headers: new Headers(), body: null };
    const fake = vi.fn(() => Promise.resolve(empty));
    vi.stubGlobal('fetch', fake);
    const onData = vi.fn();
    const done = createFetchTransport()(toRequest('https://a.example/x', { onData, withCredentials: true }));
    expect(fake).toHaveBeenCalledWith(
      'https://a.example/x',
      expect.objectContaining({ credentials: 'include' }),
    );
    await done;
    expect(onData).not.toHaveBeenCalled();
  });

  describe('gathering', () => {
    const READ_MS = 10;

    /** Reads a body of pieces that are there after 10 ms each; gives the milliseconds from each read to the next. */
    function readPieces(
      sizes: readonly number[],
      { isHidden = false, tellsLength = true, signal = new AbortController().signal } = {},
    ): { done: Promise<void>; gaps: () => readonly number[] } {
      vi.useFakeTimers();
      vi.stubGlobal('document', { hidden: isHidden });
      const left = sizes.map((size) => new Uint8Array(size));
      const readAtMs: number[] = [];
      const read = (): Promise<unknown> => {
        readAtMs.push(performance.now());
        return new Promise((resolve) => setTimeout(() => resolve({ value: left.shift() }), READ_MS));
      };
      const length = sizes.reduce((sum, size) => sum + size, 0);
      const headers = new Headers(tellsLength ? { 'content-length': String(length) } : {});
      const body = { getReader: () => ({ read, cancel: () => Promise.resolve() }) };
      vi.stubGlobal('fetch', () => Promise.resolve({ url: '', status: 200, headers, body }));
      const done = createFetchTransport()(toRequest('https://a.example/x', { gatherMs: 50, signal }));
      return { done, gaps: () => readAtMs.slice(1).map((atMs, index) => atMs - (readAtMs[index] ?? 0)) };
    }

    const small = Array.from({ length: 30 }, () => 2048);

    afterEach(() => {
      vi.useRealTimers();
    });

    it('leaves small pieces to the browser for a while, but not the last 32 kB', async () => {
      const { done, gaps } = readPieces(small);
      await vi.runAllTimersAsync();
      await done;
      expect(gaps().slice(0, 10)).toEqual(Array.from({ length: 10 }, () => READ_MS + 50));
      expect(gaps().slice(-16)).toEqual(Array.from({ length: 16 }, () => READ_MS));
    });

    it.each([
      ['pieces that are large', Array.from({ length: 5 }, () => 40_000), {}],
      ['an end that comes within the pause', [30_000, 30_000, 30_000, 30_000], {}],
      ['a body whose end is not known', small, { tellsLength: false }],
      ['a hidden page, whose timers are slow', small, { isHidden: true }],
    ])('does not hold up %s', async (_what, sizes, options) => {
      const { done, gaps } = readPieces(sizes, options);
      await vi.runAllTimersAsync();
      await done;
      expect(gaps()).toEqual(sizes.map(() => READ_MS));
    });

    it('ends with the signal', async () => {
      const controller = new AbortController();
      const { done } = readPieces(small, { signal: controller.signal });
      const outcome = expect(done).rejects.toThrow('no more');
      await vi.advanceTimersByTimeAsync(READ_MS + 5);
      controller.abort(new Error('no more'));
      await vi.advanceTimersByTimeAsync(READ_MS);
      await outcome;
      expect(vi.getTimerCount()).toBe(0);
    });
  });
});
