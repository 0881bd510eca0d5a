import { expect, it } from 'vitest';
import { createFakeTransport, type FakeAnswer } from '../../test/fixtures/fake-transport.ts';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import type { ResourceRequest } from '../model/resource.ts';
import type { TransferSample } from '../model/transfer-sample.ts';
import { createNetwork } from './create-network.ts';

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

/** The samples of a segment's request, answered so; the second answer is that to its retry. */
async function samplesOf(
  asked: Partial<ResourceRequest>,
  ...answers: readonly FakeAnswer[]
): Promise<readonly TransferSample[]> {
  const clock = createVirtualClock();
  const { transport } = createFakeTransport(clock, (_request, index) => answers[index] ?? {});
  const samples: TransferSample[] = [];
  const onTransfer = (sample: TransferSample): void => void samples.push(sample);
  const request = createNetwork({ transport, clock, random: () => 0.5, onTransfer });
  const { signal } = new AbortController();
  const done = request({ type: 'segment', urls: ['https://a.example/1'], signal, ...asked });
  await clock.advance(10_000);
  await done;
  return samples;
}

const WHOLE: FakeAnswer = { headers: { 'content-length': '5' }, chunks: [text('hello')] };

it('tells how much media came, where it came whole and at once', async () => {
  expect(await samplesOf({ mediaSec: 4, toldBytes: 6 }, WHOLE)).toMatchObject([
    { bytes: 5, mediaSec: 4, toldBytes: 6 },
  ]);
  expect(await samplesOf({}, WHOLE)).toMatchObject([{ bytes: 5, mediaSec: null }]);
  const broken: FakeAnswer = { ...WHOLE, chunks: [text('he')], then: 'break' };
  const rest = { status: 206, headers: { 'content-range': 'bytes 2-4/5' }, chunks: [text('llo')] };
  expect(await samplesOf({ mediaSec: 4, toldBytes: 6 }, broken, rest)).toMatchObject([
    { bytes: 2, mediaSec: null, toldBytes: null },
    { bytes: 3, mediaSec: null, toldBytes: null },
  ]);
  // The server sends all that lies before the range, too.
  const range = { start: 5, end: 9 };
  expect(await samplesOf({ mediaSec: 4, range }, { chunks: [text('0123456789')] })).toMatchObject([
    { bytes: 10, mediaSec: null },
  ]);
});

it('asks how long the link was busy with what came whole and at once, and with nothing else', async () => {
  const busy = { bytes: 4, ms: 2 };
  const broken: FakeAnswer = { ...WHOLE, chunks: [text('he')], then: 'break' };
  const rest = { status: 206, headers: { 'content-range': 'bytes 2-4/5' }, chunks: [text('llo')] };
  expect(await samplesOf({ busy: () => busy }, WHOLE)).toMatchObject([{ bytes: 5, busy }]);
  expect(await samplesOf({ busy: () => null }, WHOLE)).toMatchObject([{ busy: null }]);
  expect(await samplesOf({ busy: () => busy }, broken, rest)).toMatchObject([{ busy: null }, { busy: null }]);
});

it('tells the size of what comes as soon as the answer does', async () => {
  const told: (number | string)[] = [];
  const heed = {
    onSize: (bytes: number): void => void told.push(bytes),
    onData: (bytes: Uint8Array): void => void told.push(new TextDecoder().decode(bytes)),
  };
  await samplesOf(heed, WHOLE);
  const part = { status: 206, headers: { 'content-range': 'bytes 5-9/20' }, chunks: [text('56789')] };
  await samplesOf({ ...heed, range: { start: 5, end: 9 } }, part);
  await samplesOf(heed, { chunks: [text('unsized')] });
  expect(told).toEqual([5, 'hello', 5, '56789', 'unsized']);
});
