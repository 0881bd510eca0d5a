import { LinkTrace, type TraceStep } from './link-trace.ts';
import type { Choice, Controller, Moment, Rule } from './rule.ts';
import type { SimSetting } from './simulate.ts';
import type { SimTitle } from './title.ts';

/** A title whose segments are exactly what its rungs declare. */
export function toyTitle(bitratesBps: readonly number[], segments: number, segmentSec: number): SimTitle {
  return {
    id: 'toy',
    segmentSec,
    bitratesBps,
    sizes: Array.from({ length: segments }, () => Float64Array.from(bitratesBps, (bps) => bps * segmentSec)),
  };
}

export function toySetting(
  title: SimTitle,
  steps: readonly TraceStep[],
  more: Partial<SimSetting> = {},
): SimSetting {
  return { title, trace: new LinkTrace('toy', steps), rttSec: 0, bufferMaxSec: 60, ...more };
}

export function constant(bps: number): readonly TraceStep[] {
  return [{ durationSec: 1000, bps }];
}

/** A rule of which a test says what it does. */
export function toyRule(
  choose: (moment: Moment) => Choice,
  more: Pick<Controller, 'progress' | 'finished'> = {},
): Rule {
  return { name: 'toy', create: () => ({ choose, ...more }) };
}
