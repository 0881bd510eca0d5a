import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LinkTrace } from './link-trace.ts';
import { shareOut, TraceLink } from './trace-link.ts';

describe('what a link gives to several at a time', () => {
  it.each([
    [100, [80, 80], [50, 50]],
    [100, [20, 500], [20, 80]],
    [100, [500, 10, 30], [60, 10, 30]],
    [100, [10, 20], [10, 20]],
    [0, [10, 20], [0, 0]],
    [100, [], []],
  ])('%d of which %j are wanted are shared out as %j', (available, wants, parts) => {
    expect(shareOut(available, wants)).toEqual(parts);
  });
});

describe('a link that follows a trace', () => {
  const bytes = Uint8Array.from({ length: 40_000 }, (_, at) => at % 251);
  const failures: unknown[] = [];
  let link: TraceLink;
  let origin = '';
  const server = createServer(({ url }, response) => {
    link.carry(response, url === '/empty' ? new Uint8Array() : bytes).catch((error: unknown) => {
      failures.push(error);
      response.destroy();
    });
  });
  const get = async (path: string): Promise<Uint8Array> =>
    new Uint8Array(await (await fetch(origin + path)).arrayBuffer());

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    await new Promise<unknown>((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    expect(failures).toEqual([]);
  });

  it('brings whole bodies, one as empty as it is, no sooner than the trace lets it', async () => {
    link = new TraceLink(new LinkTrace('steady', [{ durationSec: 10, bps: 1.6e6 }]), 5);
    const startMs = performance.now();
    const bodies = await Promise.all(['/a', '/b', '/empty'].map(get));
    expect(performance.now() - startMs).toBeGreaterThan(390); // 640 kbit at 1.6 Mbit/s
    expect(bodies).toEqual([bytes, bytes, new Uint8Array()]);
  });

  it('gives nobody what came while nothing was asked for', async () => {
    const steps = [
      { durationSec: 0.3, bps: 100e6 },
      { durationSec: 10, bps: 1.6e6 },
    ];
    link = new TraceLink(new LinkTrace('quick at first', steps), 0);
    await get('/empty'); // its clock runs
    await new Promise((resolve) => setTimeout(resolve, 310)); // until the quick step is over: the link goes by real time
    const fromMs = performance.now();
    expect(await get('/a')).toEqual(bytes);
    expect(performance.now() - fromMs).toBeGreaterThan(190); // 320 kbit at 1.6 Mbit/s
  });

  it.each([
    ['before its first byte', 200, () => null],
    ['on its way', 0, (answer: Promise<Response>) => answer],
  ])('goes on for the others where one is given up %s', async (_, roundTripMs, until) => {
    link = new TraceLink(new LinkTrace('steady', [{ durationSec: 10, bps: 1.6e6 }]), roundTripMs);
    const abort = new AbortController();
    const abandoned = fetch(`${origin}/a`, { signal: abort.signal });
    await until(abandoned);
    abort.abort();
    await expect(abandoned.then((answer) => answer.arrayBuffer())).rejects.toThrow('aborted');
    expect(await get('/b')).toEqual(bytes);
  });
});
