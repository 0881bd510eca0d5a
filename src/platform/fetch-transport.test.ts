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

  it('calls fetch in the same task, and takes a whole body where there is no stream', async () => {
    const whole = { url: '', status: 200, headers: new Headers(), body: null };
    const bytes = new Uint8Array([1, 2, 3]);
    const fake = vi.fn(() => Promise.resolve({ ...whole, arrayBuffer: () => Promise.resolve(bytes.buffer) }));
    vi.stubGlobal('fetch', fake);
    const onData = vi.fn();
    const done = createFetchTransport()(toRequest('https://a.example/x', { onData, withCredentials: true }));
    expect(fake).toHaveBeenCalledWith(
      'https://a.example/x',
      expect.objectContaining({ credentials: 'include' }),
    );
    await done;
    expect(onData.mock.calls).toEqual([[bytes]]);
  });

  describe('gathering', () => {
    const KB = 1024;

    /** Counts reads of a body of pieces of these sizes, with nothing else to wait for than the gathering. */
    async function readPieces(
      sizes: readonly number[],
      isHidden = false,
    ): Promise<{ reads: () => number; advance: () => Promise<unknown> }> {
      vi.useFakeTimers();
      vi.stubGlobal('document', { hidden: isHidden });
      const left = sizes.map((size) => new Uint8Array(size));
      let reads = 0;
      const read = (): Promise<unknown> => {
        reads++;
        return Promise.resolve({ value: left.shift() });
      };
      const length = sizes.reduce((sum, size) => sum + size, 0);
      const headers = new Headers({ 'content-length': String(length) });
      const body = { getReader: () => ({ read, cancel: () => Promise.resolve() }) };
      vi.stubGlobal('fetch', () => Promise.resolve({ url: '', status: 200, headers, body }));
      void createFetchTransport()(toRequest('https://a.example/x', { gatherMs: 50 }));
      await vi.advanceTimersByTimeAsync(0);
      return { reads: () => reads, advance: () => vi.advanceTimersByTimeAsync(50) };
    }

    afterEach(() => {
      vi.useRealTimers();
    });

    it('leaves small pieces to the browser for a while, but not the end', async () => {
      const { reads, advance } = await readPieces([2 * KB, 2 * KB, 2 * KB, 2 * KB, 30 * KB]);
      expect(reads()).toBe(1);
      await advance();
      expect(reads()).toBe(2);
      await advance(); // 32 kB are left: they are read as they come, and the end behind them
      expect(reads()).toBe(6);
    });

    it('does not hold up large pieces, nor a hidden page, whose timers are slow', async () => {
      const large = await readPieces([40 * KB, 40 * KB, 40 * KB]);
      expect(large.reads()).toBe(4);
      const hidden = await readPieces([2 * KB, 2 * KB, 40 * KB], true);
      expect(hidden.reads()).toBe(4);
    });
  });
});
