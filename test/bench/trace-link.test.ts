import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { LinkTrace } from '../sim/link-trace.ts';
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
  it('brings whole bodies, one as empty as it is, no sooner than the trace lets it', async () => {
    const bytes = Uint8Array.from({ length: 40_000 }, (_, at) => at % 251);
    const link = new TraceLink(new LinkTrace('steady', [{ durationSec: 10, bps: 1.6e6 }]), 5);
    const failures: unknown[] = [];
    const server = createServer(({ url }, response) => {
      link.carry(response, url === '/empty' ? new Uint8Array() : bytes).catch((error: unknown) => {
        failures.push(error);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const startMs = performance.now();
      const bodies = await Promise.all(
        ['/a', '/b', '/empty'].map(
          async (path) => new Uint8Array(await (await fetch(origin + path)).arrayBuffer()),
        ),
      );
      expect(performance.now() - startMs).toBeGreaterThan(390); // 640 kbit at 1.6 Mbit/s
      expect(bodies).toEqual([bytes, bytes, new Uint8Array()]);
      expect(failures).toEqual([]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
