import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { transformFile } from '@swc/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NodeWorker } from '../../test/fixtures/node-worker.ts';
import type { Logger } from '../core/logger.ts';
import type { TransportRequest } from '../core/transport.ts';
import { createTransport } from './create-transport.ts';
import { FetchWorker } from './fetch-worker.ts';

let server: Server | null = null;

async function serve(handler: RequestListener): Promise<string> {
  const started = createServer(handler);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/`;
}

function toRequest(url: string, over: Partial<TransportRequest> = {}): TransportRequest {
  return {
    ...{ method: 'GET', url, headers: {}, withCredentials: false, signal: new AbortController().signal },
    ...{ onHead: () => undefined, onData: () => undefined },
    ...over,
  };
}

/** As Chromium writes it. */
const NATIVE_FETCH = 'function fetch() { [native code] }';
const log = vi.fn<Logger>();

beforeEach(() => {
  vi.stubGlobal('Worker', NodeWorker);
  vi.stubGlobal('document', { baseURI: 'http://127.0.0.1/page/', hidden: false });
  vi.stubGlobal('location', { href: 'http://127.0.0.1/page/' });
});
afterEach(async () => {
  await NodeWorker.endAll();
  vi.unstubAllGlobals();
  log.mockClear();
  server?.closeAllConnections();
  server?.close();
  server = null;
});

it('is made of a text that stands alone, also where an app lowers it for old televisions', async () => {
  for (const file of ['serve-fetches.ts', 'read-body.ts']) {
    const { code } = await transformFile(join(import.meta.dirname, file), {
      swcrc: false,
      jsc: { target: 'es5', parser: { syntax: 'typescript' } },
    });
    expect(code).toMatch(/function (serveFetches|readBody)\(/);
    expect(code.replaceAll(/\/\*.*?\*\//gs, ''), 'code from outside').not.toMatch(
      /^import|^var|function _|\b_[a-z_]+\(/m,
    );
  }
});

async function startWorker(): Promise<FetchWorker> {
  const worker = new FetchWorker(log);
  worker.start();
  await NodeWorker.firstWord();
  return worker;
}

/** What it has in common with the transports of the page is in test/contract/transport.test.ts. */
describe('the worker', () => {
  it('gathers pieces for so long as it is told, and no longer, though nothing more comes', async () => {
    let release: () => unknown = () => undefined;
    const url = await serve((_, response) => {
      response.write('one ', () => setImmediate(() => response.write('two ')));
      release = () => response.end('three');
    });
    const worker = await startWorker();
    const seen: string[] = [];
    const onData = (bytes: Uint8Array): void => {
      seen.push(Buffer.from(bytes).toString());
      release(); // the server sends the rest only after that
    };
    await worker.fetch(toRequest(url, { gatherMs: 100, onData }));
    expect(seen).toEqual(['one two ', 'three']);
  });

  it('is not made where none may be, which is said once', () => {
    const forbidden = vi.fn(function forbidden() {
      throw new Error('SecurityError: forbidden by the policy');
    });
    vi.stubGlobal('Worker', forbidden);
    const worker = new FetchWorker(log);
    for (let load = 0; load < 2; load++) {
      worker.start();
      expect(worker.isReady).toBe(false);
      worker.end();
    }
    expect(forbidden).toHaveBeenCalledOnce();
    expect(log.mock.calls).toEqual([['info', expect.stringContaining('forbidden by the policy')]]);
  });

  it('fails what it had when it broke, and is not made again', async () => {
    const url = await serve(() => undefined);
    const worker = await startWorker();
    const lost = worker.fetch(toRequest(url));
    NodeWorker.running[0]?.onerror?.({ message: 'out of memory' });
    await expect(lost).rejects.toThrow(TypeError);
    worker.start();
    expect(worker.isReady).toBe(false);
    expect(NodeWorker.running).toHaveLength(0);
    expect(log.mock.calls).toEqual([['info', expect.stringContaining('out of memory')]]);
  });

  it('is given up where it fails before it has brought anything, and not for a failure behind that', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/lost') response.destroy();
      else response.end('here');
    });
    const proven = await startWorker();
    await proven.fetch(toRequest(url));
    await expect(proven.fetch(toRequest(`${url}lost`))).rejects.toThrow(TypeError);
    expect(proven.isReady).toBe(true);
    const unproven = await startWorker();
    await expect(unproven.fetch(toRequest(`${url}lost`))).rejects.toThrow(TypeError);
    expect(unproven.isReady).toBe(false);
  });
});

describe('the transport of a player', () => {
  /** Node's own is none of native code, as a browser's is. */
  const passForNative = (): void => {
    const { fetch } = globalThis;
    vi.stubGlobal('fetch', Object.assign(fetch.bind(globalThis), { toString: () => NATIVE_FETCH }));
  };

  /** Who fetched each of the requests, made one after the other; `prepare` is called before the third. */
  async function fetched(
    gatherMs: readonly (number | undefined)[],
    { mayUseWorker = true } = {},
  ): Promise<string> {
    const agents: string[] = [];
    const url = await serve((request, response) => {
      agents.push(request.headers.referer === undefined ? 'page' : 'worker'); // Node's own fetch refers to nothing
      response.end('here');
    });
    const transport = createTransport(mayUseWorker, log);
    for (const [index, ms] of gatherMs.entries()) {
      if (index === 2) transport.prepare?.();
      await vi.dynamicImportSettled();
      await NodeWorker.firstWord();
      await transport(toRequest(url, { gatherMs: ms }));
    }
    return agents.join(' ');
  }

  it('has the worker take what can wait, once it was told to get ready', async () => {
    passForNative();
    expect(await fetched([0, 50, 50, 0, undefined, 250])).toBe('page page worker page page worker');
  });

  it('lets the worker go when nothing is loaded any more, and makes another for what is', async () => {
    passForNative();
    const transport = createTransport(true, log);
    transport.prepare?.();
    transport.release?.(); // before its code is there
    await vi.dynamicImportSettled();
    expect(NodeWorker.running).toHaveLength(0);
    for (let load = 0; load < 2; load++) {
      transport.prepare?.();
      transport.prepare?.();
      await vi.dynamicImportSettled();
      expect(NodeWorker.running).toHaveLength(1);
      transport.release?.();
      expect(NodeWorker.running).toHaveLength(0);
    }
  });

  it('makes no worker where the app wants none', async () => {
    passForNative();
    expect(await fetched([0, 50, 50], { mayUseWorker: false })).toBe('page page page');
    expect(NodeWorker.running).toHaveLength(0);
  });

  it.each([
    [
      'wrapped',
      (call: typeof fetch): typeof fetch =>
        (...args) =>
          call(...args),
    ],
    ['bound', (call: typeof fetch): typeof fetch => call.bind(globalThis)],
    ['a proxy', (call: typeof fetch): typeof fetch => new Proxy(call, {})],
  ])('does not go by a fetch that the app has %s', async (_how, replace) => {
    passForNative();
    const signed = vi.fn(fetch);
    vi.stubGlobal('fetch', replace(signed));
    expect(await fetched([0, 50, 50])).toBe('page page page');
    expect(signed).toHaveBeenCalledTimes(3);
    expect(NodeWorker.running).toHaveLength(0);
  });
});
