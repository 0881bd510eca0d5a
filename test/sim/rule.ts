import type { SimTitle } from './title.ts';

/** What a rule knows when a session begins. */
export interface SessionSetup {
  readonly title: SimTitle;
  readonly bufferMaxSec: number;
  readonly rttSec: number;
  /** What follows the segment to be fetched is still to be made: who ships tells nobody its size. */
  readonly isLive: boolean;
  /** What a session before has measured of the network, bit/s; null: there was none. */
  readonly priorBps: number | null;
  /** What each rung is worth to whoever scores the session: for rules that plan for a score. */
  readonly qualities: Float64Array;
  /** What a second of stall costs, in the same unit. */
  readonly stallCost: number;
}

/** What a rule knows when a segment is to be fetched. */
export interface Moment {
  readonly atSec: number;
  /** Position of the segment to be fetched. */
  readonly segment: number;
  readonly bufferSec: number;
  /** Rung of the segment that was fetched before; null at the start. */
  readonly lastRung: number | null;
  /** The viewer has moved the playhead to this segment, and waits for it; nothing is buffered. */
  readonly isSeek: boolean;
  /** Of the element that shows the picture, pixels; null: it has all the room that there is. */
  readonly elementHeight: number | null;
}

/** A segment on its way. */
export interface Transfer {
  readonly rung: number;
  readonly segment: number;
  /** Its whole size. */
  readonly bits: number;
  readonly startSec: number;
  readonly firstByteSec: number;
}

export interface TransferProgress extends Transfer {
  readonly atSec: number;
  readonly receivedBits: number;
  readonly bufferSec: number;
  readonly lastRung: number | null;
  readonly elementHeight: number | null;
}

/** A transfer that ended; where it was abandoned, `bits` is what had come. Of one that a seek cuts off nobody is told. */
export interface SegmentSample extends Transfer {
  readonly endSec: number;
  readonly isComplete: boolean;
}

export interface Choice {
  readonly rung: number;
  /** Wait this long first, and be asked again; at most until the buffer is empty. */
  readonly waitSec?: number;
}

/** A rule at work in one session. */
export interface Controller {
  choose(moment: Moment): Choice;
  /** Asked every 100 ms of a transfer: the rung to abandon it for, or null to let it go on. */
  progress?(progress: TransferProgress): number | null;
  /** A transfer ended; the buffer is that before the segment is added. */
  finished?(sample: SegmentSample, bufferSec: number): void;
}

/** A way to adapt. */
export interface Rule {
  readonly name: string;
  create(setup: SessionSetup): Controller;
}
