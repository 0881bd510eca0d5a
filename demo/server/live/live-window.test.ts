import { describe, expect, it } from 'vitest';
import type { Channel } from './channel.ts';
import { endOfLiveMs, isKept, partReadyMs, segmentReadyMs, segmentTotal, windowAt } from './live-window.ts';

const channel = (given: Partial<Channel> = {}): Channel => ({
  kind: 'continuous',
  startMs: 100_000,
  endMs: Infinity,
  windowSec: 10,
  ...given,
});

describe('windowAt', () => {
  it.each([
    ['before the start', 99_000, { first: 0, next: 0 }],
    ['just before a segment is whole', 101_999, { first: 0, next: 0 }],
    ['when it is whole', 102_000, { first: 0, next: 1 }],
    ['when the window is full', 110_000, { first: 0, next: 5 }],
    ['when the first segment has left it', 112_000, { first: 1, next: 6 }],
  ])('%s', (_, nowMs, expected) => {
    expect(windowAt(channel(), nowMs)).toMatchObject({ ...expected, nextPartCount: 0, hasEnded: false });
  });

  it('counts the parts of the segment at the edge', () => {
    const lowLatency = channel({ kind: 'low-latency' });
    const counts = [102_000, 102_399, 102_400, 103_600, 103_999, 104_000].map(
      (nowMs) => windowAt(lowLatency, nowMs).nextPartCount,
    );
    expect(counts).toEqual([0, 0, 1, 4, 4, 0]);
    expect(partReadyMs(lowLatency, 1, 0)).toBe(102_400);
    expect(partReadyMs(lowLatency, 1, 4)).toBe(segmentReadyMs(lowLatency, 1));
  });

  it('stands still at the end', () => {
    const ending = channel({ endMs: 121_500 });
    expect(segmentTotal(ending)).toBe(10);
    expect(endOfLiveMs(ending)).toBe(120_000);
    expect(windowAt(ending, 119_999)).toMatchObject({ next: 9, hasEnded: false });
    const ended = { first: 5, next: 10, nextPartCount: 0, hasEnded: true };
    expect(windowAt(ending, 120_000)).toEqual(ended);
    expect(windowAt(ending, 999_999)).toEqual(ended);
  });

  it('shows the last part before it says that there are no more', () => {
    const ending = channel({ kind: 'low-latency', endMs: 121_500 });
    expect(windowAt(ending, 119_999)).toMatchObject({ next: 9, nextPartCount: 4, hasEnded: false });
    expect(windowAt(ending, 120_000)).toMatchObject({ next: 10, nextPartCount: 0, hasEnded: false });
    expect(windowAt(ending, 120_400)).toMatchObject({ next: 10, nextPartCount: 0, hasEnded: true });
  });

  it('goes back to the start where all is kept', () => {
    expect(windowAt(channel({ windowSec: Infinity }), 1_000_000)).toMatchObject({ first: 0, next: 450 });
  });
});

describe('isKept', () => {
  it('serves a segment for a window more after it has left the playlist', () => {
    expect(isKept(channel(), 0, 123_999)).toBe(true);
    expect(isKept(channel(), 0, 124_000)).toBe(false);
    expect(isKept(channel({ windowSec: Infinity }), 0, 1e12)).toBe(true);
    expect(isKept(channel({ endMs: 130_000 }), 0, 129_999)).toBe(false);
    expect(isKept(channel({ endMs: 130_000 }), 0, 130_000)).toBe(true);
  });
});
