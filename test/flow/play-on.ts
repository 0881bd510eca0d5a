import type { FakeMediaElement } from '../fixtures/fake-media-element.ts';
import type { FakeMse } from '../fixtures/fake-media-source.ts';

/** The element plays what is buffered for so long, where it is not paused; what the playhead stands on may run out. */
export function playOn(element: FakeMediaElement, mse: FakeMse, stepSec: number): void {
  const source = mse.current;
  if (!source || element.paused || element.ended || element.seeking || element.readyState < 2) return;
  const timeSec = element.currentTime;
  const under = source.ranges.find(({ startSec, endSec }) => startSec <= timeSec && timeSec < endSec);
  if (under) element.advanceTo(Math.min(timeSec + stepSec * element.playbackRate, under.endSec));
  if (source.readyState === 'ended' && element.currentTime >= source.duration) element.finish();
  else source.updateElement();
}
