import type { MediaElementPort } from '../../core/media-ports.ts';
import type { Clock } from '../../core/clock.ts';
import type { Scope } from '../../core/scope.ts';
import type { TimeRange } from '../../model/time-range.ts';
import { STUCK_SEEK_MS } from '../../playback/is-played-out.ts';
import { decideRescue, DEFAULT_RESCUE_CONFIG, type Rescue } from '../../playback/decide-rescue.ts';

export interface PlayheadWatchHost {
  buffered(): readonly TimeRange[];
  /** The least that any stream has fetched; Infinity when all are done. */
  fetchedUntilSec(): number;
  /** Whether a key is awaited, which may be why the playhead stands. */
  isLocked(): boolean;
  onJump(gap: TimeRange): void;
  onStuck(): void;
  /** Called at every look, some four times a second while something may happen. */
  onTick(): void;
}

/** How often a playhead is looked at between the element's own events. */
const LOOK_MS = 250;

/** HTMLMediaElement.HAVE_FUTURE_DATA: enough to move on. */
const HAVE_FUTURE_DATA = 3;

/** Looks after the playhead: carries out what `decideRescue` says. */
export class PlayheadWatch {
  readonly #element: MediaElementPort;
  readonly #host: PlayheadWatchHost;
  readonly #clock: Clock;
  readonly #scope: Scope;
  #positionSec = -1;
  #stillSinceMs = 0;
  #fedSinceMs = 0;
  #endingSinceMs = Infinity;
  #nudges = 0;

  constructor(element: MediaElementPort, host: PlayheadWatchHost, clock: Clock, scope: Scope) {
    this.#element = element;
    this.#host = host;
    this.#clock = clock;
    this.#scope = scope;
  }

  start(): void {
    for (const type of ['timeupdate', 'waiting', 'playing', 'play', 'pause', 'ratechange', 'progress']) {
      this.#scope.listen(this.#element, type, () => {
        this.look();
      });
    }
    this.#lookAgain();
  }

  /** How long the playhead has stood where it should move. */
  get #stillMs(): number {
    const hasMoved = this.#element.currentTime !== this.#positionSec;
    return hasMoved ? 0 : this.#clock.nowMs() - this.#stillSinceMs;
  }

  /** Whether nothing more comes to what is played now. */
  noteEnding(isEnding: boolean): void {
    this.#endingSinceMs = isEnding ? Math.min(this.#endingSinceMs, this.#clock.nowMs()) : Infinity;
  }

  /** Whether a seek may yet come to its end: where nothing more has come for long, one that waits has too little media for that. */
  get isSeeking(): boolean {
    const stuckMs = Math.min(this.#stillMs, this.#clock.nowMs() - this.#endingSinceMs);
    return this.#element.seeking && stuckMs < STUCK_SEEK_MS;
  }

  look(): void {
    this.#host.onTick();
    if (this.#scope.isDisposed) return;
    const { currentTime } = this.#element;
    const nowMs = this.#clock.nowMs();
    const shouldMove = this.#shouldMove();
    if (currentTime !== this.#positionSec || !shouldMove) {
      if (currentTime > this.#positionSec + DEFAULT_RESCUE_CONFIG.nudgeSec * 2) this.#nudges = 0;
      this.#positionSec = currentTime;
      this.#stillSinceMs = nowMs;
    }
    this.#rescue(
      decideRescue({
        positionSec: currentTime,
        buffered: this.#host.buffered(),
        fetchedUntilSec: this.#host.fetchedUntilSec(),
        shouldMove,
        stillMs: this.#stillMs,
        fedMs: nowMs - Math.max(this.#fedSinceMs, this.#stillSinceMs),
        nudges: this.#nudges,
      }),
    );
  }

  #lookAgain(): void {
    this.#scope.timer(() => {
      this.look();
      this.#lookAgain();
    }, LOOK_MS);
  }

  /**
   * A paused element, or one whose rate is 0, wants to move too while it has no frame to show: before the first one, and
   * after a seek.
   */
  #shouldMove(): boolean {
    const { paused, ended, readyState, seeking, playbackRate } = this.#element;
    if (ended || readyState === 0 || this.#host.isLocked()) return false;
    const isToPlay = !paused && playbackRate !== 0;
    return readyState < HAVE_FUTURE_DATA ? isToPlay || seeking || readyState === 1 : isToPlay;
  }

  #rescue(rescue: Rescue): void {
    switch (rescue.type) {
      case 'jump':
        this.#element.currentTime = rescue.toSec;
        this.#host.onJump(rescue.gap);
        break;
      case 'nudge':
        this.#nudges++;
        this.#element.currentTime = rescue.toSec;
        this.#host.onJump({ startSec: this.#positionSec, endSec: rescue.toSec });
        break;
      case 'give-up':
        this.#nudges = 0;
        this.#host.onStuck();
        break;
      case 'none':
        if (rescue.isStarved) this.#fedSinceMs = this.#clock.nowMs();
        break;
    }
  }
}
