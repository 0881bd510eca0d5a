import { expect, it } from 'vitest';
import { sampleSegment, sampleTimeline } from '../../../test/fixtures/model-samples.ts';
import { learnOffset } from './learn-offset.ts';
import { TimelineMap } from './timeline-map.ts';

it('lets nothing begin a hair before 0 for rounded durations', () => {
  const timelines = new TimelineMap();
  const timeline = sampleTimeline({ id: '0', offsetSec: null });
  const learn = (startSec: number, mediaStartSec: number): number =>
    learnOffset(timelines, sampleSegment({ startSec, timeline }), mediaStartSec);
  expect(learn(6, 16.001)).toBeCloseTo(-10.001);
  expect(learn(0, 10)).toBeCloseTo(-10, 9);
  expect(learn(0, 9.98)).toBeCloseTo(-10.001); // a frame of sound may go
  expect(learn(0, 10.02)).toBeCloseTo(-10.001);
  expect(learn(2, 12)).toBeCloseTo(-10.001);
  expect(timelines.offsetSec(timeline)).toBeCloseTo(-10.001);
});
