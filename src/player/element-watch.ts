import type { MediaElementPort } from '../core/media-ports.ts';
import type { Scope } from '../core/scope.ts';
import type { PlayerState, StateEvent } from './state.ts';

const EVENTS = [
  'loadeddata',
  'canplay',
  'play',
  'playing',
  'pause',
  'waiting',
  'seeking',
  'seeked',
  'ended',
  'emptied',
] as const;
type ElementEvent = (typeof EVENTS)[number];

/** HTMLMediaElement.readyState. @see https://html.spec.whatwg.org/multipage/media.html#ready-states */
const HAVE_CURRENT_DATA = 2;
const HAVE_FUTURE_DATA = 3;

export interface ElementWatch {
  /** The engine has moved the playhead by itself: the seek that the element reports next is no one's wish. */
  expectOwnSeek(): void;
}

/** Turns the element's events into state events, for as long as the scope lives. */
export function watchElement(
  element: MediaElementPort,
  scope: Scope,
  getState: () => PlayerState,
  dispatch: (event: StateEvent) => void,
): ElementWatch {
  let isOwnSeek = false;
  /** The engine rebuilds its source under running playback; the element pauses itself meanwhile. */
  let isRebuild = false;

  const onEvent = (type: ElementEvent): void => {
    const state = getState();
    if (type === 'emptied' && state !== 'loading') {
      isOwnSeek = true;
      isRebuild ||= state === 'playing' || state === 'stalled';
    }
    const hasArrived = type === 'seeked' || type === 'playing' || (type === 'canplay' && !element.seeking);
    if (hasArrived) isOwnSeek = isRebuild = false;
    dispatch({
      type: 'element',
      isStarved: type === 'waiting' || type === 'emptied',
      facts: {
        isPaused: element.paused && !isRebuild,
        isSeeking: element.seeking && !isOwnSeek,
        isEnded: element.ended,
        hasData: element.readyState >= HAVE_CURRENT_DATA,
        hasFutureData: element.readyState >= HAVE_FUTURE_DATA,
      },
    });
  };

  for (const type of EVENTS) {
    scope.listen(element, type, () => {
      // An element in error pauses by itself: the engine plays on, or says that it cannot.
      if (type !== 'pause' || !element.error) onEvent(type);
    });
  }
  return {
    expectOwnSeek: () => {
      isOwnSeek = true;
    },
  };
}
