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
  /** Whether the playhead waits for media, and nobody else looks after it. */
  readonly isWaiting: () => boolean;
  /** Where fetching has got to, seconds: holes before it stay. Default: what `noteAppended` was told since the last seek. */
  readonly fetchedUntilSec?: () => number;
  readonly onJump: (gap: TimeRange) => void;
  /** After each quarter of a second of waiting. */
  readonly onWaited?: () => void;
}

/** How often a playhead that waits is looked at. */
const LOOK_MS = 250;

/** HTMLMediaElement.readyState. @see https://html.spec.whatwg.org/multipage/media.html#ready-states */
const HAVE_METADATA = 1;
const HAVE_CURRENT_DATA = 2;

/** Whether a paused element has no picture: before the first one, and behind a seek. */
export const waitsPaused = ({ paused, ended, readyState }: MediaElementPort): boolean =>
  paused && !ended && readyState <= HAVE_METADATA;

/** Whether an element has no picture, or plays and has nothing behind the one that it shows. */
export const waitsForMedia = ({ paused, ended, readyState }: MediaElementPort): boolean =>
  !ended && readyState <= (paused ? HAVE_METADATA : HAVE_CURRENT_DATA);

/** Moves a playhead that waits over a hole which stays, where the engine's own player or the platform would leave it. */
export class HoleWatch {
  readonly #ports: HoleWatchPorts;
  readonly #appendedUntilSec = new Map<string, number>();
  #positionSec = -1;
  #stillSinceMs = 0;
  #cancelLook = (): void => undefined;

  constructor(ports: HoleWatchPorts) {
    this.#ports = ports;
    const { element, scope } = ports;
    scope.listen(element, 'seeking', () => this.#appendedUntilSec.clear());
    for (const type of ['loadedmetadata', 'pause', 'seeking', 'waiting'])
      scope.listen(element, type, () => this.look());
  }

  /** `stream`: of what streams there are, the one that is behind counts. */
  noteAppended(stream: string, endSec: number): void {
    this.#appendedUntilSec.set(stream, endSec);
    this.look();
  }

  look(): void {
    this.#cancelLook();
    const { element, clock, scope, isWaiting, buffered, onJump, onWaited } = this.#ports;
    const { currentTime: positionSec } = element;
    const nowMs = clock.nowMs();
    const shouldMove = isWaiting();
    if (!shouldMove) {
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
    const view = { positionSec, buffered: ranges, fetchedUntilSec, shouldMove, stillMs, nudges: 0 };
    const rescue = decideRescue(view);
    // Where no media is under it, a push is over a hole of some frames, which others than these play over.
    const isInHole = !ranges.some(({ startSec, endSec }) => startSec <= positionSec && endSec > positionSec);
    if (rescue.type === 'jump' || (rescue.type === 'nudge' && isInHole)) {
      element.currentTime = rescue.toSec; // its `seeking` goes on from there
      onJump('gap' in rescue ? rescue.gap : { startSec: positionSec, endSec: rescue.toSec });
      return;
    }
    this.#cancelLook = scope.timer(() => {
      onWaited?.();
      this.look();
    }, LOOK_MS);
  }

  #fetchedUntilSec(): number {
    const { fetchedUntilSec } = this.#ports;
    if (fetchedUntilSec) return fetchedUntilSec();
    const marks = [...this.#appendedUntilSec.values()];
    return marks.length > 0 ? Math.min(...marks) : -Infinity;
  }
}
