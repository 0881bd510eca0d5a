/** What is known of a playhead that wants to move. Seconds of media. */
export interface PlayheadMotion {
  readonly positionSec: number;
  /** Media ahead of it, in one piece. */
  readonly aheadSec: number;
  /** Of playback. */
  readonly rate: number;
}

/** A playhead that gets no further for so long stands. Kinora's own engine pushes it then (`decide-rescue.ts`). */
const STILL_MS = 1000;
/** What it gets further by where it moves, in a second of the viewer's; a push is 0.1 s. */
const MOVE_SEC = 0.25;
/** With less in front, it is short of media, and not of a decoder. */
const ENOUGH_SEC = 1;
/** Whoever looked four times a second and comes this late has been suspended, and so has what plays. */
const SUSPENDED_MS = 1000;
/** A position this far ahead of where it can have got to was set: by a viewer, an app, or over a hole. */
const JUMP_SEC = 0.5;
/** So was one that is this far back; less is the trembling of a clock, by a frame or two. */
const TREMBLE_SEC = 0.05;

/**
 * Finds out whether a playhead stands although there is media under it: a decoder that does not bring frames in time. Only
 * what has moved before can come to a stand: a start, a seek, a pause and a buffer that ran out have their own reasons to
 * wait, and televisions wait for seconds.
 *
 * Frames that no longer come while the playhead moves on are none: where the decoder is late, browsers count them as
 * dropped, and Firefox stops decoding what is not in the viewport of a page that is seen.
 * @see https://html.spec.whatwg.org/multipage/media.html#expected-to-play "potentially playing"
 * @see https://bugzilla.mozilla.org/show_bug.cgi?id=1982568
 */
export class DecodeStalls {
  /** Where it moved last. */
  #sinceMs = 0;
  #sinceSec = 0;
  #lookedAtMs = -Infinity;
  #positionSec = 0;
  #hasMoved = false;

  /** What may or may not have been before says nothing: it must move first. */
  forget(): void {
    this.#hasMoved = false;
    this.#lookedAtMs = -Infinity;
  }

  /** True where it has come to a stand; told once. Before `settledAtMs` it may take its time. */
  note({ positionSec, aheadSec, rate }: PlayheadMotion, settledAtMs: number, nowMs: number): boolean {
    const passedMs = nowMs - this.#lookedAtMs;
    const reachSec = (passedMs / 1000) * rate;
    const movedSec = positionSec - this.#positionSec;
    const isSet = !(movedSec >= -TREMBLE_SEC && movedSec - reachSec <= JUMP_SEC);
    this.#lookedAtMs = nowMs;
    this.#positionSec = positionSec;
    if (!(passedMs <= SUSPENDED_MS && !isSet && aheadSec >= ENOUGH_SEC)) {
      this.#hasMoved = false;
      this.#moved(positionSec, nowMs);
    } else if (positionSec - this.#sinceSec >= MOVE_SEC * rate) {
      this.#hasMoved = true;
      this.#moved(positionSec, nowMs);
    }
    const isStall = this.#hasMoved && nowMs - Math.max(this.#sinceMs, settledAtMs) >= STILL_MS;
    if (isStall) this.#hasMoved = false;
    return isStall;
  }

  #moved(positionSec: number, nowMs: number): void {
    this.#sinceMs = nowMs;
    this.#sinceSec = positionSec;
  }
}
