import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TransportHead, TransportRequest } from '../core/transport.ts';
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

describe('fetch transport', () => {
  it('streams the body as it comes, behind the head', async () => {
    let release: (() => void) | undefined;
    const url = await serve((_, response) => {
      response.writeHead(206, { 'X-Test': 'yes' });
      response.write('first');
      release = () => response.end('second');
    });
    const seen: string[] = [];
    const heads: TransportHead[] = [];
    await createFetchTransport()(
      toRequest(url, {
        onHead: (head) => heads.push(head),
        onData(bytes) {
          seen.push(Buffer.from(bytes).toString());
          release?.(); // the server sends the rest only after the first part has been delivered
        },
      }),
    );
    expect(
      heads.map((head) => [head.url, head.status, head.header('x-test'), head.header('x-none')]),
    ).toEqual([[url, 206, 'yes', null]]);
    expect(seen).toEqual(['first', 'second']);
  });

  it('sends method, headers and body, and resolves whatever the status', async () => {
    let got = '';
    const url = await serve((request, response) => {
      request.on('data', (part: Buffer) => {
        got += part.toString();
      });
      request.on('end', () => {
        got += `|${String(request.method)}|${String(request.headers.range)}`;
        response.writeHead(503).end();
      });
    });
    let status = 0;
    await createFetchTransport()(
      toRequest(url, {
        method: 'POST',
        headers: { range: 'bytes=0-1' },
        body: new Uint8Array([65, 66]),
        onHead: (head) => {
          status = head.status;
        },
      }),
    );
    expect([got, status]).toEqual(['AB|POST|bytes=0-1', 503]);
  });

  it('rejects with the reason of the signal, mid-body and before it began', async () => {
    const url = await serve((_, response) => {
      response.write('part');
    });
    const controller = new AbortController();
    const reason = new Error('seek');
    const onData = vi.fn(() => {
      controller.abort(reason);
    });
    const transport = createFetchTransport();
    await expect(transport(toRequest(url, { signal: controller.signal, onData }))).rejects.toBe(reason);
    expect(onData).toHaveBeenCalledOnce();
    await expect(transport(toRequest(url, { signal: controller.signal }))).rejects.toBe(reason);
  });

  it('rejects when the connection breaks off', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('part', () => response.destroy());
    });
    await expect(createFetchTransport()(toRequest(url))).rejects.toThrow();
  });

  it('passes on what the consumer throws and lets the connection go', async () => {
    let closed: Promise<unknown> | undefined;
    const url = await serve((_, response) => {
      closed = new Promise((resolve) => response.on('close', resolve));
      response.write('part');
    });
    const onData = (): never => {
      throw new RangeError('mine');
    };
    await expect(createFetchTransport()(toRequest(url, { onData }))).rejects.toThrow('mine');
    await closed;
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
});
