import { describe, expect, it } from 'vitest';
import { isPlayerError } from '../../src/core/errors.ts';
import { createDashTitle } from '../fixtures/toy-title.ts';
import { MseHarness, type MseHarnessOptions } from './mse-harness.ts';

async function startPlaying(options: MseHarnessOptions = {}): Promise<MseHarness> {
  const harness = new MseHarness(createDashTitle({ segmentCount: 30 }), options);
  void harness.load();
  await harness.runUntil(() => harness.element.readyState >= 3);
  await harness.element.play();
  return harness;
}

/** Numbers of the segments of one rendition asked for. */
const segmentsOf = (paths: readonly string[], id: string): readonly number[] =>
  paths
    .filter((path) => path.startsWith(`${id}/`) && path.endsWith('.m4s'))
    .map((path) => parseInt(path.split('/')[1] ?? ''));

/** Names one rendition until the test names another. */
function steer(first: string): {
  choose: (id: string) => void;
  decide: NonNullable<MseHarnessOptions['decide']>;
} {
  let wanted = first;
  return {
    choose: (id) => (wanted = id),
    decide: ({ renditions }) => ({
      renditionId: renditions.find(({ id }) => id === wanted)?.id ?? renditions[0]?.id ?? '',
      reason: 'the test wants it',
      estimateBps: null,
    }),
  };
}

describe('setQuality to a rendition', () => {
  it('replaces what is ahead, from the end of the segment at the playhead on', async () => {
    const { decide } = steer('v1');
    const harness = await startPlaying({ decide });
    await harness.runUntil(() => harness.element.currentTime > 4.2 && harness.server.activeCount === 0);
    const removedBefore = harness.buffer('video').log.filter((entry) => entry.startsWith('remove')).length;
    const count = harness.paths.length;
    harness.engine.setQuality('v3');
    await harness.run(1500);
    const fetched = segmentsOf(harness.pathsSince(count), 'v3');
    // The playhead is in segment 3 (4 to 6 s); with a second of margin that is still the segment at the playhead.
    expect(fetched[0]).toBe(4);
    expect(fetched).toEqual(fetched.map((_, index) => index + 4));
    expect(segmentsOf(harness.pathsSince(count), 'a1').every((number) => number > 15)).toBe(true);
    await harness.runUntil(() => harness.element.currentTime > 12);
    expect(harness.trace.filter((entry) => entry.startsWith('shown'))).toEqual(['shown v1', 'shown v3']);
    expect(harness.ofType('gap-jumped')).toEqual([]);
    // Nothing under or in front of the playhead was removed: the picture never went away.
    const removals = harness.buffer('video').log.filter((entry) => entry.startsWith('remove'));
    expect(removals.length).toBe(removedBefore);
    await harness.runUntil(() => harness.element.ended);
    expect(new Set(segmentsOf(harness.paths, 'v3')).size).toBe(segmentsOf(harness.paths, 'v3').length);
  });

  it('also when all has been fetched and the stream has ended', async () => {
    const { decide } = steer('v1');
    const harness = new MseHarness(createDashTitle({ segmentCount: 6 }), { decide });
    void harness.load();
    await harness.runUntil(() => harness.mse.current?.readyState === 'ended');
    await harness.element.play();
    harness.engine.setQuality('v2');
    await harness.runUntil(() => harness.element.ended);
    expect(segmentsOf(harness.paths, 'v2')).toEqual([2, 3, 4, 5, 6]);
    expect(harness.trace.filter((entry) => entry.startsWith('shown'))).toEqual(['shown v1', 'shown v2']);
    expect(harness.element.currentTime).toBe(12);
  });

  it('goes on replacing after a seek inside of the buffer', async () => {
    const { decide } = steer('v1');
    const harness = await startPlaying({ decide });
    await harness.runUntil(() => harness.element.currentTime > 10 && harness.server.activeCount === 0);
    harness.engine.setQuality('v3');
    await harness.run(150);
    harness.element.currentTime += 2;
    await harness.runUntil(() => harness.element.ended);
    const fetched = segmentsOf(harness.paths, 'v3');
    expect([...new Set(fetched)]).toEqual(Array.from({ length: 24 }, (_, index) => index + 7));
  });

  it('keeps what is behind, and fetches nothing twice when a seek comes to what it has replaced', async () => {
    const { decide } = steer('v1');
    const harness = await startPlaying({ decide });
    harness.element.currentTime = 28.5;
    await harness.runUntil(() => harness.mse.current?.readyState === 'ended');
    harness.engine.setQuality('v3');
    await harness.runUntil(() => harness.paths.includes('v3/30.m4s') && harness.server.activeCount === 0);
    const count = harness.paths.length;
    harness.element.currentTime = 5;
    await harness.runUntil(() => harness.element.ended);
    const video = segmentsOf(harness.pathsSince(count), 'v3');
    const audio = segmentsOf(harness.pathsSince(count), 'a1');
    expect(video).toEqual(audio);
    expect(Math.max(...video)).toBeLessThan(15);
  });

  it('refuses one that there is not, and changes nothing', async () => {
    const harness = await startPlaying();
    let caught: unknown = null;
    try {
      harness.engine.setQuality('v9');
    } catch (error) {
      caught = error;
    }
    expect(isPlayerError(caught, 'rendition-unknown')).toBe(true);
  });
});

describe('caps', () => {
  it('hold for what is fetched from then on', async () => {
    const { decide, choose } = steer('v3');
    const harness = await startPlaying({ decide });
    await harness.runUntil(() => harness.element.currentTime > 2 && harness.server.activeCount === 0);
    const count = harness.paths.length;
    harness.engine.setQuality({ maxHeight: 480 });
    choose('v2');
    await harness.runUntil(() => harness.element.currentTime > 12);
    expect(segmentsOf(harness.pathsSince(count), 'v3')).toEqual([]);
    expect(segmentsOf(harness.pathsSince(count), 'v2').length).toBeGreaterThan(0);
  });
});

describe('an automatic switch', () => {
  it('appends the new init segment first, and leaves no hole and no repeat', async () => {
    const { decide, choose } = steer('v1');
    const harness = await startPlaying({ decide });
    await harness.runUntil(() => harness.element.currentTime > 2);
    choose('v3');
    await harness.runUntil(() => harness.element.currentTime > 10);
    choose('v1');
    await harness.runUntil(() => harness.element.ended);
    const numbers = harness.paths
      .filter((path) => /^v.\/\d/.test(path))
      .map((path) => parseInt(path.split('/')[1] ?? ''));
    expect(numbers).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    const { log } = harness.buffer('video');
    expect(log.filter((entry) => entry === 'init')).toHaveLength(3);
    // Each stands directly before media of its own: none was appended in vain.
    for (const [index, entry] of log.entries()) {
      if (entry === 'init') expect(log[index + 1]).toMatch(/^media/);
    }
    // Init segments are fetched once each.
    expect(harness.paths.filter((path) => path.endsWith('init.mp4'))).toHaveLength(3);
    expect(harness.trace.filter((entry) => entry.startsWith('shown'))).toEqual([
      'shown v1',
      'shown v3',
      'shown v1',
    ]);
  });
});

describe('a seek while the init segment of another rendition is being appended', () => {
  it('goes on with the init segment of its own rendition', async () => {
    const { decide, choose } = steer('v1');
    const harness = await startPlaying({ decide, mse: { updateMs: 30 } });
    await harness.runUntil(() => harness.element.currentTime > 2);
    const inits = (): number => harness.buffer('video').initCount;
    choose('v3');
    // Stop in the very moment at which v3's init segment is on its way into the SourceBuffer.
    const video = harness.buffer('video');
    for (let step = 0; step < 20_000; step++) {
      await harness.clock.advance(1);
      harness.element.advanceTo(harness.element.currentTime + 0.001);
      if (harness.paths.includes('v3/init.mp4') && video.updating && inits() === 1) break;
    }
    choose('v1');
    harness.element.currentTime = 50;
    await harness.runUntil(() => !harness.element.seeking);
    // Media of v1 must stand behind v1's init segment: appended anew, behind that of v3.
    expect(video.log.slice(video.log.lastIndexOf('media 31.00-32.00') + 1).slice(0, 4)).toEqual([
      'init',
      'offset 0',
      'init',
      'media 50.00-51.00',
    ]);
  });
});
