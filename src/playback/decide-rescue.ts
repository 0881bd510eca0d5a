import type { TimeRange } from '../model/time-range.ts';

export interface RescueConfig {
  /** A playhead that should move and does not for this long is stuck. Default 1000 ms. */
  readonly stuckAfterMs: number;
  /** How far a stuck playhead with media under it is pushed. Default 0.1 s. */
  readonly nudgeSec: number;
  /** Pushes without effect before it counts as failed. Default 5. */
  readonly maxNudges: number;
}

export const DEFAULT_RESCUE_CONFIG: RescueConfig = { stuckAfterMs: 1000, nudgeSec: 0.1, maxNudges: 5 };

export interface PlayheadView {
  readonly positionSec: number;
  /** Media that all streams have, sorted and disjoint. */
  readonly buffered: readonly TimeRange[];
  /** Where the streams' fetching has got to (the least of them): holes before it will not be filled. */
  readonly fetchedUntilSec: number;
  /** True when the element wants to move: not paused, not ended, not seeking with nothing there. */
  readonly shouldMove: boolean;
  /** How long the position has not changed while it should. */
  readonly stillMs: number;
  /** How long of that there has been media for it. Default: all of it. */
  readonly fedMs?: number;
  /** Pushes already made at this place. */
  readonly nudges: number;
}

export type Rescue =
  /** `isStarved`: it may have no media yet. */
  | { readonly type: 'none'; readonly isStarved?: boolean }
  | { readonly type: 'jump'; readonly toSec: number; readonly gap: TimeRange }
  | { readonly type: 'nudge'; readonly toSec: number }
  | { readonly type: 'give-up' };

const NONE: Rescue = { type: 'none' };

/** Media this close to the playhead counts as under it: browsers play over holes of a frame or two themselves. */
const TOUCH_SEC = 0.05;
/** Landing a hair inside the range, so that rounding does not leave the playhead before it. */
const LANDING_SEC = 0.001;
/** With less media than this in front, a playhead that stands is short of media, and not stuck on it. */
const RUN_OUT_SEC = 1;
/** A position this close to the end of its range stands at the edge of a hole. */
const AT_EDGE_SEC = 0.25;

/** A hole that stays is jumped after this share of `stuckAfterMs`: browsers play over small ones themselves. */
const JUMP_SHARE = 0.25;

/**
 * What to do for a playhead: jump a hole that nothing will fill, push one that is stuck on good media, or nothing.
 */
export function decideRescue(view: PlayheadView, config: RescueConfig = DEFAULT_RESCUE_CONFIG): Rescue {
  if (!view.shouldMove) return NONE;
  const { positionSec } = view;
  const under = view.buffered.find(
    (range) => range.startSec <= positionSec + TOUCH_SEC && range.endSec > positionSec,
  );
  const aheadSec = under ? under.endSec - positionSec : 0;
  if (aheadSec < RUN_OUT_SEC) {
    const jump = decideJump(view, under?.endSec ?? positionSec, config);
    if (jump) return jump;
    // So little media may simply be too little, unless it is all that comes.
    if (view.fetchedUntilSec !== Infinity) return { type: 'none', isStarved: true };
  }
  return under ? decideNudge(view, under.startSec, config) : NONE;
}

function decideJump(view: PlayheadView, edgeSec: number, config: RescueConfig): Rescue | null {
  const { positionSec, stillMs } = view;
  const next = view.buffered.find((range) => range.startSec > edgeSec);
  const isAtEdge = edgeSec - positionSec < AT_EDGE_SEC;
  const isStill = stillMs >= config.stuckAfterMs * (isAtEdge ? JUMP_SHARE : 1);
  // Only a hole that fetching has passed stays a hole.
  if (!next || !isStill || view.fetchedUntilSec <= next.startSec) return null;
  const gap = { startSec: positionSec, endSec: next.startSec };
  return { type: 'jump', toSec: next.startSec + LANDING_SEC, gap };
}

function decideNudge(view: PlayheadView, startSec: number, config: RescueConfig): Rescue {
  if ((view.fedMs ?? view.stillMs) < config.stuckAfterMs) return NONE;
  if (view.nudges >= config.maxNudges) return { type: 'give-up' };
  return { type: 'nudge', toSec: Math.max(view.positionSec, startSec) + config.nudgeSec };
}
