import type { AbrTransfer } from '../model/abr.ts';

/**
 * Where nothing comes for no longer than this, nothing is given up: nothing would come of another one either, and behind a hand-over of
 * cells a fast link brings all of it at once.
 */
const BRIEF_MS = 3000;
/**
 * But once no more is buffered than this, in whole segments, on a link that, as it was, brings the rest within this share of a segment's
 * duration, nothing is given up for as long as the network mostly takes to try another connection (`betweenBytesTimeoutMs`, by default 6 s)
 * and to have its answer: no request gains anything meanwhile, and the first bytes tell more than any guess. Before that, another
 * rendition might save what still plays.
 */
const EMPTY_SEC = 0.2;
const QUICK_SHARE = 0.25;
const LONG_MS = 10_000;
/**
 * Nor is anything given up in these first seconds of a transfer that comes slower than the link gave before by so many nats (a fiftieth): a
 * link that has become slow for good seldom falls that far at once, one that is away for a moment does, and comes back as it was. This goes
 * for longer silences at its beginning, too: where it is this connection alone that hangs, two seconds are lost.
 */
const DEEP_FALL = 4;
const DEEP_FALL_SEC = 5;
/**
 * A transfer that has brought so much less in its last second, in nats (a fiftieth), comes about as likely as not over a link that is away; the
 * deeper the fall, the likelier (the slope is that of a logistic curve), but for this remainder: it may be away for good. The recorded links
 * that became slow for good fell by 3.6 nats at the most. Nor is a link away that gives more than this share of what the lowest rendition
 * takes, from however far it has fallen: that one would play. How it was chosen: docs/abr-experiments.md, "Made-up links".
 */
const AWAY_NATS = 3.9;
const AWAY_SLOPE = 8;
const LEAST_SLOW = 0.1;
const PLAYING_SHARE = 0.7;
/** After a silence of so long, the link is not taken for away any more: it may be this connection alone that hangs, and another one may answer. */
const HANGING_MS = 5000;

/** How a transfer has come so far. */
export interface Fall {
  /** How much slower than the link gave before it has come on the whole, in nats. */
  readonly nats: number;
  /** The same of its last second; -Infinity: not measured. */
  readonly latelyNats: number;
  /** How much more the lowest rendition takes than its last second brought, in nats; -Infinity: not measured. */
  readonly shortNats: number;
  readonly elapsedSec: number;
  /** Of what is still to come of it, how long that takes on the link as it was, in segments' durations. */
  readonly restSegments: number;
}

/** Whether the link is most likely away for a moment, and comes back for this transfer as soon as for another one. */
export function isAway(
  { tail }: Pick<AbrTransfer, 'tail'>,
  { nats, elapsedSec, restSegments }: Fall,
  bufferSec: number,
): boolean {
  const silentMs = restSegments < QUICK_SHARE && bufferSec < EMPTY_SEC ? LONG_MS : BRIEF_MS;
  const isSilent = tail?.bytes === 0 && tail.ms < silentMs;
  return isSilent || (nats > DEEP_FALL && elapsedSec < DEEP_FALL_SEC);
}

/**
 * How likely it is, where `isAway` does not tell, that the link has become slow, or this connection hangs, rather than that the link is away and
 * comes back as it was.
 */
export function likelyToStaySlow({ tail }: Pick<AbrTransfer, 'tail'>, fall: Fall): number {
  if (tail?.bytes === 0 && tail.ms >= HANGING_MS) return 1;
  const beyondNats = Math.min(fall.latelyNats - AWAY_NATS, fall.shortNats + Math.log(PLAYING_SHARE));
  return 1 - (1 - LEAST_SLOW) / (1 + Math.exp(-beyondNats * AWAY_SLOPE));
}
