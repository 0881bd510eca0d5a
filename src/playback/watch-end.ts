import type { MediaElementPort } from '../core/media-ports.ts';
import type { Scope } from '../core/scope.ts';

export interface EndPorts {
  readonly element: MediaElementPort;
  readonly scope: Scope;
  /** Whether the duration is where the title ends: false while it is live. */
  readonly hasEnd: () => boolean;
}

/** So close to its duration an element waits for nothing but its end. Seconds. */
const AT_END_SEC = 0.2;
const STILL_MS = 1000;

/** HTMLMediaElement.HAVE_FUTURE_DATA. @see https://html.spec.whatwg.org/multipage/media.html#ready-states */
const HAVE_FUTURE_DATA = 3;

/**
 * Ends an element that has played all there is and waits at its end: Chromium 156 may, where it has played over a hole at four
 * times the speed, and a vendor's player that has not ended its source leaves it there. Sought to its end, it says `ended`.
 */
export function watchEnd({ element, scope, hasEnd }: EndPorts): void {
  let isTried = false;
  let cancel = (): void => undefined;
  scope.listen(element, 'playing', () => (isTried = false));
  scope.listen(element, 'waiting', () => {
    cancel();
    cancel = scope.timer(() => {
      if (isTried || !hasEnd() || !isWaitingAtEnd(element)) return;
      isTried = true;
      element.currentTime = element.duration;
    }, STILL_MS);
  });
}

function isWaitingAtEnd(element: MediaElementPort): boolean {
  const { currentTime, duration, ended, paused, readyState, seeking } = element;
  const isWaiting = !paused && !ended && !seeking && readyState < HAVE_FUTURE_DATA;
  return isWaiting && duration - currentTime < AT_END_SEC;
}
