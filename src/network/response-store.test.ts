import { describe, expect, it } from 'vitest';
import {
  createFakeTransport,
  type FakeAnswer,
  type FakeTransport,
} from '../../test/fixtures/fake-transport.ts';
import { createVirtualClock, type VirtualClock } from '../../test/fixtures/virtual-clock.ts';
import { PlayerError } from '../core/errors.ts';
import type { RequestResource, ResourceRequest } from '../model/resource.ts';
import { createNetwork } from './create-network.ts';
import { ResponseStore, StoreFull } from './response-store.ts';
import type { TransferGate } from './stored-response.ts';

const TAKEN = new DOMException('taken', 'AbortError');
const CHUNKS = [new Uint8Array([1, 2]), new Uint8Array([3])];

class TestGate implements TransferGate {
  isOpen = true;
  readonly #waiting: (() => void)[] = [];
  readonly running = new Set<() => void>();

  whenOpen(signal: AbortSignal): Promise<void> {
    if (this.isOpen) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    });
  }

  onShut(run: () => void): () => void {
    this.running.add(run);
    return () => this.running.delete(run);
  }

  set(isOpen: boolean): void {
    this.isOpen = isOpen;
    for (const run of isOpen ? this.#waiting.splice(0) : [...this.running]) run();
  }
}

interface Rig {
  readonly clock: VirtualClock;
  readonly server: FakeTransport;
  readonly network: RequestResource;
  readonly gate: TestGate;
  readonly store: ResponseStore;
}

function createRig(answer: (url: string) => FakeAnswer = () => ({}), maxBytes = 100): Rig {
  const clock = createVirtualClock();
  const usual: FakeAnswer = { chunks: CHUNKS, chunkEveryMs: 10 };
  const server = createFakeTransport(clock, ({ url }) => ({ ...usual, ...answer(url) }));
  const network = createNetwork({
    transport: server.transport,
    clock,
    random: () => 0.5,
    onTransfer: () => undefined,
  });
  const gate = new TestGate();
  return {
    clock,
    server,
    network,
    gate,
    store: new ResponseStore({ request: network, clock, gate, maxBytes }),
  };
}

const ask = (url: string, over: Partial<ResourceRequest> = {}): ResourceRequest => ({
  ...{ type: 'segment', urls: [`https://a.test/${url}`], trackKind: 'video' },
  signal: new AbortController().signal,
  ...over,
});

/** What was delivered of a request: the pieces as they came. */
async function collect(
  request: RequestResource,
  url: string,
  clock: VirtualClock,
): Promise<readonly (readonly number[])[]> {
  const pieces: number[][] = [];
  const response = request(ask(url, { onData: (bytes) => pieces.push([...bytes]) }));
  await clock.advance(100);
  expect((await response).bytes).toHaveLength(0);
  return pieces;
}

describe('ResponseStore', () => {
  it('answers what it holds without the network, in pieces or in one, and each once', async () => {
    const { clock, server, network, store } = createRig();
    for (const url of ['v1', 'v2']) void store.fetch(ask(url));
    void store.fetch(ask('init', { type: 'init' }));
    await clock.advance(100);
    expect(store.heldBytes).toBe(9);
    const serve = store.serve(network, TAKEN);
    expect(await collect(serve, 'v1', clock)).toEqual([[1, 2], [3]]);
    expect([...(await serve(ask('v2'))).bytes]).toEqual([1, 2, 3]);
    expect([...(await serve(ask('init', { type: 'init' }))).bytes]).toEqual([1, 2, 3]);
    expect(server.requests).toHaveLength(3);
    expect(await collect(serve, 'v1', clock)).toEqual([[1, 2], [3]]);
    expect(server.requests).toHaveLength(4);
  });

  it('goes on with what is on its way, at any moment of it, without asking again', async () => {
    for (const afterMs of [0, 10, 15, 20]) {
      const { clock, server, network, store } = createRig();
      void store.fetch(ask('v1'));
      await clock.advance(afterMs);
      const pieces = await collect(store.serve(network, TAKEN), 'v1', clock);
      expect(pieces.flat()).toEqual([1, 2, 3]);
      expect(server.requests).toHaveLength(1);
    }
  });

  it('tells ranges of one address apart', async () => {
    const { clock, server, store } = createRig();
    void store.fetch(ask('v', { range: { start: 0, end: 4 } }));
    void store.fetch(ask('v', { range: { start: 5, end: null } }));
    void store.fetch(ask('v', { range: { start: 0, end: 4 } }));
    await clock.flush();
    expect(server.requests).toHaveLength(2);
  });

  it('shows no throughput to who is served', async () => {
    const { clock, network, store } = createRig();
    void store.fetch(ask('v1'));
    await clock.advance(100);
    const { sample } = await store.serve(network, TAKEN)(ask('v1'));
    expect(sample).toMatchObject({ bytes: 0, isCached: true });
  });

  it('stops when the gate shuts, forgets the piece it had, and starts again when it opens', async () => {
    const { clock, server, network, gate, store } = createRig();
    const fetched = store.fetch(ask('v1'));
    await clock.advance(15);
    expect(store.heldBytes).toBe(2);
    gate.set(false);
    await clock.flush();
    expect([server.activeCount, store.heldBytes, clock.timerCount]).toEqual([0, 0, 0]);
    gate.set(true);
    await clock.advance(100);
    await fetched;
    expect(await collect(store.serve(network, TAKEN), 'v1', clock)).toEqual([[1, 2], [3]]);
    expect(server.requests).toHaveLength(2);
    expect(gate.running.size).toBe(0);
  });

  it('leaves what waits for the gate to who needs it', async () => {
    const { clock, server, network, gate, store } = createRig();
    gate.set(false);
    const fetched = store.fetch(ask('v1'));
    const ended = expect(fetched).rejects.toBe(TAKEN);
    const serve = store.serve(network, TAKEN);
    await ended;
    await expect(store.fetch(ask('v2'))).rejects.toBe(TAKEN);
    expect(await collect(serve, 'v1', clock)).toEqual([[1, 2], [3]]);
    expect(server.requests).toHaveLength(1);
  });

  it('frees what is kept of a kind when a segment of it is asked for that is not here', async () => {
    const { clock, network, server, store } = createRig((url) =>
      url.endsWith('v2') ? { then: 'hang' } : {},
    );
    for (const url of ['v1', 'v2']) void store.fetch(ask(url)).catch(() => undefined);
    void store.fetch(ask('a1', { trackKind: 'audio' }));
    await clock.advance(100);
    void store.serve(network, TAKEN)(ask('v7'));
    await clock.advance(100);
    expect(server.activeCount).toBe(0);
    expect(store.heldBytes).toBe(3);
  });

  it('refuses what does not fit, and keeps the rest', async () => {
    const { clock, server, store } = createRig(() => ({}), 4);
    await Promise.all([store.fetch(ask('v1')), clock.advance(100)]);
    const full = expect(store.fetch(ask('v2'))).rejects.toBeInstanceOf(StoreFull);
    await clock.advance(100);
    await full;
    expect([store.heldBytes, server.activeCount]).toEqual([3, 0]);
  });

  it('keeps no failure: who needs it asks for it himself', async () => {
    let failures = 0;
    const { clock, network, store } = createRig(() => (failures++ === 0 ? { status: 404, chunks: [] } : {}));
    const failed = expect(store.fetch(ask('v1'))).rejects.toBeInstanceOf(PlayerError);
    await clock.advance(100);
    await failed;
    expect(await collect(store.serve(network, TAKEN), 'v1', clock)).toEqual([[1, 2], [3]]);
  });

  it.each([
    ['anew where nothing came', { then: 'break-before-head' }, true, 6],
    ['anew where nothing was given', { then: 'break' }, false, 6],
    ['no more where some was given', { then: 'break' }, true, 5],
  ] as const)('asks for what fails behind the handing over %s', async (_, answer, isProgressive, asked) => {
    const { clock, server, network, store } = createRig(() => {
      if (server.requests.length > 5) return {};
      return server.requests.length === 1 ? answer : { then: 'break-before-head' };
    });
    void store.fetch(ask('v1')).catch(() => undefined);
    await clock.advance(50);
    const pieces: number[] = [];
    const onData = (bytes: Uint8Array): unknown => pieces.push(...bytes);
    const served = store.serve(network, TAKEN)(ask('v1', isProgressive ? { onData } : {}));
    const ended = served.then(({ bytes }) => pieces.push(...bytes)).catch((error: unknown) => error);
    await clock.advance(5000);
    expect(await ended).toEqual(asked === 6 ? 3 : expect.any(PlayerError));
    expect(server.requests).toHaveLength(asked);
    expect(pieces).toEqual([1, 2, 3]);
  });

  it('tells the size when the answer does, before the handing over or behind it', async () => {
    for (const afterMs of [0, 20]) {
      const { clock, network, store } = createRig(() => ({
        headers: { 'content-length': '3' },
        headAfterMs: 10,
      }));
      void store.fetch(ask('v1'));
      await clock.advance(afterMs);
      const sizes: number[] = [];
      void store.serve(network, TAKEN)(ask('v1', { onSize: (bytes) => sizes.push(bytes) }));
      await clock.advance(100);
      expect(sizes).toEqual([3]);
    }
  });

  it('stops a transfer that was handed over when its new owner aborts it', async () => {
    const { clock, network, server, store } = createRig();
    void store.fetch(ask('v1')).catch(() => undefined);
    await clock.advance(5);
    const owner = new AbortController();
    const served = store.serve(network, TAKEN)(ask('v1', { signal: owner.signal }));
    const ended = expect(served).rejects.toBe('enough');
    await clock.advance(5);
    owner.abort('enough');
    await ended;
    expect([server.activeCount, clock.timerCount]).toEqual([0, 0]);
  });

  it('leaves nothing when it is disposed of', async () => {
    const { clock, server, store, gate } = createRig((url) => (url.endsWith('v2') ? { then: 'hang' } : {}));
    const ends = ['v1', 'v2'].map((url) => store.fetch(ask(url)).catch((error: unknown) => error));
    await clock.advance(100);
    store.dispose(TAKEN);
    expect(await ends[1]).toBe(TAKEN);
    expect([server.activeCount, clock.timerCount, store.heldBytes, gate.running.size]).toEqual([0, 0, 0, 0]);
  });
});
