/**
 * What the viewer meets: nothing loaded, waiting for the first picture, the first picture there but not started,
 * running, halted by someone, looking for another position, waiting for data against everyone's will, at the end,
 * or broken for good.
 */
export type PlayerState =
  'idle' | 'loading' | 'ready' | 'playing' | 'paused' | 'seeking' | 'stalled' | 'ended' | 'error';

/** What the media element said of itself when one of its events arrived. */
export interface ElementFacts {
  readonly isPaused: boolean;
  /** A seek that the app or the viewer asked for is under way; the player's own jumps over gaps are none. */
  readonly isSeeking: boolean;
  readonly isEnded: boolean;
  /** readyState ≥ HAVE_CURRENT_DATA: there is a picture for this position. */
  readonly hasData: boolean;
  /** readyState ≥ HAVE_FUTURE_DATA: the playhead can move. */
  readonly hasFutureData: boolean;
}

export type StateEvent =
  | { readonly type: 'load' }
  | { readonly type: 'unload' }
  | { readonly type: 'fail' }
  /** `isStarved`: the element says that it waits for data, or has lost all it had (a rebuilt source). */
  | { readonly type: 'element'; readonly isStarved: boolean; readonly facts: ElementFacts };

/** The state after an event. Total: what cannot be from a state leaves it as it is. */
export function reduce(state: PlayerState, event: StateEvent): PlayerState {
  switch (event.type) {
    case 'load':
      return 'loading';
    case 'unload':
      return 'idle';
    case 'fail':
      return state === 'idle' ? 'idle' : 'error';
    case 'element':
      return state === 'idle' || state === 'error'
        ? state
        : reduceElement(state, event.isStarved, event.facts);
  }
}

function reduceElement(state: PlayerState, isStarved: boolean, facts: ElementFacts): PlayerState {
  if (state === 'loading') return facts.hasData && !facts.isSeeking ? 'ready' : 'loading';
  if (facts.isEnded) return 'ended';
  if (facts.isSeeking) return 'seeking';
  if (facts.isPaused) return state === 'ready' ? 'ready' : 'paused';
  if (facts.hasFutureData) return 'playing';
  // Waiting before the first play or behind a seek is start-up and seek time: only what ran, or should, can stall.
  const canStall = state === 'playing' || state === 'paused';
  return isStarved && canStall ? 'stalled' : state;
}
