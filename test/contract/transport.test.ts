import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Transport, TransportHead, TransportRequest } from '../../src/core/transport.ts';
import { createFetchTransport } from '../../src/platform/fetch-transport.ts';
import { FetchWorker } from '../../src/platform/fetch-worker.ts';
import { createXhrTransport } from '../../src/platform/xhr-transport.ts';
import { NodeWorker } from '../fixtures/node-worker.ts';
import { NodeXhr } from '../fixtures/node-xhr.ts';

interface Implementation {
  readonly name: string;
  readonly create: () => Transport;
}

const IMPLEMENTATIONS: readonly Implementation[] = [
  { name: 'fetch', create: createFetchTransport },
  { name: 'fetch in a worker', create: createReadyWorkerTransport },
  { name: 'XMLHttpRequest', create: createXhrTransport },
];

function createReadyWorkerTransport(): Transport {
  const worker = new FetchWorker(() => undefined);
  worker.start();
  return async (request) => {
    await NodeWorker.firstWord();
    return worker.fetch(request);
  };
}

let server: Server | null = null;

async function serve(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const started = createServer(handler);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/`;
}

function stopServer(): void {
  server?.closeAllConnections();
  server?.close();
  server = null;
}

/** Answers with the beginning of a body and leaves it at that; `closed` resolves when the client has gone. */
async function serveEndless(): Promise<{ url: string; closed: Promise<void> }> {
  let noteClosed: () => void;
  const closed = new Promise<void>((resolve) => (noteClosed = resolve));
  const url = await serve((_, response) => {
    response.on('close', () => {
      noteClosed();
    });
    response.write('part');
  });
  return { url, closed };
}

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

/** What every implementation of the Transport port owes its caller. */
describe.each(IMPLEMENTATIONS)('Transport on $name', ({ create }) => {
  beforeEach(() => {
    vi.stubGlobal('XMLHttpRequest', NodeXhr);
    vi.stubGlobal('Worker', NodeWorker);
    vi.stubGlobal('document', { baseURI: 'http://127.0.0.1/' });
    vi.stubGlobal('location', { href: 'http://127.0.0.1/' });
  });
  afterEach(async () => {
    await NodeWorker.endAll();
    vi.unstubAllGlobals();
    stopServer();
  });

  it('gives the head once, then the whole body', async () => {
    const url = await serve((_, response) => {
      response.writeHead(206, { 'X-Test': 'yes' });
      response.write('first ');
      response.end('second');
    });
    const heads: TransportHead[] = [];
    let body = '';
    await create()(
      toRequest(url, {
        onHead(head) {
          expect(body).toBe('');
          heads.push(head);
        },
        onData(bytes) {
          expect(heads).toHaveLength(1);
          body += Buffer.from(bytes).toString();
        },
      }),
    );
    expect(
      heads.map((head) => [head.url, head.status, head.header('X-TEST'), head.header('x-none')]),
    ).toEqual([[url, 206, 'yes', null]]);
    expect(body).toBe('first second');
  });

  it('gives no bytes of an empty body', async () => {
    const url = await serve((_, response) => response.writeHead(204).end());
    const onData = vi.fn<(bytes: Uint8Array) => void>();
    await create()(toRequest(url, { onData }));
    expect(onData.mock.calls.filter(([bytes]) => bytes.length > 0)).toEqual([]);
  });

  it('tells the URL that answered behind a redirect', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/') response.writeHead(302, { Location: '/moved' }).end();
      else response.end('here');
    });
    const onHead = vi.fn<(head: TransportHead) => void>();
    await create()(toRequest(url, { onHead }));
    expect(onHead.mock.calls.map(([head]) => [head.url, head.status])).toEqual([[`${url}moved`, 200]]);
  });

  it.each([200, 404, 503])('sends method, headers and body, and resolves at status %i', async (status) => {
    let got = '';
    const url = await serve((request, response) => {
      request.on('data', (part: Buffer) => {
        got += part.toString();
      });
      request.on('end', () => {
        got += `|${String(request.method)}|${String(request.headers.range)}`;
        response.writeHead(status).end();
      });
    });
    let answered = 0;
    await create()(
      toRequest(url, {
        method: 'POST',
        headers: { Range: 'bytes=0-1' },
        body: new Uint8Array([65, 66]),
        onHead: (head) => {
          answered = head.status;
        },
      }),
    );
    expect([got, answered]).toEqual(['AB|POST|bytes=0-1', status]);
  });

  it('sends nothing under a signal that is aborted already', async () => {
    let requests = 0;
    const url = await serve((_, response) => {
      requests += 1;
      response.end();
    });
    const reason = new Error('superseded');
    await expect(create()(toRequest(url, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    expect(requests).toBe(0);
  });

  it('rejects with the reason of the signal while it waits for the head', async () => {
    const controller = new AbortController();
    const reason = new Error('seek');
    const url = await serve(() => {
      controller.abort(reason);
    });
    const onHead = vi.fn();
    await expect(create()(toRequest(url, { signal: controller.signal, onHead }))).rejects.toBe(reason);
    expect(onHead).not.toHaveBeenCalled();
  });

  it('rejects with the reason of the signal mid-body, drops the connection and calls nothing back', async () => {
    const { url, closed } = await serveEndless();
    const controller = new AbortController();
    const reason = new Error('seek');
    const onData = vi.fn(() => {
      controller.abort(reason);
    });
    await expect(create()(toRequest(url, { signal: controller.signal, onData }))).rejects.toBe(reason);
    await closed;
    expect(onData).toHaveBeenCalledOnce();
  });

  it('rejects when there is no server', async () => {
    const url = await serve(() => undefined);
    stopServer();
    await expect(create()(toRequest(url))).rejects.toThrow(TypeError);
  });

  it('rejects when the connection breaks off mid-body', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('part', () => response.destroy());
    });
    await expect(create()(toRequest(url))).rejects.toThrow(TypeError);
  });

  it.each(['onHead', 'onData'])('passes on what %s throws, and lets the connection go', async (callback) => {
    const { url, closed } = await serveEndless();
    const mine = new RangeError('mine');
    const fail = (): never => {
      throw mine;
    };
    await expect(create()(toRequest(url, { [callback]: fail }))).rejects.toBe(mine);
    await closed;
  });
});
