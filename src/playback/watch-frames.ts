import type { MediaElementPort } from '../core/media-ports.ts';
import type { Scope } from '../core/scope.ts';

export interface FrameLooks {
  readonly element: MediaElementPort;
  readonly scope: Scope;
  /** Seconds of media ahead of the playhead, in one piece. */
  readonly aheadSec: () => number;
  /** Told how much of that may play. */
  readonly look: (aheadSec: number) => void;
}

/** How often what is shown is looked at: a playhead that stands fires no event. */
const LOOK_MS = 250;

/** Has what a vendor's player shows looked at, as often as Kinora's own engine looks after its playhead. */
export function watchFrames({ element, scope, aheadSec, look }: FrameLooks): void {
  let awaitsKeySec = NaN;
  // What waits for its key has nothing to play, however much of it there is; only the event tells, and it moves when it has.
  // @see https://www.w3.org/TR/encrypted-media-2/#wait-for-key
  const lookNow = (): void => look(element.currentTime === awaitsKeySec ? 0 : aheadSec());
  const lookOn = (): void => {
    scope.timer(() => {
      lookNow();
      lookOn();
    }, LOOK_MS);
  };
  scope.listen(element, 'waitingforkey', () => (awaitsKeySec = element.currentTime));
  for (const type of ['timeupdate', 'seeking', 'pause', 'ratechange']) scope.listen(element, type, lookNow);
  lookOn();
}
