import { describe, expect, it } from 'vitest';
import { sampleTimeline } from '../../../test/fixtures/model-samples.ts';
import { TimelineMap } from './timeline-map.ts';

describe('TimelineMap', () => {
  it('believes a manifest that states the offset', () => {
    const map = new TimelineMap();
    const timeline = sampleTimeline({ offsetSec: -100 });
    expect(map.offsetSec(timeline)).toBe(-100);
    expect(map.learn(timeline, 4, 200)).toBe(-100);
  });

  it('learns the offset from the first segment and keeps to it', () => {
    const map = new TimelineMap();
    const audio = sampleTimeline({ id: '0', offsetSec: null });
    const video = sampleTimeline({ id: '0', offsetSec: null });
    expect(map.offsetSec(audio)).toBeNull();
    expect(map.learn(audio, 6, 10.02)).toBeCloseTo(-4.02);
    expect(map.learn(video, 6, 10)).toBeCloseTo(-4.02);
    expect(map.offsetSec(video)).toBeCloseTo(-4.02);
  });

  it('learns each discontinuity apart', () => {
    const map = new TimelineMap();
    map.learn(sampleTimeline({ id: '0', offsetSec: null }), 0, 0);
    expect(map.offsetSec(sampleTimeline({ id: '1', offsetSec: null }))).toBeNull();
    expect(map.learn(sampleTimeline({ id: '1', offsetSec: null }), 20, 5)).toBe(15);
    expect(map.offsetSec(sampleTimeline({ id: '0', offsetSec: null }))).toBe(0);
  });
});
