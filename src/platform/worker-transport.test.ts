import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { transformFile } from '@swc/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NodeWorker } from '../../test/fixtures/node-worker.ts';
import type { Logger } from '../core/logger.ts';
import type { TransportRequest } from '../core/transport.ts';
import { createTransport } from './create-transport.ts';
import { createWorkerTransport } from './worker-transport.ts';

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

/** What it has in common with the others is in test/contract/transport.test.ts. */
describe('the worker transport', () => {
  it('gathers pieces for so long as it is told, and no longer', async () => {
    let release: readonly (() => unknown)[] = [];
    const url = await serve((_, response) => {
      response.write('one ');
      release = [() => response.write('two '), () => response.write('three '), () => response.end('four')];
    });
    const transport = createWorkerTransport(() => Promise.reject(new Error('direct')), log);
    await NodeWorker.firstWord();
    const seen: string[] = [];
    const next = (bytes: Uint8Array): void => {
      seen.push(Buffer.from(bytes).toString());
      release[seen.length - 1]?.();
    };
    // A body whose end is not told, on a slow line: each piece comes later than it would be gathered for.
    await transport(toRequest(url, { gatherMs: 0.001, onData: next }));
    expect(seen).toEqual(['one ', 'two ', 'three ', 'four']);
    const gathered = vi.fn<(bytes: Uint8Array) => void>();
    const text = await serve((_, response) => {
      response.write('one ', () => setImmediate(() => response.end('two')));
    });
    await transport(toRequest(text, { gatherMs: 60_000, onData: gathered }));
    expect(gathered.mock.calls.map(([bytes]) => Buffer.from(bytes).toString())).toEqual(['one two']);
  });

  it('goes on without a worker where none may be made, and says so once', async () => {
    vi.stubGlobal('Worker', function forbidden() {
      throw new Error('SecurityError: forbidden by the policy');
    });
    const direct = vi.fn(() => Promise.resolve());
    const transport = createWorkerTransport(direct, log);
    await transport(toRequest('http://127.0.0.1/a'));
    await transport(toRequest('http://127.0.0.1/b'));
    expect(direct).toHaveBeenCalledTimes(2);
    expect(log.mock.calls).toEqual([['info', expect.stringContaining('forbidden by the policy')]]);
  });

  it('fails what a worker had that broke, and goes on without', async () => {
    const url = await serve(() => undefined);
    const direct = vi.fn(() => Promise.resolve());
    const transport = createWorkerTransport(direct, log);
    await NodeWorker.firstWord();
    const lost = transport(toRequest(url));
    NodeWorker.running[0]?.onerror?.({ message: 'out of memory' });
    await expect(lost).rejects.toThrow(TypeError);
    expect(NodeWorker.running).toHaveLength(0);
    await transport(toRequest(url));
    expect(direct).toHaveBeenCalledOnce();
    expect(log.mock.calls).toEqual([['info', expect.stringContaining('out of memory')]]);
  });
});

describe('the transport of a player', () => {
  /** `by`: who fetched each of the requests, made one after the other. */
  async function fetched(
    gatherMs: readonly (number | undefined)[],
    { mayUseWorker = true } = {},
  ): Promise<readonly string[]> {
    const agents: string[] = [];
    const url = await serve((request, response) => {
      agents.push(request.headers.referer === undefined ? 'page' : 'worker'); // Node's own fetch refers to nothing
      response.end('here');
    });
    const transport = createTransport(mayUseWorker, log);
    for (const ms of gatherMs) {
      await transport(toRequest(url, { gatherMs: ms }));
      await vi.dynamicImportSettled();
      await NodeWorker.firstWord();
    }
    return agents;
  }

  it('has the worker take what can wait, once media that could not is here', async () => {
    vi.stubGlobal('fetch', fetch.bind(globalThis)); // Node's own is none of native code
    expect(await fetched([undefined, 50, 0, 50, 0, undefined, 250])).toEqual([
      'page',
      'page',
      'page',
      'worker',
      'page',
      'page',
      'worker',
    ]);
  });

  it('lets the worker go when nothing is loaded any more, and makes another for what is', async () => {
    vi.stubGlobal('fetch', fetch.bind(globalThis));
    const url = await serve((_, response) => response.end('here'));
    const transport = createTransport(true, log);
    const once = async (): Promise<void> => {
      await transport(toRequest(url, { gatherMs: 0 }));
      await vi.dynamicImportSettled();
    };
    await once();
    await NodeWorker.firstWord();
    transport.release?.();
    expect(NodeWorker.running).toHaveLength(0);
    await transport(toRequest(url, { gatherMs: 50 }));
    expect(NodeWorker.running).toHaveLength(0);
    const early = transport(toRequest(url, { gatherMs: 0 }));
    await early;
    transport.release?.(); // before its code is there
    await vi.dynamicImportSettled();
    expect(NodeWorker.running).toHaveLength(0);
    await once();
    expect(NodeWorker.running).toHaveLength(1);
  });

  it('makes no worker where the app wants none', async () => {
    expect(await fetched([0, 50], { mayUseWorker: false })).toEqual(['page', 'page']);
    expect(NodeWorker.running).toHaveLength(0);
  });

  it('does not go by a fetch of the app', async () => {
    const { fetch } = globalThis;
    const signed = vi.fn((...args: Parameters<typeof fetch>) => fetch(...args));
    vi.stubGlobal('fetch', (...args: Parameters<typeof fetch>) => signed(...args));
    expect(await fetched([0, 50, 50])).toEqual(['page', 'page', 'page']);
    expect(signed).toHaveBeenCalledTimes(3);
    expect(NodeWorker.running).toHaveLength(0);
  });
});
