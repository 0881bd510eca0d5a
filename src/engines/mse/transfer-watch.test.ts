import { expect, it } from 'vitest';
import { createVirtualClock } from '../../../test/fixtures/virtual-clock.ts';
import type { Clock } from '../../core/clock.ts';
import { Scope } from '../../core/scope.ts';
import type { TransferTail } from '../../core/tail-meter.ts';
import type { AbrTransfer } from '../../model/abr.ts';
import type { ResourceRequest } from '../../model/resource.ts';
import { TransferWatch } from './transfer-watch.ts';

/** What is told, at each look, of a segment under way of which 100 bytes have come. */
async function transferOf(
  totalBytes: number | null,
  toldBytes: number | null,
  forMs = 250,
): Promise<AbrTransfer[]> {
  const clock = createVirtualClock();
  const scope = new Scope(clock);
  const told: AbrTransfer[] = [];
  const watch = new TransferWatch({ trackKind: 'video', renditionId: 'v1', totalBytes }, clock);
  const request = watch.through((resource: ResourceRequest) => {
    if (toldBytes !== null) resource.onSize?.(toldBytes);
    resource.onData?.(new Uint8Array(100));
    return new Promise(() => undefined);
  });
  watch.start(scope, (transfer) => {
    told.push(transfer);
    return null;
  });
  const { signal } = scope;
  void request({ type: 'segment', urls: ['https://a.test/1'], signal, onData: () => undefined });
  await clock.advance(forMs);
  scope.dispose();
  expect(clock.timerCount).toBe(0);
  return told;
}

it.each([
  ['the answer', 900, 1000, 1000],
  ['else the manifest', 900, null, 900],
  ['else nobody', null, null, null],
])('tells what a segment takes in all: %s', async (_, inManifest, inAnswer, expected) => {
  expect(await transferOf(inManifest, inAnswer)).toEqual([
    {
      renditionId: 'v1',
      receivedBytes: 100,
      totalBytes: expected,
      firstByteMs: 0,
      tail: null, // they came at once, and more may not have been handed over
      lately: { bytes: 100, ms: 250 },
      lasting: { bytes: 100, ms: 250 },
    },
  ]);
});

it('tells that nothing comes for as long as nothing does', async () => {
  const told = await transferOf(1000, null, 1000);
  expect(told.map(({ tail }) => tail)).toEqual([
    null,
    { bytes: 0, ms: 500 },
    { bytes: 0, ms: 750 },
    { bytes: 0, ms: 1000 },
  ]);
});

it('tells of the last second that nothing came, and how long the silence is', async () => {
  const [last] = (await transferOf(1000, null, 5250)).slice(-1);
  expect(last?.lately).toEqual({ bytes: 0, ms: 1000 });
  expect(last?.tail).toEqual({ bytes: 0, ms: 5250 });
});

it('passes over a look that comes late, as bytes may wait then, but not over all where each is late', async () => {
  const clock = createVirtualClock();
  let lateMs = 0;
  const lateClock: Clock = { ...clock, setTimer: (run, ms) => clock.setTimer(run, ms + lateMs) };
  const scope = new Scope(clock);
  const lookedAtMs: number[] = [];
  const tails: (TransferTail | null)[] = [];
  const watch = new TransferWatch({ trackKind: 'video', renditionId: 'v1', totalBytes: null }, lateClock);
  const request = watch.through((resource: ResourceRequest) => {
    resource.onData?.(new Uint8Array(100));
    return new Promise(() => undefined);
  });
  void request({
    ...{ type: 'segment', urls: ['https://a.test/1'] },
    ...{ signal: scope.signal, onData: () => undefined },
  });
  watch.start(new Scope(lateClock), ({ tail }) => {
    lookedAtMs.push(clock.nowMs());
    tails.push(tail ?? null);
    return null;
  });
  await clock.advance(499);
  lateMs = 1000; // of the look behind that at 500 ms
  await clock.advance(1);
  lateMs = 0;
  await clock.advance(1500);
  expect(lookedAtMs).toEqual([250, 500, 2000]);
  // That there was one does not hide that nothing has come.
  expect(tails.slice(1)).toEqual([500, 2000].map((ms) => ({ bytes: 0, ms })));
  lateMs = 1000;
  await clock.advance(4000);
  expect(lookedAtMs.slice(3)).toEqual([2250, 4750, 6000]);
});
