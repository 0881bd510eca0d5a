import type { Clock } from '../core/clock.ts';
import type { MediaElementPort } from '../core/media-ports.ts';
import type { Scope } from '../core/scope.ts';
import type { TimeRange } from '../model/time-range.ts';
import { decideRescue } from './decide-rescue.ts';

export interface HoleWatchPorts {
  readonly element: MediaElementPort;
  readonly clock: Clock;
  readonly scope: Scope;
  readonly buffered: () => readonly TimeRange[];
  readonly onJump: (gap: TimeRange) => void;
  /**
   * `player`, by default: a vendor's player, which looks after a playhead that plays; where it has got to, `noteAppended`
   * is told. `platform`: the element fetches by itself, and does not say how far it has got.
   */
  readonly source?: 'player' | 'platform';
}

/** How often a playhead that waits is looked at. */
const LOOK_MS = 250;
/** Of a platform's holes a larger one may be filled yet, as it fetches in its own order. Seconds. */
const LARGEST_HOLE_SEC = 0.5;

/** HTMLMediaElement.readyState. @see https://html.spec.whatwg.org/multipage/media.html#ready-states */
const HAVE_METADATA = 1;
const HAVE_CURRENT_DATA = 2;

/** Moves a playhead that waits over a hole which stays, where a vendor's player or the platform would leave it. */
export class HoleWatch {
  readonly #ports: HoleWatchPorts;
  readonly #appendedUntilSec = new Map<string, number>();
  #positionSec = -1;
  #stillSinceMs = 0;
  #cancelLook = (): void => undefined;

  constructor(ports: HoleWatchPorts) {
    this.#ports = ports;
    const { element, scope } = ports;
    scope.listen(element, 'seeking', () => {
      for (const stream of this.#appendedUntilSec.keys()) this.#appendedUntilSec.set(stream, -Infinity);
    });
    for (const type of ['loadedmetadata', 'pause', 'seeking', 'waiting', 'progress'])
      scope.listen(element, type, () => this.look());
  }

  /** `stream`: of those that have ever been appended to, the one that is behind since the last seek counts. */
  noteAppended(stream: string, endSec: number): void {
    this.#appendedUntilSec.set(stream, endSec);
    this.look();
  }

  look(): void {
    this.#cancelLook();
    const { element, clock, scope, buffered, onJump } = this.#ports;
    const { currentTime: positionSec } = element;
    const nowMs = clock.nowMs();
    if (!this.#isWaiting()) {
      this.#positionSec = -1; // what waits again has not waited yet
      return;
    }
    if (positionSec !== this.#positionSec) {
      this.#positionSec = positionSec;
      this.#stillSinceMs = nowMs;
    }
    const stillMs = nowMs - this.#stillSinceMs;
    const fetchedUntilSec = this.#fetchedUntilSec();
    const ranges = buffered();
    const view = { positionSec, buffered: ranges, fetchedUntilSec, shouldMove: true, stillMs, nudges: 0 };
    const rescue = decideRescue(view);
    // Where no media is under it, a push is over a hole of some frames, which others than these play over.
    const isInHole = !ranges.some(({ startSec, endSec }) => startSec <= positionSec && endSec > positionSec);
    if (rescue.type === 'jump' || (rescue.type === 'nudge' && isInHole)) {
      element.currentTime = rescue.toSec; // its `seeking` goes on from there
      onJump('gap' in rescue ? rescue.gap : { startSec: positionSec, endSec: rescue.toSec });
      return;
    }
    this.#cancelLook = scope.timer(() => this.look(), LOOK_MS);
  }

  #isWaiting(): boolean {
    const { element, source } = this.#ports;
    const { paused, ended, seeking, readyState } = element;
    if (ended) return false;
    // Before its first picture, and behind a seek, a player leaves it there until somebody plays.
    if (source !== 'platform') return paused && readyState <= HAVE_METADATA;
    // What a seek of the platform's waits for is on its way.
    return !paused && !seeking && readyState <= HAVE_CURRENT_DATA;
  }

  #fetchedUntilSec(): number {
    const { element, source } = this.#ports;
    if (source === 'platform') return element.currentTime + LARGEST_HOLE_SEC;
    const marks = [...this.#appendedUntilSec.values()];
    return marks.length > 0 ? Math.min(...marks) : -Infinity;
  }
}
