import type Hls from 'hls.js';
import type { ErrorData, ErrorDetails } from 'hls.js';
import type { PlayerError } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import type { MediaElementPort } from '../../core/media-ports.ts';
import type { Scope } from '../../core/scope.ts';
import type { EngineEvent } from '../../engine/engine-event.ts';

/** A decoder that fails again within this much playing was not mended. */
const RECOVERY_PROGRESS_SEC = 10;

/** Faults that a new MediaSource at the same position may mend. */
const MENDABLE: readonly `${ErrorDetails}`[] = [
  'bufferAppendError',
  'bufferAppendingError',
  'bufferSeekOverHole',
  'bufferStalledError',
  'mediaSourceRequiresReset',
];
/** No fault by themselves: told by other events, or by the player; a cancellation; an append that is done again. */
const UNTOLD: readonly `${ErrorDetails}`[] = [
  'aborted',
  'bufferAppendNoProgress',
  'bufferNudgeOnStall',
  'bufferSeekOverHole',
  'bufferStalledError',
];

export interface RecoveryHost {
  readonly element: MediaElementPort;
  readonly log: Logger;
  emit(event: EngineEvent): void;
  /** The engine cannot go on. */
  fail(error: PlayerError): void;
}

/** Decides nothing but how often: a broken decoder gets one new start at a position, as in Kinora's own engine. */
export class Recovery {
  readonly #hls: Hls;
  readonly #host: RecoveryHost;
  #recoveredAtSec = -Infinity;
  /** What the app wants; a new source forgets it. */
  #isPlaying: boolean;
  /** Where the playhead was last, seconds: a new source begins at 0. Below 0: where the manifest wants. */
  #positionSec: number;

  constructor(hls: Hls, host: RecoveryHost, scope: Scope) {
    this.#hls = hls;
    this.#positionSec = hls.config.startPosition;
    this.#host = host;
    const { element } = host;
    this.#isPlaying = !element.paused;
    scope.listen(element, 'play', () => {
      this.#isPlaying = true;
    });
    scope.listen(element, 'pause', () => {
      // Events come late, and an element in error pauses by itself.
      if (element.paused && !element.error) this.#isPlaying = false;
    });
    for (const type of ['timeupdate', 'seeking'])
      scope.listen(element, type, () => {
        if (element.readyState > 0) this.#positionSec = element.currentTime;
      });
  }

  /** Where the playhead stood before hls.js moved it. */
  get positionSec(): number {
    return Math.max(0, this.#positionSec);
  }

  take(data: ErrorData, error: PlayerError): void {
    // hls.js has taken a new MediaSource by itself after this one, without a bound.
    const isReset = data.details.startsWith('mediaSourceRequiresReset');
    const isEncrypted = data.details.startsWith('keySystemNoKeys');
    if (data.fatal || isReset) {
      if (MENDABLE.includes(data.details)) this.#mend(error, isReset, data.fatal);
      else this.#host.fail(error);
    } else if (isEncrypted)
      this.#host.fail(error); // hls.js waits for keys that nobody brings
    else if (!UNTOLD.includes(data.details)) this.#host.emit({ type: 'warning', error });
  }

  #mend(error: PlayerError, isReset: boolean, isFatal: boolean): void {
    const positionSec = this.#positionSec;
    if (Math.abs(positionSec - this.#recoveredAtSec) < RECOVERY_PROGRESS_SEC) {
      this.#host.fail(error);
      return;
    }
    this.#recoveredAtSec = positionSec;
    const { element } = this.#host;
    const { playbackRate } = element;
    const isPlaying = this.#isPlaying;
    this.#host.emit({
      type: 'recovered',
      from: error,
      how: 'hls.js took a new MediaSource at the same position',
    });
    if (!isReset) this.#hls.recoverMediaError();
    if (isFatal) this.#hls.startLoad(positionSec);
    element.playbackRate = playbackRate; // attaching a source resets it
    if (!isPlaying) return;
    element.play().catch((cause: unknown) => {
      this.#host.log('info', 'resuming after a recovery was refused', cause);
    });
  }
}
