import { describe, expect, it } from 'vitest';
import { createDashTitle } from '../fixtures/toy-title.ts';
import { MseHarness, play } from './mse-harness.ts';

describe('a playhead that is stuck on good media', () => {
  it('is pushed five times, and then the buffer is rebuilt', async () => {
    const harness = await play(createDashTitle());
    await harness.run(2000);
    const stuckSec = harness.element.currentTime;
    // The clock goes on, and the element does not.
    const positions = new Set<number>();
    for (let step = 0; step < 250 && harness.ofType('recovered').length === 0; step++) {
      await harness.clock.advance(100);
      if (harness.mse.sources.length === 1) positions.add(harness.element.currentTime);
    }
    expect([...positions].map((timeSec) => timeSec - stuckSec)).toEqual(
      [0, 0.1, 0.2, 0.3, 0.4, 0.5].map((pushedSec): unknown => expect.closeTo(pushedSec, 5)),
    );
    expect(harness.ofType('recovered')).toMatchObject([{ from: { code: 'decode-failed' } }]);
    expect(harness.mse.sources).toHaveLength(2);
    expect(harness.ofType('failed')).toEqual([]);
  });

  it('is left alone at a rate of 0, and goes on from there', async () => {
    const harness = await play(createDashTitle());
    await harness.run(2000);
    const positionSec = harness.element.currentTime;
    harness.element.playbackRate = 0;
    await harness.clock.advance(20_000);
    expect(harness.element.currentTime).toBe(positionSec);
    harness.element.playbackRate = 1;
    await harness.runUntil(() => harness.element.ended);
    expect(harness.ofType('gap-jumped')).toEqual([]);
    expect(harness.ofType('recovered')).toEqual([]);
  });

  it('is given as long behind a stall as elsewhere', async () => {
    let isSlow = false;
    const harness = await play(createDashTitle({ segmentCount: 60 }), {
      answer: (path) => (isSlow && path.endsWith('.m4s') ? { then: 'hang' } : undefined),
    });
    isSlow = true;
    const { element } = harness;
    await harness.runUntil(() => element.currentTime > 1 && element.readyState < 3);
    await harness.run(5000);
    isSlow = false;
    const positionSec = element.currentTime;
    for (let step = 0; step < 600 && harness.snapshotAhead() < 1.5; step++) await harness.clock.advance(100);
    expect(harness.snapshotAhead()).toBeGreaterThan(1.5);
    await harness.clock.advance(700); // the element takes that long to go on
    expect(element.currentTime).toBe(positionSec);
    await harness.run(2000);
    expect(element.currentTime).toBeGreaterThan(positionSec + 1);
    expect(harness.ofType('gap-jumped')).toEqual([]);
  });

  it('is left alone while it is paused', async () => {
    const harness = new MseHarness(createDashTitle());
    void harness.load();
    await harness.run(20_000);
    expect(harness.element.currentTime).toBe(0);
    expect(harness.ofType('recovered')).toEqual([]);
  });
});

describe('a hole at the start of the media', () => {
  it('is jumped without being asked to play', async () => {
    // The media of every segment lies half a second behind where the manifest puts it.
    const title = createDashTitle({ mediaStartSec: 0 });
    const mpd = new TextDecoder().decode(title.files.get('manifest.mpd'));
    const late = mpd.replaceAll('presentationTimeOffset="0"', 'presentationTimeOffset="-500"');
    const files = new Map(title.files).set('manifest.mpd', new TextEncoder().encode(late));
    const harness = new MseHarness({ ...title, files });
    void harness.load();
    await harness.runUntil(() => harness.element.readyState >= 3, 10_000);
    expect(harness.ofType('gap-jumped')).toMatchObject([{ gap: { startSec: 0 } }]);
    expect(harness.element.currentTime).toBeCloseTo(0.5, 2);
  });
});
