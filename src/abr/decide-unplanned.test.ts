import { describe, expect, it } from 'vitest';
import { input, LADDER, measured, steady } from '../../test/fixtures/abr-input.ts';
import type { AbrInput } from '../model/abr.ts';
import { decide } from './decide.ts';
import { Planner } from './planner.ts';

describe('without a planner', () => {
  const decideAlone = (over: Partial<AbrInput> = {}): string => decide(input(over), null).renditionId;
  const second = { currentId: '240p', bufferSec: 2 };

  it('a start is what it is with one', () => {
    for (const over of [{}, { priorBps: 8e6 }])
      expect(decide(input(over), null)).toEqual(decide(input(over), new Planner()));
    const sought = input({ samples: measured(8e6), currentId: '1080p', awaitedSec: 1.4 });
    expect(decideAlone(sought)).toBe(decide(sought, new Planner()).renditionId);
  });

  it('any other segment goes by what the link keeps up, and says so', () => {
    // 0.65 of the throughput, less the audio; the rate of playback counts.
    expect(decide(input({ ...second, samples: measured(4.4e6) }), null).reason).toBe(
      'by throughput alone: 720p at 2.80 Mbit/s; 4.40 Mbit/s measured, 2.0 s buffered',
    );
    expect(decideAlone({ ...second, samples: measured(4.2e6) })).toBe('480p');
    expect(decideAlone({ ...second, samples: measured(4.4e6), audioBps: 200_000 })).toBe('480p');
    expect(decideAlone({ ...second, samples: measured(4.4e6), playbackRate: 2 })).toBe('480p');
    expect(decideAlone({ ...second, samples: measured(100_000), currentId: '1080p' })).toBe('240p');
    expect(decideAlone(second), 'nothing is known of the link').toBe('480p');
  });

  it('a picture that nobody waits for is not held back to come early', () => {
    const known = { priorBps: 8e6, segmentDurationSec: 4 };
    expect(decideAlone({ ...known, awaitedSec: 3.9 })).toBe('240p');
    expect(decideAlone({ ...known, ...second })).toBe('1080p');
  });

  it('a transfer under way goes on, however slow, and also where it is not among those allowed', () => {
    const inFlight = { renditionId: '1080p', receivedBytes: 60_000, totalBytes: 2_500_000, firstByteMs: 50 };
    const slow = { samples: steady(8e6), currentId: '1080p', bufferSec: 4, inFlight, atMs: 9050 };
    expect(decide(input(slow), null)).toMatchObject({
      renditionId: '1080p',
      reason: expect.stringMatching(/^keep the transfer: 1080p/) as string,
    });
    expect(decideAlone({ ...slow, viewport: { width: 320, height: 180 } })).toBe('1080p');
  });

  it('nothing above a limit is chosen', () => {
    const rich = { ...second, samples: measured(500e6) };
    expect(decideAlone({ ...rich, viewport: { width: 854, height: 480 } })).toBe('480p');
    const limited = decide(input({ ...rich, renditions: LADDER.slice(0, 3), limit: 'to save data' }), null);
    expect(limited.renditionId).toBe('480p');
    expect(limited.reason).toMatch(/^by throughput alone, to save data: 480p /);
  });
});
