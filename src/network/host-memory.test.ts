import { expect, it } from 'vitest';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import { createHostMemory, hostOf } from './host-memory.ts';

const URLS = ['https://a.example/1', 'https://b.example/1', 'https://c.example:8080/1'];

it('puts hosts that failed lately last, the longest ago first, until they have cooled down', async () => {
  const clock = createVirtualClock();
  const memory = createHostMemory(clock, 30_000);
  expect(memory.order(URLS)).toEqual(URLS);
  memory.noteFailure(URLS[1]!);
  await clock.advance(10_000);
  memory.noteFailure(URLS[0]!);
  expect(memory.order(URLS)).toEqual([URLS[2], URLS[1], URLS[0]]);
  memory.noteSuccess(URLS[1]!);
  expect(memory.order(URLS)).toEqual([URLS[1], URLS[2], URLS[0]]);
  await clock.advance(30_000);
  expect(memory.order(URLS)).toEqual(URLS);
});

it.each([
  ['https://user:pass@A.example:8080/x?y', 'a.example:8080'],
  ['http://a.example', 'a.example'],
  ['data:text/plain,x', ''],
])('hostOf(%s) = %s', (url, host) => {
  expect(hostOf(url)).toBe(host);
});
