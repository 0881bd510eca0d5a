import type { MediaElementPort } from '../core/media-ports.ts';
import type { Scope } from '../core/scope.ts';
import type { TimeRange } from '../model/time-range.ts';
import { PLAYED_OUT_SEC } from './is-played-out.ts';

export interface EndWatchPorts {
  readonly element: MediaElementPort;
  readonly scope: Scope;
  /** Whether the duration is where the title ends: false while it is live. */
  readonly hasEnd: () => boolean;
  /** The playhead was put at the end: past this, if anything. */
  readonly onJump: (gap: TimeRange) => void;
}

/** How long an element that is at its end may take to say so, and how often one that waits is looked at. Milliseconds. */
const LOOK_MS = 1000;
/** A position that has been through the element is the same. Seconds. */
const SAME_SEC = 0.001;

/** HTMLMediaElement.HAVE_FUTURE_DATA. @see https://html.spec.whatwg.org/multipage/media.html#ready-states */
const HAVE_FUTURE_DATA = 3;

/**
 * Puts an element that has played all there is, and waits, at its end, where it says `ended`.
 *
 * Quirk, 2026-11-30, Chromium 156: an element that has played over a hole of 80 ms at four times the speed waits at its duration for
 * ever, though its source has ended; so does one whose source a vendor's player has not ended. It can go when `shaka-engine.test.ts`
 * ("across a hole") passes without it, and the vendor always finds its end.
 */
export class EndWatch {
  readonly #ports: EndWatchPorts;
  #cancelLook = (): void => undefined;
  /** Where it was put; NaN: nowhere, or it has been sought elsewhere since. */
  #soughtSec = NaN;

  constructor(ports: EndWatchPorts) {
    this.#ports = ports;
    const { element, scope } = ports;
    scope.listen(element, 'waiting', () => this.#lookLater());
    scope.listen(element, 'seeking', () => {
      if (!this.isOwnSeek) this.#soughtSec = NaN;
    });
  }

  /** Whether the playhead is where this has put it: nobody needs media for that. */
  get isOwnSeek(): boolean {
    return Math.abs(this.#ports.element.currentTime - this.#soughtSec) < SAME_SEC;
  }

  #lookLater(): void {
    this.#cancelLook();
    this.#cancelLook = this.#ports.scope.timer(() => this.#look(), LOOK_MS);
  }

  #look(): void {
    const { element, hasEnd, onJump } = this.#ports;
    const { currentTime: startSec, duration: endSec, ended, paused, readyState, seeking } = element;
    if (paused || ended || readyState >= HAVE_FUTURE_DATA || this.isOwnSeek) return;
    if (!seeking && hasEnd() && endSec - startSec < PLAYED_OUT_SEC) {
      this.#soughtSec = endSec;
      element.currentTime = endSec;
      onJump({ startSec, endSec });
    } else this.#lookLater();
  }
}
