import { expect, it } from 'vitest';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import type { Failure } from './failure.ts';
import { DEFAULT_NETWORK_CONFIG } from './network-config.ts';
import { createRoute } from './route.ts';

const BROKEN: Failure = { kind: 'connection', detail: 'x' };
const SILENT: Failure = { kind: 'timeout', waitedFor: 'the first byte', timeoutMs: 8000 };
const BUSY: Failure = { kind: 'status', status: 503, retryAfterMs: 8000 };

/** When each URL is tried where each fails as it is told; `random` is 1/2, so that the first back-off is 100 ms, then 200, 400, … */
async function tour(
  fail: (url: string, nowMs: number) => Failure,
  urls = ['A', 'B', 'C'],
): Promise<string[]> {
  const clock = createVirtualClock();
  const route = createRoute(urls, clock, DEFAULT_NETWORK_CONFIG, () => 0.5);
  const log: string[] = [];
  for (let waitMs: number | null = 0; waitMs !== null;) {
    await clock.advance(waitMs);
    log.push(`${clock.nowMs()} ${route.url()}`);
    waitMs = route.advance(fail(route.url(), clock.nowMs()), 5);
  }
  return log;
}

it('tries each URL as often as one alone, and over as long a time', async () => {
  const rounds = [0, 100, 300, 700, 1500];
  expect(await tour(() => BROKEN, ['A'])).toEqual(rounds.map((ms) => `${ms} A`));
  expect(await tour(() => BROKEN)).toEqual(
    rounds.flatMap((ms) => ['A', 'B', 'C'].map((url) => `${ms} ${url}`)),
  );
});

it('waits for several URLs that say nothing no longer than for one, but tries each', async () => {
  for (const urls of [['A'], ['A', 'B', 'C']]) expect(await tour(() => SILENT, urls)).toHaveLength(5);
  const many = 'ABCDEFG'.split('');
  expect(await tour(() => SILENT, many)).toEqual(many.map((url) => `0 ${url}`));
});

it('waits for none that is busy while another is ready, and asks it when all others are given up', async () => {
  const log = await tour((url, nowMs) => (url === 'A' && nowMs === 0 ? BUSY : BROKEN), ['A', 'B']);
  expect(log.slice(0, 7)).toEqual(['0 A', '0 B', '100 B', '300 B', '700 B', '1500 B', '8100 A']);
});
